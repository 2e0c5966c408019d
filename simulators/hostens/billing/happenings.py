"""What nobody asks for through the API: a payment, a merger, a change of the account's credit."""

from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from simulators.hostens import money
from simulators.hostens.billing import errors, invoices
from simulators.hostens.clientarea import profile
from simulators.kernel.world import World

MOST_CREDIT = 1_000_000
MOST_MERGED = 100


class _Paid(ma.Schema):
    invoice_id = fields.String(required=True)


def _several(ids: list[str]) -> None:
    if not 2 <= len(set(ids)) <= MOST_MERGED:
        raise ma.ValidationError(f"2 to {MOST_MERGED} different ones")


class _Merged(ma.Schema):
    invoice_ids = fields.List(fields.String(), required=True, validate=[_several])


class _Credit(ma.Schema):
    credit = fields.Decimal(
        places=2, required=True, validate=validate.Range(0, MOST_CREDIT), allow_nan=False
    )


_SCHEMAS: dict[str, type[ma.Schema]] = {
    "invoice-paid": _Paid,
    "invoices-merged": _Merged,
    "credit-changed": _Credit,
}


def happen(world: World, event: str, data: dict[str, Any]) -> Any:
    """`event` is one of the vendor's happenings. Raises a Refusal."""
    try:
        given = _SCHEMAS[event]().load(data)
    except ma.ValidationError as error:
        why = "; ".join(f"{name}: {text}" for name, text in error.messages_dict.items())
        raise errors.unfit(why) from error
    match event:
        case "invoice-paid":
            return invoices.pay(world, given["invoice_id"])["status"]
        case "invoices-merged":
            return invoices.merge(world, given["invoice_ids"])["id"]
        case _:
            profile.give_credit(world, money.cents(given["credit"]) - profile.credit(world))
            return str(profile.credit(world))
