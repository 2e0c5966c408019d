"""The vendors there are."""

from simulators.hostafrica import Hostafrica
from simulators.hostens import Hostens
from simulators.hostinger import Hostinger
from simulators.kernel.vendor import Vendor

VENDORS: tuple[Vendor, ...] = (Hostinger(), Hostafrica(), Hostens())
