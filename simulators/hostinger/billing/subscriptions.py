"""Subscriptions: what is paid for, until when, and what happens then.

A subscription is one document in wire form, and beside it, while anything can still happen to it,
its terms: what it costs, what it pays for, and the event that falls due when the paid time is over.

    active        renewal        active; paused where the payment fails: the product lapses
    not_renewing  expiry         cancelled: the product lapses
    paused, cancelled  renewed by hand  active or not_renewing: the product comes back
                       end of grace     cancelled for good: the product ends
"""

from calendar import monthrange
from datetime import datetime, timedelta
from string import ascii_letters, digits
from typing import Any

from simulators.hostinger.billing import catalog, errors
from simulators.hostinger.billing.catalog import Price
from simulators.hostinger.billing.products import product_of
from simulators.kernel.world import World, iso

SUBSCRIPTIONS = "hostinger.subscriptions"
TERMS = "hostinger.subscription-terms"
GRACE = {"VPS": timedelta(days=14), "DOMAIN": timedelta(days=45), "EMAIL": timedelta(days=14)}

Doc = dict[str, Any]


# -- what the operations do ---------------------------------------------------------------


def listing(world: World) -> bytes:
    return _shown(world, world.docs(SUBSCRIPTIONS).listing())


def switch_auto_renewal(world: World, id: str, *, on: bool) -> bytes:
    doc = get(world, id)
    if doc["status"] not in ("active", "not_renewing"):
        raise errors.not_possible(f"The subscription is {doc['status']}.")
    doc["is_auto_renewed"] = on
    _paid(world, doc, terms_of(world, id))
    return _shown(world, world.docs(SUBSCRIPTIONS).raw(id) or b"")


# -- what other sections do ---------------------------------------------------------------


def begin(world: World, price: Price, method: int) -> str:
    """A subscription that starts now; answers its id."""
    return _begin(world, price, world.now, price.first_period_price, method)


def seeded(world: World, price: Price, *, started_at: datetime, auto_renewed: bool = True) -> str:
    """A subscription that nobody ordered, for the fake account; answers its id."""
    id = _begin(world, price, started_at, price.price, None)
    if not auto_renewed:
        switch_auto_renewal(world, id, on=False)
    return id


def attach(world: World, id: str, key: str) -> None:
    """Tell a new subscription what it pays for; `key` as `products.Product` has it."""
    world.docs(TERMS).put(id, {**terms_of(world, id), "key": key})


def is_paid(world: World, id: str) -> bool:
    return get(world, id)["status"] in ("active", "not_renewing")


def paid_until(world: World, id: str) -> str:
    expires_at: str = get(world, id)["expires_at"]
    return expires_at


def hand_over(world: World, id: str, account: str, key: str) -> str:
    """Give the other account one like it, for a product of that key there; answers its id."""
    doc, terms = get(world, id), terms_of(world, id)
    gone = {"status": "transferred", "is_auto_renewed": False, "next_billing_at": None}
    world.docs(SUBSCRIPTIONS).put(id, {**doc, **gone})
    world.cancel(terms["event"])
    world.docs(TERMS).delete(id)
    with world.acting_as(account):
        doc = {**doc, "id": _new_id(world), "created_at": iso(world.now)}
        _paid(world, doc, {**terms, "key": key, "method": None})
    new: str = doc["id"]
    return new


# -- within -------------------------------------------------------------------------------


def _begin(world: World, price: Price, at: datetime, paid: int, method: int | None) -> str:
    id = _new_id(world)
    terms = {"price": price.id, "method": method, "key": None, "day": at.day, "event": 0}
    until = _later(at, price, at.day)
    while until <= world.now:
        until = _later(until, price, at.day)
    doc = {
        "id": id,
        "name": price.name,
        "status": "active",
        "billing_period": price.period,
        "billing_period_unit": price.period_unit,
        "currency_code": catalog.CURRENCY,
        "total_price": paid,
        "renewal_price": price.price,
        "is_auto_renewed": True,
        "created_at": iso(at),
        "expires_at": iso(until),
        "next_billing_at": None,
    }
    _paid(world, doc, terms)
    return id


def end(world: World, id: str) -> None:
    """Nothing will happen to it any more."""
    doc = get(world, id)
    if terms := world.docs(TERMS).get(id):
        world.cancel(terms["event"])
        world.docs(TERMS).delete(id)
    doc |= {"status": "cancelled", "is_auto_renewed": False, "next_billing_at": None}
    world.docs(SUBSCRIPTIONS).put(id, doc)


def extend(world: World, id: str) -> None:
    """One more period is paid; what had lapsed begins anew, but a registry counts on."""
    doc, terms = get(world, id), world.docs(TERMS).get(id)
    if terms is None:
        return  # it ended before the payment was known
    price = price_of(terms)
    lapsed = doc["status"] in ("paused", "cancelled") and price.category != "DOMAIN"
    start = world.now if lapsed else datetime.fromisoformat(doc["expires_at"])
    terms["day"] = start.day if lapsed else terms["day"]
    doc["expires_at"] = iso(_later(start, price, terms["day"]))
    doc["total_price"] = price.price
    _paid(world, doc, terms)
    product = product_of(price.category)
    if product and terms["key"]:
        product.renewed(world, terms["key"], doc["expires_at"])


def _paid(world: World, doc: Doc, terms: Doc) -> None:
    """Keep a subscription that is paid until `expires_at`, and plan what happens then."""
    on = doc["is_auto_renewed"]
    doc["status"] = "active" if on else "not_renewing"
    doc["next_billing_at"] = doc["expires_at"] if on else None
    until = datetime.fromisoformat(doc["expires_at"])
    kind = "subscription-renewal" if on else "subscription-expiry"
    _plan(world, doc, terms, kind, until - world.now)


def lapse(world: World, doc: Doc, terms: Doc) -> None:
    category = price_of(terms).category
    _plan(world, doc, terms, "end-of-grace", GRACE[category])
    product = product_of(category)
    if product and terms["key"]:
        product.lapsed(world, terms["key"])


def _plan(world: World, doc: Doc, terms: Doc, kind: str, after: timedelta) -> None:
    world.cancel(terms["event"])
    terms["event"] = world.schedule("hostinger", f"billing.{kind}", after, doc["id"])
    world.docs(SUBSCRIPTIONS).put(doc["id"], doc)
    world.docs(TERMS).put(doc["id"], terms)


def get(world: World, id: str) -> Doc:
    doc: Doc | None = world.docs(SUBSCRIPTIONS).get(id)
    if doc is None:
        raise errors.subscription_not_found()
    return doc


def terms_of(world: World, id: str) -> Doc:
    terms: Doc = world.docs(TERMS).get(id)
    return terms


def price_of(terms: Doc) -> Price:
    price = catalog.find(terms["price"])
    assert price
    return price


def _later(at: datetime, price: Price, day: int) -> datetime:
    """One period later, on that day of the month or the last there is."""
    months = price.period * (12 if price.period_unit == "year" else 1)
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    return at.replace(year=year, month=month + 1, day=min(day, monthrange(year, month + 1)[1]))


def _new_id(world: World) -> str:
    while True:
        id = "Azz" + "".join(world.random.choices(ascii_letters + digits, k=14))
        if id not in world.docs(SUBSCRIPTIONS):
            return id


def _shown(world: World, raw: bytes) -> bytes:
    if world.quirks["hostinger.billing-non-renewing"]:
        return raw.replace(b'"status":"not_renewing"', b'"status":"non_renewing"')
    return raw
