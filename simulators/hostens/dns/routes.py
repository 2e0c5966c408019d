"""Operations of the section dns: parse, call the rules, render."""

from typing import Any

from simulators.kernel.vendor import Vendor


def blueprints(vendor: Vendor) -> list[Any]:
    return []
