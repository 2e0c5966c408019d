"""What falls due of certificates."""

from collections.abc import Callable
from typing import Any

from simulators.hostens.certificates import life
from simulators.kernel.world import World

HANDLERS: dict[str, Callable[[World, Any], None]] = {
    "certificate-issued": life.issued,
    "certificate-expired": life.expired,
}
