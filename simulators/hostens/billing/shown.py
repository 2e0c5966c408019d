"""Balance and invoices as answers show them."""

from typing import Any

from simulators.hostens import money
from simulators.hostens.billing import invoices
from simulators.hostens.clientarea import profile
from simulators.kernel.world import World

_LISTED = (
    *("id", "date", "dateorig", "duedate", "paybefore", "total", "datepaid", "status"),
    *("merge_id", "number", "currency"),
)
_DETAILED = (
    *("id", "status", "date", "duedate", "paybefore", "datepaid", "subtotal", "credit", "tax"),
    *("taxrate", "tax2", "taxrate2", "taxexempt", "total", "rate", "rate2", "rate3", "notes"),
    *("items", "client", "number", "currency"),
)
_NOT_OF_INVOICES = ("lastlogin", "ip", "host")


def balance(world: World) -> dict[str, str]:
    """`acc_balance` is what is to be paid, `acc_credit` what the account has."""
    return {
        "currency": money.CURRENCY,
        "acc_balance": str(invoices.balance(world)),
        "acc_credit": str(profile.credit(world)),
    }


def listed(world: World) -> list[dict[str, Any]]:
    """The newest first."""
    found = [invoice for _, invoice in invoices.store(world).items()]
    return [
        {name: one[name] for name in _LISTED} | {"total": str(money.cents(one["total"]))}
        for one in reversed(found)
    ]


def detailed(world: World, id: str) -> dict[str, Any]:
    """With the client as it is now. Raises a Refusal."""
    client = {
        name: value for name, value in profile.shown(world).items() if name not in _NOT_OF_INVOICES
    }
    invoice = invoices.get(world, id) | {"client": client}
    return {name: invoice[name] for name in _DETAILED}
