"""What the live service does in vps beside or against its document."""

from simulators.kernel.refusal import Quirk

QUIRKS: tuple[Quirk, ...] = ()
