"""Invoices: made for orders and renewals, paid from the account's credit or by the customer.

What the account's credit covers is paid at once. The rest is for the customer to pay, which is not
part of the API: the control API does it (`happenings`). What is not paid in time is overdue: an
order is off then, and its invoice cancelled; what is due again and again is suspended.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import takewhile
from typing import Any

from simulators.hostens import dates, money, products
from simulators.hostens.billing import errors, payments
from simulators.hostens.clientarea import notifications, profile
from simulators.hostens.errors import not_found
from simulators.hostens.money import Totals
from simulators.hostens.products import Act, Line
from simulators.kernel.effects import About
from simulators.kernel.store import Collection
from simulators.kernel.world import World

DUE_DAYS = 7  # the documented invoice's
FEE = "-2"  # item_id of a payment fee's line, in the documented invoice
_FIRST, _FIRST_ITEM = 308_977, 12_310  # the documented ones are in the seed

Invoice = dict[str, Any]
"""In the wire form of its details, without the client; `dateorig` and `merge_id` of the list; and
`acts`, what it is for, and `event`, the number of the one that it is overdue by, or null."""


def bill(world: World, lines: Sequence[Line], pay_method: str, due: str = "") -> Invoice:
    """A new invoice, paid as far as the account's credit goes; `due` is a day, if not the usual."""
    id = str(world.next_id("hostens.invoices", _FIRST))
    sums = quote(world, [line.amount for line in lines], pay_method)
    today = dates.day(world.now)
    due = due or dates.add_days(today, DUE_DAYS)
    charged = [(line.description, line.amount, "0") for line in lines]
    if sums.fee:
        charged.append((f"{payments.method(pay_method).name} Payment Fee", sums.fee, FEE))
    invoice: Invoice = {
        "id": id,
        "status": "Unpaid",
        "date": today,
        "dateorig": today,
        "duedate": due,
        "paybefore": due,
        "datepaid": dates.NEVER,
        "subtotal": money.number(sums.subtotal),
        "credit": money.number(sums.credit),
        "tax": money.number(sums.tax),
        "taxrate": money.TAX_RATE,
        "tax2": 0,
        "taxrate2": 0,
        "taxexempt": "0",
        "total": money.number(sums.total),
        "rate": 1,
        "rate2": 0,
        "rate3": 1,
        "notes": "",
        "items": [_item(world, id, *one) for one in charged],
        "number": _number(world, today),
        "currency": money.CURRENCY,
        "merge_id": None,
        "event": None,
        "acts": list(_acts(lines)),
    }
    profile.give_credit(world, -sums.credit)
    _note(world, "money-spent", sums.credit, id, "credit used")
    return _await(world, invoice) if sums.total else _settle(world, invoice)


def quote(world: World, amounts: Iterable[Decimal], pay_method: str) -> Totals:
    """What an invoice would come to."""
    return money.totals(amounts, *payments.fees(pay_method), profile.credit(world))


def pay(world: World, id: str) -> Invoice:
    """The customer has paid, whether it was overdue or not. Raises a Refusal."""
    invoice = get(world, id)
    if invoice["status"] != "Unpaid":
        raise errors.invoice_state(invoice["status"])
    return _settle(world, invoice)


def merge(world: World, ids: Sequence[str]) -> Invoice:
    """One invoice for all of them, due when the last of them is. Raises a Refusal.

    Each of them has its id in `merge_id` then.
    """
    merged = [get(world, id) for id in dict.fromkeys(ids)]
    for invoice in merged:
        if invoice["status"] != "Unpaid":
            raise errors.invoice_state(invoice["status"])
    first = merged[0]
    id = str(world.next_id("hostens.invoices", _FIRST))
    whole: Invoice = first | {
        "id": id,
        "date": dates.day(world.now),
        "number": _number(world, dates.day(world.now)),
        "duedate": max(one["duedate"] for one in merged),
        "paybefore": max(one["paybefore"] for one in merged),
        "items": [item | {"invoice_id": id} for one in merged for item in one["items"]],
        "acts": [act for one in merged for act in one["acts"]],
        **{
            name: money.number(sum((money.cents(one[name]) for one in merged), money.ZERO))
            for name in ("subtotal", "credit", "tax", "total")
        },
    }
    for invoice in merged:
        _close(world, invoice, "Merged", merge_id=id)
    return _await(world, whole)


def current(world: World, id: str) -> Invoice:
    """An invoice, or the one that it was merged into. Raises a Refusal."""
    invoice = get(world, id)
    while invoice["merge_id"]:
        invoice = get(world, invoice["merge_id"])
    return invoice


def overdue(world: World, data: dict[str, str]) -> None:
    """Event: it should have been paid by now."""
    invoice = get(world, data["invoice_id"])
    over = [
        act
        for act in invoice["acts"]
        if not act.get("off") and products.kind(act["kind"]).overdue(world, act)
    ]
    # What it was for may have dropped it meanwhile.
    drop(world, get(world, invoice["id"]), lambda act: act.get("off") or act in over)
    notifications.add(world, "invoice", invoice["id"], f"Invoice {invoice['number']} is overdue")


