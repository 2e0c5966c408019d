"""Which providers there are: drivers register themselves as entry points, see `provider`."""

import logging
import re
from collections.abc import Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from hostingco_api.gateway.provider import Capability, NotFound, NotSupported

GROUP = "hostingco.providers"
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,49}")
"""Of a provider: it is a part of paths, and of a file's name."""
METHODS: dict[Capability, dict[str, str]] = {
    "dns": {
        "listDnsRecords": "records",
        "createDnsRecord": "create_record",
        "updateDnsRecords": "update_records",
        "deleteDnsRecords": "delete_records",
        "resetDnsZone": "reset_zone",
    },
    "domains": {
        "listDomains": "domains",
        "getDomain": "domain",
        "checkDomains": "check_domains",
        "purchaseDomain": "purchase_domain",
        "setNameservers": "set_nameservers",
        "lockDomain": "lock_domain",
        "unlockDomain": "lock_domain",
        "enablePrivacy": "protect_domain",
        "disablePrivacy": "protect_domain",
    },
    "vms": {
        "listVms": "vm",  # where there is no `vms`, those are listed that were bought here
        "getVm": "vm",
        "createVm": "create_vm",
        "listDataCenters": "data_centers",
    },
    "ssh_keys": {
        "listSshKeys": "ssh_keys",
        "addSshKey": "add_ssh_key",
        "deleteSshKey": "delete_ssh_key",
    },
    "billing": {"listSubscriptions": "subscriptions", "getCatalog": "catalog"},
}
"""What a driver has to have for an operation, by capability."""
_METHOD = {id: method for methods in METHODS.values() for id, method in methods.items()}


def supports(driver: Any, id: str) -> bool:
    """A driver, or its class."""
    return hasattr(driver, _METHOD[id])


def capabilities(driver: Any) -> dict[str, list[str]]:
    """The operations that it supports, by capability."""
    return {
        capability: [id for id in methods if supports(driver, id)]
        for capability, methods in METHODS.items()
    }


class Registry:
    """Classes of drivers by the names of their providers."""

    def __init__(self, drivers: Mapping[str, type[Any]]) -> None:
        self.drivers = dict(sorted(drivers.items()))

    def get(self, name: str) -> type[Any]:
        """Raises NotFound."""
        try:
            return self.drivers[name]
        except KeyError:
            raise NotFound(f"provider {name!r} is not registered") from None

    def supporting(self, name: str, id: str) -> type[Any]:
        """Raises NotFound, or NotSupported."""
        driver = self.get(name)
        if not supports(driver, id):
            raise NotSupported(
                f"provider does not support this operation (ErrNotSupported): {name} has no {id}"
            )
        return driver


@cache
def installed() -> Registry:
    """Those of all packages in this environment. One that is broken is left out."""
    found = {}
    for point in entry_points(group=GROUP):
        driver = _load(point)
        if driver is not None:
            found[point.name] = driver
    return Registry(found)


def _load(point: EntryPoint) -> type[Any] | None:
    said = f"provider {point.name!r} of {point.value} is left out"
    if not NAME.fullmatch(point.name):
        logging.error("%s: its name is not made of a-z, 0-9, - and _", said)
        return None
    try:
        driver: type[Any] = point.load()
    except (Exception, SystemExit):
        logging.exception(said)
        return None
    if not (isinstance(getattr(driver, "display_name", None), str) and hasattr(driver, "test")):
        logging.error("%s: it has no display_name, or no test", said)
        return None
    return driver
