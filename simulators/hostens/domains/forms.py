"""What an order answers to the forms of its TLD, and what that costs."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from simulators.hostens import money
from simulators.hostens.domains.tlds import Form, Item, Tld
from simulators.hostens.errors import REQUIRED, invalid, wrong

_OFF = (None, "", 0, "0", False)


def charges(tld: Tld, data: Mapping[str, Any]) -> list[tuple[str, Decimal]]:
    """What is chosen and costs something. Raises a Refusal.

    `data` has by the id of a form the id of an item, or `{<id of the item>: 1}`.
    """
    forms = {form.id: form for form in tld.forms}
    if unknown := [id for id in data if id not in forms]:
        raise wrong(f"data.{unknown[0]}")
    chosen = [(form, _chosen(form, data.get(form.id))) for form in tld.forms]
    return [(form.title, money.cents(item.price)) for form, item in chosen if item and item.price]


def _chosen(form: Form, value: Any) -> Item | None:
    ids = [id for id, on in value.items() if on not in _OFF] if isinstance(value, dict) else [value]
    ids = [str(id) for id in ids if id not in _OFF]
    items = [item for item in form.items if str(item.id) in ids]
    if len(ids) > 1 or len(items) < len(ids):
        raise wrong(f"data.{form.id}")
    if not items and form.required:
        raise invalid({"data": {form.id: [REQUIRED]}})
    return items[0] if items else None
