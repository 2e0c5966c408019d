"""What HOSTAFRICA sells, and how an order says what of it is meant."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hostingco_api.gateway.drivers.common import slug
from hostingco_api.gateway.drivers.hostafrica.wire import NAME
from hostingco_api.gateway.provider import Invalid

AMOUNTS = ("ram", "ip", "cpu", "hdd", "backup")
_MEGABYTES = {"MB": 1, "GB": 1024, "TB": 1024 * 1024}


@dataclass(frozen=True)
class Limit:
    least: int
    most: int
    unit: str

    def __str__(self) -> str:
        numbers = {self.least: f"{self.least}"}.get(self.most, f"{self.least}-{self.most}")
        return f"{numbers} {self.unit}"

    def to(self, unit: str, amount: int) -> int | None:
        """None where there is no telling."""
        size = _MEGABYTES.get(self.unit.upper())
        return size and amount * size // _MEGABYTES[unit]


@dataclass(frozen=True)
class Product:
    """`systems` are names by the ids of templates."""

    id: str
    name: str
    kind: str
    limits: Mapping[str, Limit]
    systems: Mapping[str, str]

    def __str__(self) -> str:
        limits = ", ".join(f"{name} {limit}" for name, limit in self.limits.items())
        return f"{self.kind}; {limits}; templates: {', '.join(self.systems.values())}"


def read(document: Any) -> Product:
    """Raises whatever a wrong shape raises."""
    config = document["config"]
    bounds = {name: config[name] for name in AMOUNTS}
    return Product(
        id=str(document["id"]),
        name=str(document["name"]),
        kind=str(document["template"]),
        limits={n: Limit(int(b["min"]), int(b["max"]), str(b["unit"])) for n, b in bounds.items()},
        systems={str(t["template_id"]): str(t["name"]) for t in document["os_templates"]},
    )


def planned(products: Iterable[Product], plan: str) -> tuple[Product, dict[str, int]]:
    """`cloud-server`, or `cloud-server:ram=4,hdd=80`: what is not said is the least there is."""
    said, _, sizes = plan.partition(":")
    known = {product.id: product for product in products}
    id, _ = one("plan", {id: product.name for id, product in known.items()}, said)
    limits = known[id].limits
    amounts = {name: limit.least for name, limit in limits.items()}
    for size in sizes.split(",") if sizes else ():
        name, _, text = size.partition("=")
        if name not in limits or not (text.isascii() and text.isdigit() and len(text) < 10):
            raise Invalid(f"{NAME}: plan: {size!r} is no size, such as {AMOUNTS[0]}=2")
        amounts[name] = int(text)
        if not limits[name].least <= amounts[name] <= limits[name].most:
            raise Invalid(f"{NAME}: plan: {size} is not within {limits[name]}")
    return known[id], amounts


def one(
    field: str, names: Mapping[str, str], said: str, *, shortened: bool = False
) -> tuple[str, str]:
    """Id and name of the one that is meant: by its id, by its name as a slug, or by the beginning
    of that. Raises Invalid."""
    if said in names:
        return said, names[said]
    slugs = {id: slug(name) for id, name in names.items()}
    found = [id for id, slug in slugs.items() if slug == said.lower()]
    if not found and shortened:
        found = [id for id, slug in slugs.items() if slug.startswith(f"{said.lower()}-")]
    if len(found) != 1:
        there = ", ".join(list(slugs.values())[:5])
        raise Invalid(f"{NAME}: {field} {said!r} is not one of {there}; an id will do, too")
    return found[0], names[found[0]]