def drop(world: World, invoice: Invoice, is_off: Callable[[Act], bool]) -> None:
    """What an unpaid invoice was for is off, in part or as a whole.

    As a whole it is cancelled. Otherwise it stays, and what is paid in vain becomes credit.
    """
    if invoice["status"] == "Unpaid" and any(map(is_off, invoice["acts"])):
        acts = [act | {"off": True} if is_off(act) else act for act in invoice["acts"]]
        if all(act.get("off") for act in acts):
            _cancel(world, invoice)
        else:
            store(world).put(invoice["id"], invoice | {"acts": acts})


def drop_all(world: World, is_off: Callable[[Act], bool]) -> None:
    """Of every invoice."""
    for invoice in unpaid(world):
        drop(world, invoice, is_off)


def waits(world: World, is_one: Callable[[Act], bool]) -> bool:
    """Whether something is still to be paid, and would be done then."""
    acts = (act for invoice in unpaid(world) for act in invoice["acts"])
    return any(is_one(act) for act in acts if not act.get("off"))


def unpaid(world: World) -> list[Invoice]:
    return [get(world, id) for id, _ in _unpaid(world).items()]


def balance(world: World) -> Decimal:
    """The total of what is to be paid."""
    return sum((money.cents(one["total"]) for one in unpaid(world)), money.ZERO)


def get(world: World, id: str) -> Invoice:
    """Raises a Refusal."""
    invoice: Invoice | None = store(world).get(id)
    if invoice is None:
        raise not_found()
    return invoice


def store(world: World) -> Collection:
    return world.docs("hostens.invoices")


def _unpaid(world: World) -> Collection:
    """Ids, so that nobody has to look through all that was ever paid."""
    return world.docs("hostens.unpaid-invoices")


def _await(world: World, invoice: Invoice) -> Invoice:
    """It is to be paid in time."""
    after = dates.until(world.now, dates.add_days(invoice["paybefore"], 1))
    about = {"invoice_id": invoice["id"]}
    event = world.schedule("hostens", "invoice-overdue", after, about)
    invoice = invoice | {"event": event}
    store(world).put(invoice["id"], invoice)
    _unpaid(world).put(invoice["id"], True)
    return invoice


def _close(world: World, invoice: Invoice, status: str, **more: Any) -> Invoice:
    """It is not to be paid any more."""
    if invoice["event"]:
        world.cancel(invoice["event"])
    invoice = invoice | {"status": status, "event": None} | more
    store(world).put(invoice["id"], invoice)
    _unpaid(world).delete(invoice["id"])
    return invoice


def _settle(world: World, invoice: Invoice) -> Invoice:
    invoice = _close(world, invoice, "Paid", datepaid=dates.stamp(world.now))
    _note(world, "money-spent", money.cents(invoice["total"]), invoice["id"], "paid")
    for act in invoice["acts"]:
        if act.get("off") or not products.kind(act["kind"]).paid(world, act):
            _give_back(world, money.cents(act["gross"]), invoice["id"], "paid in vain")
    return invoice


def _acts(lines: Sequence[Line]) -> Iterator[Act]:
    """Each with what is paid for it: its line, and those after it that have no act of their own.

    Cents of tax are rounded so that all of them together are what the whole comes to.
    """
    net = money.ZERO
    for number, line in enumerate(lines):
        if line.act:
            before = money.gross(net)
            beside = takewhile(lambda one: not one.act, lines[number + 1 :])
            net += line.amount + sum((one.amount for one in beside), money.ZERO)
            yield line.act | {"gross": str(money.gross(net) - before)}


def _cancel(world: World, invoice: Invoice) -> None:
    """What the account's credit had paid of it comes back."""
    _give_back(world, money.cents(invoice["credit"]), invoice["id"], "cancelled")
    _close(world, invoice, "Cancelled")


def _give_back(world: World, amount: Decimal, id: str, why: str) -> None:
    """As credit: nothing is ever paid out."""
    profile.give_credit(world, amount)
    _note(world, "money-returned", amount, id, why)


def _note(world: World, effect: str, amount: Decimal, id: str, why: str) -> None:
    """In the ledger of effects, unless it is nothing."""
    if amount:
        about: About = {"amount": str(amount), "currency": money.CURRENCY, "bill": id, "why": why}
        world.effect("hostens", effect, **about)


def _item(
    world: World, invoice: str, description: str, amount: Decimal, item_id: str
) -> dict[str, str]:
    return {
        "id": str(world.next_id("hostens.invoice-items", _FIRST_ITEM)),
        "invoice_id": invoice,
        "type": "Other",
        "item_id": item_id,
        "description": description,
        "amount": str(amount),
        "taxed": "1",
        "qty": "1.00",
        "linetotal": str(amount),
    }


def _number(world: World, today: str) -> str:
    """`2016/12/1`: year, month, the how manyth of the month."""
    year, month, _ = today.split("-")
    nth = world.next_id(f"hostens.invoices.{year}-{month}", 1)
    return f"{year}/{int(month)}/{nth}"
