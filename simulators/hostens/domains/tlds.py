"""The TLDs that can be had, their prices and forms, as data."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from simulators.hostens import money
from simulators.hostens.cart.forms import Form, read
from simulators.hostens.errors import wrong

CATEGORY = {"category_id": "6", "category_name": "Domains"}

Price = Literal["register", "transfer", "renew"]


@dataclass(frozen=True)
class Tld:
    """`tld` has its dot; `periods` are in wire form."""

    id: str
    tld: str
    periods: tuple[dict[str, str], ...]
    forms: tuple[Form, ...] = ()

    def price(self, what: Price, years: int) -> Decimal:
        """Raises a Refusal where there is no such period."""
        for period in self.periods:
            if period["period"] == str(years):
                return money.cents(period[what])
        raise wrong("years")

    def shown(self) -> dict[str, Any]:
        return {"id": self.id, "tld": self.tld, "periods": self.periods}


def of_name(name: str) -> Tld | None:
    """Of a name that consists of one label and the TLD."""
    _, dot, rest = name.partition(".")
    return next((one for one in every().values() if one.tld == dot + rest), None)


@cache
def every() -> Mapping[str, Tld]:
    """By id."""
    forms = {row["id"]: read(row) for row in _data()["form"]}
    return {
        row["id"]: Tld(
            row["id"],
            row["tld"],
            tuple(row["periods"]),
            tuple(forms[id] for id in row.get("forms", ())),
        )
        for row in _data()["tld"]
    }


@cache
def taken() -> frozenset[str]:
    """Names that somebody has whom this world does not know."""
    return frozenset(_data()["taken"])


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("tlds.toml").read_text("utf-8"))
