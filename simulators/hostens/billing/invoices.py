"""Invoices: made for orders and renewals, paid from the account's credit or by the customer.

What the account's credit covers is paid at once. The rest is for the customer to pay, which is not
part of the API: the control API does it (`happenings`). What is not paid in time is overdue: an
order is off then, and its invoice cancelled; what is due again and again is suspended.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from simulators.hostens import dates, errors, products
from simulators.hostens.billing import money, payments
from simulators.hostens.billing.money import Totals
from simulators.hostens.clientarea import notifications, profile
from simulators.hostens.products import Line
from simulators.kernel.store import Collection
from simulators.kernel.world import World

DUE_DAYS = 7  # the documented invoice's
FEE = "-2"  # item_id of a payment fee's line, in the documented invoice
_FIRST, _FIRST_ITEM = 308_977, 12_310  # the documented ones are in the seed

Invoice = dict[str, Any]
"""In the wire form of its details, without the client; `dateorig` and `merge_id` of the list; and
`acts`, what it is for."""


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
        "acts": [line.act | {"gross": str(money.gross(line.amount))} for line in lines if line.act],
    }
    profile.spend_credit(world, sums.credit)
    store(world).put(id, invoice)
    if sums.total == 0:
        return _settle(world, invoice)
    _await(world, invoice)
    return invoice


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
    """One invoice for all of them; each has its id in `merge_id` then. Raises a Refusal."""
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
        "duedate": min(one["duedate"] for one in merged),
        "paybefore": min(one["paybefore"] for one in merged),
        "items": [item | {"invoice_id": id} for one in merged for item in one["items"]],
        "acts": [act for one in merged for act in one["acts"]],
        **{
            name: money.number(sum((money.cents(one[name]) for one in merged), money.ZERO))
            for name in ("subtotal", "credit", "tax", "total")
        },
    }
    store(world).put(id, whole)
    for invoice in merged:
        store(world).put(invoice["id"], invoice | {"status": "Merged", "merge_id": id})
    _await(world, whole)
    return whole


def cancel(world: World, id: str) -> None:
    """It is not to be paid any more, if it was."""
    invoice = get(world, id)
    if invoice["status"] == "Unpaid":
        _cancel(world, invoice)


def overdue(world: World, data: dict[str, str]) -> None:
    """Event: it should have been paid by now."""
    invoice: Invoice = store(world).get(data["invoice_id"])
    if invoice["status"] != "Unpaid":
        return
    over = [products.kind(act["kind"]).overdue(world, act) for act in invoice["acts"]]
    if over and all(over):
        _cancel(world, invoice)
    notifications.add(world, "invoice", invoice["id"], f"Invoice {invoice['number']} is overdue")


def drop(world: World, kind: str, id: str) -> None:
    """A thing is gone, and so is what was still to be paid for it alone."""
    for _, invoice in store(world).items():
        whose = {(act["kind"], act["id"]) for act in invoice["acts"]}
        if invoice["status"] == "Unpaid" and whose == {(kind, id)}:
            _cancel(world, invoice)


def unpaid(world: World) -> Decimal:
    """The total of what is to be paid."""
    rest = [one["total"] for _, one in store(world).items() if one["status"] == "Unpaid"]
    return sum(map(money.cents, rest), money.ZERO)


def get(world: World, id: str) -> Invoice:
    """Raises a Refusal."""
    invoice: Invoice | None = store(world).get(id)
    if invoice is None:
        raise errors.not_found()
    return invoice


def store(world: World) -> Collection:
    return world.docs("hostens.invoices")


def _await(world: World, invoice: Invoice) -> None:
    after = dates.until(world.now, dates.add_days(invoice["paybefore"], 1))
    world.schedule("hostens", "invoice-overdue", after, {"invoice_id": invoice["id"]})


def _settle(world: World, invoice: Invoice) -> Invoice:
    invoice |= {"status": "Paid", "datepaid": dates.stamp(world.now)}
    store(world).put(invoice["id"], invoice)
    for act in invoice["acts"]:
        if not products.kind(act["kind"]).paid(world, act):
            profile.give_credit(world, money.cents(act["gross"]))
    return invoice


def _cancel(world: World, invoice: Invoice) -> None:
    """What the account's credit had paid of it comes back."""
    profile.give_credit(world, money.cents(invoice["credit"]))
    store(world).put(invoice["id"], invoice | {"status": "Cancelled"})


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
