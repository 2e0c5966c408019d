"""HOSTAFRICA: virtual machines. docs/gateway-hostafrica.md says what becomes of each operation.

Every call is a POST, and every answer an envelope with JSON in a string. There is no list of
machines: the gateway lists those that it bought. A machine is ordered, which buys it, and then
created; where that fails the order stands, and it is tried again when somebody looks at it.
"""

from collections.abc import Sequence
from contextlib import suppress
from time import monotonic, sleep
from typing import Any, ClassVar

from hostingco_api.gateway.drivers.common import nothing_done
from hostingco_api.gateway.drivers.hostafrica.products import Product, one, planned, read
from hostingco_api.gateway.drivers.hostafrica.wire import (
    NAME,
    Api,
    addresses,
    sense,
    service,
    text,
)
from hostingco_api.gateway.provider import (
    VM,
    CatalogItem,
    Configuration,
    Conflict,
    Invalid,
    NotFound,
    ProviderError,
    RateLimited,
    VMOrder,
)

_NO_CHOICE = {
    "data_center_id": "there is no choice of data centers",
    "password": "it makes the password, which the answer has",
    "ssh_key_id": "it puts no SSH keys on machines",
    "payment_method_id": "there is no choice of payment methods",
}


_REASON = "Suspended by HostingCo"
_HELD = ("suspended",)
_NOT_HELD = ("running", "starting", "stopping", "stopped", "restarting")


class Hostafrica:
    display_name = NAME

    PAUSES: ClassVar = (1.0, 2.0, 4.0, 8.0)
    """Seconds before what was ordered is tried to be created once more."""
    PATIENCE: ClassVar = 20.0
    """Seconds after which it is not: somebody waits for the password."""

    def __init__(self, configuration: Configuration) -> None:
        if not configuration.api_secret:
            raise Invalid(f"{NAME} needs an api_secret: that of the client whose id is the api_key")
        self._api = Api(configuration)
        self._unfinished: set[str] = set()
        """Ids of what was ordered here and could not be created."""

    def test(self) -> None:
        self._api.do("/test-connection", reads=True)

    def vm(self, id: str) -> VM:
        """Its name and plan are not told."""
        if id in self._unfinished:
            with suppress(ProviderError):
                self._create(id)
        details = self._api.told(service(id, "details"), reads=True)
        with sense("details"):
            ip = details["ip"]
        return VM(id=id, name="", status=self._status(id), **addresses(ip))

    def create_vm(self, order: VMOrder) -> VM:
        for field, why in _NO_CHOICE.items():
            if getattr(order, field) is not None:
                raise Invalid(f"{NAME} takes no {field}: {why}. Leave it out")
        with nothing_done():
            products = self._products()
        product, amounts = planned(products, order.plan)
        template, system = one("template", product.systems, order.template, shortened=True)
        ordered = self._api.told(
            "/service/create-order",
            {
                "product_id": product.id,
                "domain_name": order.hostname,
                "template_id": template,
                **amounts,
            },
            charges=True,
        )
        with sense("order"):
            id, password = text(ordered["service_id"]), ordered.get("password")
        return VM(
            id=id,
            name=order.hostname,
            status=self._finished(id),
            plan=product.id,
            os=system,
            cpus=amounts["cpu"],
            memory_mb=product.limits["ram"].to("MB", amounts["ram"]),
            disk_gb=product.limits["hdd"].to("GB", amounts["hdd"]),
            password=password,
        )

    def suspend_vm(self, id: str) -> None:
        self._bring(id, "suspend", _HELD, {"suspend_reason": _REASON})

    def unsuspend_vm(self, id: str) -> None:
        """What ran before is started by HOSTAFRICA, which takes it a moment."""
        self._bring(id, "unsuspend", _NOT_HELD)

    def terminate_vm(self, id: str) -> None:
        """At once, with all that is on it."""
        self._unfinished.discard(id)
        with suppress(NotFound):
            self._api.do(service(id, "terminate"))

    def catalog(self) -> Sequence[CatalogItem]:
        """Without prices: none are told."""
        return [CatalogItem(p.id, p.name, "vps", description=str(p)) for p in self._products()]

    def _products(self) -> list[Product]:
        answer = self._api.told("/products", reads=True)
        with sense("products"):
            # The document promises all of them and shows one.
            return [read(each) for each in ([answer] if isinstance(answer, dict) else answer)]

    def _status(self, id: str) -> str:
        answer = self._api.told(service(id, "status"), reads=True)
        with sense("status"):
            return text(answer["status"])

    def _bring(self, id: str, verb: str, there: Sequence[str], body: Any = None) -> None:
        """`there` are the statuses in which a refusal says no more than that it is so already."""
        try:
            self._api.do(service(id, verb), body)
        except (Invalid, Conflict) as error:
            if self._status(id) not in there:
                raise Conflict(str(error)) from error

    def _create(self, id: str) -> None:
        """What is created already stays as it is. Waits for nothing."""
        self._api.do(service(id, "create"), charges=True)
        self._unfinished.discard(id)

    def _finished(self, id: str) -> str:
        """Have created what was ordered. Its status, whatever comes of that."""
        self._unfinished.add(id)
        end = monotonic() + self.PATIENCE
        for pause in (*self.PAUSES, self.PATIENCE):
            try:
                self._create(id)
                break
            except ProviderError as error:
                if isinstance(error, RateLimited):
                    pause = max(pause, error.retry_after)
            if monotonic() + pause >= end:
                break
            sleep(pause)
        try:
            return self._status(id)
        except ProviderError:
            return "pending" if id in self._unfinished else "creating"
