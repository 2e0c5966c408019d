"""Forms: what is asked for with a product or a domain, how it is shown, and what is chosen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from simulators.hostens import money
from simulators.hostens.errors import REQUIRED, invalid, wrong

_OFF = (0, "0", False, "", None, "false")


@dataclass(frozen=True)
class Choice:
    """An item of a form. `price` is by the month with a product, by the order with a domain."""

    id: int
    title: str
    price: str
    code: str = ""
    """What it stands for: of an operating system, its code."""


@dataclass(frozen=True)
class Form:
    """One choice of several, or none."""

    id: str
    title: str
    items: tuple[Choice, ...]
    type: str = "select"
    required: bool = False
    config: Mapping[str, Any] = field(default_factory=lambda: {"conditionals": []})
    fixed: bool = False
    """Whether it stays as it was ordered."""


def read(row: dict[str, Any]) -> Form:
    """As it is in data."""
    return Form(**row | {"items": tuple(Choice(**item) for item in row["items"])})


def shown(form: Form, months: int = 1) -> dict[str, Any]:
    """In wire form; what its items cost for so many months."""
    first = form.items[0].id
    return {
        "type": form.type,
        "title": form.title,
        "id": form.id,
        "firstItemId": first,
        "description": "",
        "name": f"custom[{form.id}]" + ("" if form.type == "select" else f"[{first}]"),
        "required": form.required,
        "multiple": False,
        "config": form.config,
        "value": [],
        "textvalue": [],
        "price": 0,
        "recurring_price": 0,
        "setup": 0,
        "prorata_date": None,
        "items": [
            {
                "title": item.title,
                "value": 1,
                "id": item.id,
                "price": money.number(Decimal(item.price) * months),
                "setup": 0,
                "selected": False,
            }
            for item in form.items
        ],
    }


def chosen(forms: Iterable[Form], given: Mapping[str, Any], name: str) -> dict[str, Choice]:
    """By the form's id: `{"1618": 10330}`, or as other clients send it `{"1618": {"10330": 1}}`; 0
    is none. `name` is the field's. Raises a Refusal."""
    there = {form.id: form for form in forms}
    found = {
        id: _chosen(there.get(id), value, f"{name}.{id}")
        for id, value in given.items()
        if not _is_none(value)
    }
    if missing := [id for id, form in there.items() if form.required and id not in found]:
        raise invalid({f"{name}.{id}": [REQUIRED] for id in missing})
    return found


def is_off(value: Any) -> bool:
    """Whether a box is not ticked."""
    return value in _OFF


def _is_none(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(map(is_off, value.values()))
    return is_off(value)


def _chosen(form: Form | None, value: Any, field: str) -> Choice:
    if isinstance(value, Mapping):
        picked = [item for item, quantity in value.items() if not is_off(quantity)]
        value = picked[0] if len(picked) == 1 else None
    if form and not isinstance(value, bool | float):
        for item in form.items:
            if str(item.id) == str(value):
                return item
    raise wrong(field)
