"""A provider of the tests' own, which is asked in this process: it sells machines and domains, and
can fail before and after it has sold one."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from hostingco_api.gateway.provider import (
    VM,
    Configuration,
    Domain,
    DomainOrder,
    NotFound,
    VMOrder,
)


@dataclass
class Shelf:
    """What the provider has sold, and what goes wrong: an error per call of a name, None where it
    goes well. `applied`: it sold, and then went wrong."""

    vms: list[VM] = field(default_factory=list)
    domains: list[Domain] = field(default_factory=list)
    wrong: dict[str, list[Exception | None]] = field(default_factory=dict)
    applied: bool = False
    hidden: bool = False
    """What is sold is not listed yet."""
    calls: list[str] = field(default_factory=list)

    def go_wrong(self, name: str) -> None:
        self.calls.append(name)
        errors = self.wrong.get(name)
        error = errors.pop(0) if errors else None
        if error is not None:
            raise error


class Shop:
    display_name = "Shop"
    shelf: Shelf

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration

    def test(self) -> None:
        self.shelf.go_wrong("test")

    def vm(self, id: str) -> VM:
        self.shelf.go_wrong("vm")
        for vm in self.shelf.vms:
            if vm.id == id:
                return vm
        raise NotFound("Shop has no such machine")

    def create_vm(self, order: VMOrder) -> VM:
        id = str(len(self.shelf.vms) + 1)
        made = VM(id, order.hostname, "creating", order.plan, 1, 1024, 20)
        self._sell("create_vm", lambda: self.shelf.vms.append(made))
        return replace(made, password="made by the shop")

    def domain(self, name: str) -> Domain:
        self.shelf.go_wrong("domain")
        for domain in self.shelf.domains:
            if domain.name == name and not self.shelf.hidden:
                return domain
        raise NotFound("Shop has no such domain")

    def purchase_domain(self, order: DomainOrder) -> Domain:
        made = Domain(order.domain, "active", True, False, False, ["ns1.shop.example"])
        self._sell("purchase_domain", lambda: self.shelf.domains.append(made))
        return made

    def _sell(self, name: str, sell: Any) -> None:
        if self.shelf.applied and self.shelf.wrong.get(name):
            sell()
        self.shelf.go_wrong(name)
        sell()


class Listing(Shop):
    """It lists its machines, too."""

    def vms(self) -> Sequence[VM]:
        self.shelf.go_wrong("vms")
        return [] if self.shelf.hidden else list(self.shelf.vms)
