"""What the live service does in vps beside or against its document."""

from simulators.hostinger.vps import quirks_extras
from simulators.kernel.refusal import Evidence, Quirk

QUIRKS = (
    *quirks_extras.QUIRKS,
    Quirk(
        "vps-password-symbols",
        False,
        Evidence.OBSERVED,
        "report 70511844090; the document's rules name no symbols",
        "A root password needs one of -().&@?'#;/,+ as well.",
    ),
    Quirk(
        "vps-wrong-hostname-charges",
        False,
        Evidence.OBSERVED,
        "brianlane/newCoworker, reconcile-orphans.ts",
        "A purchase refused for its host name is charged; a machine in `initial` appears later.",
    ),
)
