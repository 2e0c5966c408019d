"""The vendors there are."""

from simulators.hostinger import Hostinger
from simulators.kernel.vendor import Vendor

VENDORS: tuple[Vendor, ...] = (Hostinger(),)
