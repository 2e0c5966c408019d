"""Operations of the section services: parse, call the rules, render."""

from typing import Any

from simulators.kernel.vendor import Vendor


def blueprints(vendor: Vendor) -> list[Any]:
    return []
