"""What the worlds of a server have in common."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simulators.kernel.clock import Mode
from simulators.kernel.journal import Room
from simulators.kernel.masking import Public

if TYPE_CHECKING:
    from simulators.kernel.world import World


@dataclass(frozen=True)
class Nature:
    """What the worlds of a server have in common: what there is, and how a fresh one begins."""

    handlers: Mapping[str, Callable[["World", str, Any], None]]
    """By vendor: what happens when an event falls due, given its kind and data."""
    work: Mapping[str, Mapping[str, str]]
    """By vendor and kind: the events that end what takes its time; see `Vendor.work`."""
    quirks: Mapping[str, bool]
    """Every quirk there is, `<vendor>.<id>`, and whether it is on."""
    mode: Mode
    limits: str
    public: Callable[[str], Public]
    """Given the name of a world: what is no secret in its journal."""
    room: Room = field(default_factory=Room)
