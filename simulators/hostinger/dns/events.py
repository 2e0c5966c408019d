"""What falls due in DNS."""

from simulators.hostinger.dns import rules

HANDLERS = {
    "zone-reset": rules.finish_reset,
    # Nothing has to be done then; but it is what a polling client waits for.
    "zone-visible": lambda world, data: None,
}
