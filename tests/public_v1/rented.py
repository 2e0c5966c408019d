"""Services that a driver of the tests' own sets up, in this process and at the test's word."""

from typing import Any

import pytest

from hostingco_api import provisioning
from hostingco_api.core.models import Service
from hostingco_api.gateway.provider import VM
from hostingco_api.gateway.providers import Providers
from hostingco_api.gateway.registry import Registry
from tests.gateway.shop import Listing, Shelf, Shop
from tests.gateway.support import Gateway
from tests.public_v1.support import Api

MODULE = "landlord"
OPTIONS = {"plan": "small", "template": "debian"}


class Landlord(Listing):
    display_name = "Landlord"

    def suspend_vm(self, id: str) -> VM:
        return self._do("suspend_vm", id)

    def unsuspend_vm(self, id: str) -> VM:
        return self._do("unsuspend_vm", id)

    def terminate_vm(self, id: str) -> None:
        self._do("terminate_vm", id)

    def _do(self, name: str, id: str) -> VM:
        self.shelf.go_wrong(name)
        return self.vm(id)


def shelf_of(api: Api, patch: pytest.MonkeyPatch) -> Shelf:
    """What the landlord has let; from now on there is one."""
    shelf = Shelf()
    patch.setattr(Shop, "shelf", shelf, raising=False)
    registry = Registry({MODULE: Landlord})
    api.portal.services.providers = Providers(api.portal.config.credentials, registry)
    Gateway(api.portal).good("POST", f"/{MODULE}/configure", json={"api_key": "a key"})
    return shelf


def rent(api: Api, product: Any = None, **fields: Any) -> Any:
    """A service that the landlord is to set up."""
    sold = product or api.product(module=MODULE, module_options=OPTIONS)
    number = len(api.good("GET", "/services?per_page=100")) + 1
    return api.service(sold, **{"domain": f"web-{number}.example.com"} | fields)


def now(api: Api, service: Any) -> Any:
    return api.good("GET", f"/services/{service['id']}")


def verb(api: Api, service: Any, action: str, body: Any = None) -> int:
    answer = api.call("POST", f"/services/{service['id']}/{action}", body)
    if answer.status_code == 409:
        assert answer.get_json()["code"] == "INVALID_STATE", answer.text
    return answer.status_code


def act(api: Api, service: Any) -> None:
    """What is pending of it, done now by the queue's own function."""
    with api.portal.database.reading() as session:
        claim = session.get_one(Service, service["id"]).due_at
    assert claim
    provisioning.act(api.portal.services, service["id"], claim)


def done(api: Api, service: Any, action: str) -> Any:
    """It after that."""
    assert verb(api, service, action) in (200, 202)
    if now(api, service)["pending_action"]:
        act(api, service)
    return now(api, service)
