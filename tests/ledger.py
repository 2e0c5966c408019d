"""What a world's ledger of effects has, for the tests of all vendors."""

from decimal import Decimal
from typing import Any

from tests.support import Api

SUBJECTS = ("amount", "domain", "machine", "service")
Noted = tuple[str, ...]


def ledger(api: Api, query: str = "") -> Any:
    """`{"totals", "effects"}`, of all vendors and accounts unless the query says otherwise."""
    return api.control("GET", f"/worlds/{api.world}/effects{query}")


def noted(api: Api, *kinds: str, account: str = "") -> list[Noted]:
    """An account's at the client's vendor, as `(effect, what it is about, why)`; given kinds, of
    those alone."""
    return [
        (one["effect"], *(one[name] for name in SUBJECTS if name in one), one.get("why", ""))
        for one in _of_vendor(api)["effects"]
        if one.get("account", "") == account and (not kinds or one["effect"] in kinds)
    ]


def sums(api: Api) -> tuple[Decimal, Decimal]:
    """What was spent at the client's vendor and what came back, by all of its accounts."""
    totals = _of_vendor(api)["totals"]
    spent, back = (totals[name].get("USD", "0") for name in ("money_spent", "money_returned"))
    return Decimal(spent), Decimal(back)


def counts(api: Api) -> dict[str, int]:
    """The totals of the client's vendor that are no money, without those that are 0."""
    totals = _of_vendor(api)["totals"]
    return {name: n for name, n in totals.items() if isinstance(n, int) and n}


def _of_vendor(api: Api) -> Any:
    return ledger(api, f"?vendor={api.PREFIX.removeprefix('/')}")
