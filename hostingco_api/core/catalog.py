"""`catalog.toml`, read: what a new database sells, and what does not change."""

import tomllib
from decimal import Decimal
from importlib.resources import files
from typing import Any

_DATA: dict[str, Any] = tomllib.loads(
    files("hostingco_api.core").joinpath("catalog.toml").read_text("utf-8")
)
PLANS: list[dict[str, Any]] = [
    {**plan, "price": Decimal(plan["price"]), "position": position}
    for position, plan in enumerate(_DATA["plans"], 1)
]
LOCATIONS: list[str] = _DATA["locations"]
CATEGORIES: list[dict[str, str]] = _DATA["categories"]
CATEGORY_NAMES: list[str] = [category["name"] for category in CATEGORIES]
