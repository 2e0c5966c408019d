"""Servers. Each is a service, whose id it has; before it is active there is nothing but that, and
what its product has is all that can be told."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from hostingco_api.gateway.drivers.common import nothing_done, side_by_side
from hostingco_api.gateway.drivers.hostens import tasks
from hostingco_api.gateway.drivers.hostens.billing import OVER, plan_of, plans
from hostingco_api.gateway.drivers.hostens.catalog import Catalog, Plan, Product, has, letter_of
from hostingco_api.gateway.drivers.hostens.dates import day
from hostingco_api.gateway.drivers.hostens.session import Session
from hostingco_api.gateway.provider import (
    VM,
    Invalid,
    NotFound,
    NotSupported,
    ProviderError,
    VMOrder,
)

_MB = 1024
_OVER = [status.lower() for status in OVER]
_REASON = "Terminated by HostingCo"
_ACCEPTED = {"cancell_sent", "cancelled_already"}
_REINSTALLING = "server_recreate"
_UNSUPPORTED = {
    "data_center_id": "no data centers to choose from",
    "password": "no way to set a password: it makes one itself",
    "ssh_key_id": "no SSH keys",
}


class Servers:
    api: Session
    catalogue: Catalog

    def vms(self) -> Sequence[VM]:
        with self.api.reading():
            active = {str(row["server_id"]): row for row in self.api.ask("GET", "/api/server")}
            rows = self.api.ask("GET", "/api/service")["services"]
            services = {str(row["id"]): row for row in rows}
            others = [row for id, row in services.items() if id not in active]
            waiting = self._servers([row for row in others if row["status"] not in OVER])

            def vm(id: str) -> VM | None:
                if id in waiting:
                    return self._waiting(services[id], waiting[id])
                service = services.get(id, {})
                return self._there(id, service, active[id]["date_created"])

            found = side_by_side(vm, [*active, *waiting])
        return [one for one in found if one]

    def vm(self, id: str) -> VM:
        missing = NotFound(f"{self.api.name} has no server {id}")
        if not (id.isascii() and id.isdigit() and len(id) < 10):
            raise missing
        with self.api.reading():
            service = self.api.ask("GET", f"/api/service/{id}")["service"]
            found = self._there(id, service, service["date_created"])
            if found is None and service["status"] not in OVER:
                rows = self.api.ask("GET", "/api/service")["services"]
                waiting = self._servers([row for row in rows if str(row["id"]) == id])
                found = self._waiting(service, waiting[id]) if id in waiting else None
        if found is None:
            raise missing
        return found

    def create_vm(self, order: VMOrder) -> VM:
        for name, why in _UNSUPPORTED.items():
            if getattr(order, name) is not None:
                raise Invalid(f"{self.api.name} has {why}; leave {name} out")
        with nothing_done():
            plan = self.catalogue.plan(order.plan)
            system = self.catalogue.system(plan, order.template)
            payment = self.catalogue.payment_method(order.payment_method_id)
        body = {"domain": order.hostname, "cycle": plan.cycle, "custom": {plan.form: system}}
        path = f"/api/order/{plan.product.id}"
        with self.api.reading():
            items = self.api.ask("POST", path, charges=True, json=body | payment)["items"]
            id = str((items[0] if isinstance(items, list) else items)["id"])
        return self._ordered(id, order, plan, plan.systems[system])

    def suspend_vm(self, id: str) -> None:
        raise NotSupported(f"{self.api.name} has no call to suspend a server, or to stop one")

    def unsuspend_vm(self, id: str) -> None:
        raise NotSupported(f"{self.api.name} has no call to unsuspend a server, or to start one")

    def terminate_vm(self, id: str) -> None:
        """Asks for its cancellation at once, and not at the end of what is paid. What Hostens has
        accepted it does by itself, later."""
        with suppress(NotFound):
            if self.vm(id).status in _OVER:
                return
            body = {"immediate": True, "reason": _REASON}
            said = self.api.ask("POST", f"/api/service/{id}/cancel", json=body)
            with self.api.reading():
                if not _ACCEPTED & set(said["info"]):
                    raise ValueError("neither accepted nor refused")

    def reset_password(self, id: str) -> str:
        """The new one, of the user who may do anything. No operation of the gateway needs it; it is
        the only way to have one without reading the customer's mail."""
        self.vm(id)
        with self.api.reading():
            started = self.api.ask("POST", f"/api/server/{id}/resetpassword")["task_id"]
            return tasks.password(tasks.results(self.api, id, int(started)), self.api.name)

    # -- what is there ----------------------------------------------------------------------

    def _there(self, id: str, service: Any, created: str) -> VM | None:
        """None where there is no server of that id, or not yet."""
        try:
            found = self.api.ask("GET", f"/api/server/{id}")
        except NotFound:
            return None
        cycle = service.get("billingcycle")
        plan = str(found["package_id"])
        return VM(
            id=id,
            name=str(found["domain"]),
            status=_status(str(found["status"]), found["active_task"]),
            plan=f"{plan}-{letter_of(cycle)}" if cycle else plan,
            cpus=int(found["cpu_cores"]),
            memory_mb=int(found["ram_limit"]),
            disk_gb=_gb(int(found["disk_limit"])),
            bandwidth_gb=_gb(int(found["bw_limit"])),
            created_at=day(created),
            ipv4=str(found["ip"]) or None,
            os=str(found["os"]) or None,
            labels={"label": str(found["label"])} if found["label"] else None,
        )

    def _servers(self, rows: Sequence[Any]) -> dict[str, tuple[str, Product | None]]:
        """Of services those that are to be servers, by id: plan and product. One that is not sold
        any more does not say; then a service is one if there is a server, or may be before that:
        what was ordered and is left out would be ordered again."""
        products = plans(self.catalogue, rows)
        found: dict[str, tuple[str, Product | None]] = {}
        for row in rows:
            product = products.get((row["category_url"], row["name"]))
            if product is None or self.catalogue.is_server(product):
                found[str(row["id"])] = plan_of(row, products), product
        return found

    def _waiting(self, service: Any, what: tuple[str, Product | None]) -> VM | None:
        """A server that is suspended is there; one that was ordered just now is not."""
        id, (plan, product) = str(service["id"]), what
        created = service.get("date_created") or self._created(id)
        pending = service["status"] == "Pending"
        if not pending and (found := self._there(id, service, created)):
            return found
        if product is None and not pending:
            return None
        status = _status(str(service["status"]), None, ready=False)
        return _of_product(id, str(service["domain"]), status, plan, product, created)

    def _created(self, id: str) -> str:
        """The list of services does not say."""
        return str(self.api.ask("GET", f"/api/service/{id}")["service"]["date_created"])

    def _ordered(self, id: str, order: VMOrder, plan: Plan, os: str) -> VM:
        """It is, whatever goes wrong from here on."""
        with suppress(ProviderError):
            return replace(self.vm(id), os=os)
        name, product = order.hostname.lower(), plan.product
        return _of_product(id, name, "creating", plan.id, product, "0000-00-00", os)


def _of_product(
    id: str,
    name: str,
    status: str,
    plan: str,
    product: Product | None,
    created: str,
    os: str | None = None,
) -> VM:
    return VM(
        id=id,
        name=name,
        status=status,
        plan=plan,
        cpus=has(product, "CPU", "Cores"),
        memory_mb=has(product, "Memory", "RAM"),
        disk_gb=_gb(has(product, "Disk", "Storage")),
        bandwidth_gb=_gb(has(product, "Bandwidth", "Traffic")),
        created_at=day(created),
        os=os,
    )


def _gb(mb: int | None) -> int | None:
    return None if mb is None else round(mb / _MB)


def _status(service: str, task: Any, ready: bool = True) -> str:
    """Whether an active server is switched on is not told."""
    if service == "Active":
        busy = task and task["name"] == _REINSTALLING
        return "running" if ready and not busy else "creating"
    return {"Pending": "creating", "Suspended": "suspended"}.get(service, service.lower())
