"""To be written."""

from typing import Any

from simulators.kernel.world import World


def set_default_payment_method(world: World, paymentMethodId: str) -> Any:
    raise NotImplementedError


def delete_payment_method(world: World, paymentMethodId: str) -> Any:
    raise NotImplementedError


def get_payment_method_list(world: World) -> Any:
    raise NotImplementedError
