"""Payment methods, and whether they pay."""

from datetime import datetime, timedelta
from typing import Any

from simulators.hostinger import quirks
from simulators.hostinger.billing import errors
from simulators.kernel.refusal import Aftermath
from simulators.kernel.world import World, iso

METHODS = "hostinger.payment-methods"
FIRST_ID = 9693613  # the documented example's
ORPHAN_AFTER = timedelta(seconds=58)  # the longest that was observed

# Magic cards, by analogy with Stripe's test cards of these numbers.
OUTCOMES = {"4000*****0002": "declined", "4000*****0341": "charged"}


def set_default(world: World, id: str) -> None:
    method = _get(world, id)
    if method["is_expired"] or method["is_suspended"]:
        raise errors.not_possible("An expired or suspended payment method cannot be the default.")
    methods = world.docs(METHODS)
    for key, other in methods.items():
        if other["is_default"] != (key == id):
            methods.put(key, {**other, "is_default": key == id})


def delete(world: World, id: str) -> None:
    if _get(world, id)["is_default"]:
        raise errors.not_possible("The default payment method cannot be deleted.")
    world.docs(METHODS).delete(id)


def usable(world: World, id: int | None) -> dict[str, Any] | None:
    """The method of that id, or the default one; None where it pays nothing."""
    methods = world.docs(METHODS)
    if id is None:
        found = [method for _, method in methods.items() if method["is_default"]]
        method = found[0] if found else None
    else:
        method = methods.get(str(id))
    return method if method and not (method["is_expired"] or method["is_suspended"]) else None


def outcome(world: World, method: dict[str, Any], of_price: str) -> str:
    """What the price or the card brings: `declined`, `charged` though refused, or nothing odd."""
    return of_price or (OUTCOMES.get(method["identifier"], "") if quirks.magic(world) else "")


def charge(world: World, outcome: str, orphan: Any) -> None:
    """Raises 402 where the outcome is odd.

    `orphan` says what is delivered all the same, later, where the card was charged nevertheless.
    """
    if not outcome:
        return
    then = None
    if outcome == "charged":
        then = Aftermath("billing.orphaned-delivery", ORPHAN_AFTER, orphan)
    if world.quirks["hostinger.billing-opaque-refusals"]:
        raise errors.request_failed(then)
    raise errors.declined(then)


def expire(world: World, id: str) -> None:
    methods = world.docs(METHODS)
    if method := methods.get(id):
        methods.put(id, {**method, "is_expired": True})


def add(
    world: World, kind: str, identifier: str, *, created_at: datetime, expires_at: datetime
) -> None:
    """For the fake account; the first one is the default."""
    id = world.next_id("hostinger.payment-methods", FIRST_ID)
    methods = world.docs(METHODS)
    method = {
        "id": id,
        "name": {"card": "Credit Card", "paypal": "PayPal"}[kind],
        "identifier": identifier,
        "payment_method": kind,
        "is_default": not len(methods),
        "is_expired": expires_at <= world.now,
        "is_suspended": False,
        "created_at": iso(created_at),
        "expires_at": iso(expires_at),
    }
    methods.put(str(id), method)
    if expires_at > world.now:
        after = expires_at - world.now
        world.schedule("hostinger", "billing.payment-method-expiry", after, str(id))


def _get(world: World, id: str) -> dict[str, Any]:
    method: dict[str, Any] | None = world.docs(METHODS).get(id)
    if method is None:
        raise errors.payment_method_not_found()
    return method
