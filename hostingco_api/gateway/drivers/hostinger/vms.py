"""Virtual machines. Memory, disk and traffic are in MB at Hostinger."""

import re
from collections.abc import Sequence
from typing import Any

from hostingco_api.gateway.drivers.common import nothing_done, slug
from hostingco_api.gateway.drivers.hostinger.catalog import ordered, prices
from hostingco_api.gateway.drivers.hostinger.client import (
    NAME,
    Account,
    chosen,
    instant,
    is_number,
    number,
)
from hostingco_api.gateway.drivers.hostinger.keys import KEYS
from hostingco_api.gateway.provider import (
    VM,
    DataCenter,
    Invalid,
    NotFound,
    ProviderError,
    VMOrder,
)

MACHINES = "/api/vps/v1/virtual-machines"
DATA_CENTERS = "/api/vps/v1/data-centers"
TEMPLATES = "/api/vps/v1/templates"

_LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
_FQDN = re.compile(rf"(?=.{{1,253}}\Z)(?:{_LABEL}\.)+(?!\d+\Z){_LABEL}")


class Machines(Account):
    def vms(self) -> Sequence[VM]:
        return self._api.read(MACHINES, lambda found: list(map(_vm, found)))

    def vm(self, id: str) -> VM:
        return self._api.read(path(id), _vm)

    def create_vm(self, order: VMOrder) -> VM:
        """Whatever can be found wrong is before anything is charged."""
        with nothing_done():
            body = self._order(order)
        made = self._api.ask("POST", MACHINES, charges=True, json=body)
        return self._api.parsed(made, _bought)

    def data_centers(self) -> Sequence[DataCenter]:
        return self._api.read(DATA_CENTERS, lambda found: list(map(_data_center, found)))

    # -- within -------------------------------------------------------------------------------

    def _order(self, order: VMOrder) -> dict[str, Any]:
        payment_method_id = number("payment_method_id", order.payment_method_id)
        hostname = order.hostname.lower()
        if not _FQDN.fullmatch(hostname):  # Hostinger has been seen to refuse it and to charge
            raise Invalid(
                f"hostname: {NAME} wants a fully qualified one, such as web-1.example.com"
            )
        setup: dict[str, Any] = {
            "template_id": int(self._template(order.template)),
            "data_center_id": int(self._data_center(order.data_center_id)),
            "hostname": hostname,
        }
        if order.password is not None:
            setup["password"] = order.password
        if order.ssh_key_id is not None:
            setup["public_key"] = self._public_key(order.ssh_key_id)
        body: dict[str, Any] = {"item_id": self._plan(order.plan), "setup": setup}
        if payment_method_id is not None:
            body["payment_method_id"] = payment_method_id
        return body

    def _plan(self, given: str) -> str:
        """The id of a price; a plan's name is its price for a month."""
        return chosen(
            "plan",
            given,
            [
                (price.id, (price.item, price.item_id) if price.months == 1 else ())
                for price in prices(self._api, category="VPS")
            ],
        )

    def _template(self, given: str) -> str:
        def parse(found: Any) -> list[tuple[str, list[str]]]:
            return [(str(template["id"]), [template["name"]]) for template in found]

        return chosen("template", given, self._api.read(TEMPLATES, parse))

    def _data_center(self, given: str | None) -> str:
        there = [
            (center.id, [name for name in (center.name, center.location) if name])
            for center in self.data_centers()
        ]
        return chosen("data_center_id", given, there)

    def _public_key(self, given: str) -> dict[str, str]:
        """Hostinger takes the key itself, under a name."""
        keys = self._api.pages(
            KEYS, lambda key: (str(key["id"]), {"name": key["name"], "key": key["key"]})
        )
        return dict(keys)[chosen("ssh_key_id", given, [(id, ()) for id, _ in keys])]


def path(id: str) -> str:
    if not is_number(id):
        raise NotFound(f"{NAME} has no machine {id!r}: its ids are numbers")
    return f"{MACHINES}/{id}"


def _bought(document: Any) -> VM:
    order = ordered(document.get("order") or document)
    machine = document.get("virtual_machine")
    if machine is None:
        raise ProviderError(f"{NAME} has no machine yet: the order is {order.status}")
    return _vm(machine)


def _vm(document: Any) -> VM:
    state = document["state"]
    template, data_center = document["template"], document["data_center_id"]
    return VM(
        str(document["id"]),
        # One that waits for its set-up has a name that nobody has chosen.
        "" if state == "initial" else document["hostname"],
        state,
        None if document["plan"] is None else slug(document["plan"]),
        document["cpus"],
        document["memory"],
        document["disk"] // 1024,
        bandwidth_gb=document["bandwidth"] // 1024,
        created_at=instant(document["created_at"]),
        region=None if data_center is None else str(data_center),
        ipv4=_address(document["ipv4"]),
        ipv6=_address(document["ipv6"]),
        os=template["name"] if template else None,
    )


def _address(found: Any) -> str | None:
    return str(found[0]["address"]) if found else None


def _data_center(document: Any) -> DataCenter:
    """Everything but the id may be null."""
    id, country = str(document["id"]), document["location"] or ""
    return DataCenter(id, document["name"] or id, document["city"] or "", country.upper())
