"""What the cart refuses."""

from simulators.hostens.errors import PACK, assumed, refuse
from simulators.kernel.refusal import Refusal

COUPON = assumed("coupon", PACK)


def coupon_not_exist() -> Refusal:
    return refuse(400, COUPON, "coupon_not_exist")
