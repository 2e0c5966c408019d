"""The operations: each asks its provider's driver for one thing."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

from flask.views import MethodView

from hostingco_api.gateway import schemas
from hostingco_api.gateway.provider import (
    VM,
    CatalogItem,
    Configuration,
    DomainOrder,
    NotFound,
    VMOrder,
)
from hostingco_api.gateway.providers import Known
from hostingco_api.gateway.purchases import OfDomain, OfVM
from hostingco_api.gateway.schemas import word
from hostingco_api.gateway.web import endpoint, route
from hostingco_api.services import services

CREATED, UPDATED, DELETED = word("created"), word("updated"), word("deleted")


def using(provider: str, *secrets: str) -> AbstractContextManager[Any]:
    """The driver of a provider."""
    return services().providers.driver(provider, *secrets)


def status(text: str) -> dict[str, str]:
    return {"status": text}


# -- providers ----------------------------------------------------------------------------------


@route("")
class ProvidersView(MethodView):
    @endpoint("listProviders", schemas.Provider, many=True)
    def get(self) -> list[Known]:
        return services().providers.all()


@route("/<provider>")
class ProviderView(MethodView):
    @endpoint("getProvider", schemas.ProviderDetails)
    def get(self, provider: str) -> Known:
        return services().providers.known(provider)

    @endpoint("deleteProvider", DELETED)
    def delete(self, provider: str) -> dict[str, str]:
        services().providers.forget(provider)
        return status("deleted")


@route("/<provider>/configure")
class ConfigureView(MethodView):
    @endpoint("configureProvider", word("configured"), body=schemas.Credentials)
    def post(self, given: dict[str, Any], provider: str) -> dict[str, str]:
        services().providers.configure(Configuration(provider, **given))
        return status("configured")


@route("/<provider>/test")
class TestView(MethodView):
    @endpoint("testProvider", schemas.Tested)
    def post(self, provider: str) -> dict[str, str]:
        services().providers.test(provider)
        return {"status": "ok", "message": "Connection successful"}


# -- DNS ----------------------------------------------------------------------------------------


@route("/<provider>/dns/<domain>")
class ZoneView(MethodView):
    @endpoint("listDnsRecords", schemas.DnsRecord, many=True)
    def get(self, provider: str, domain: str) -> list[dict[str, Any]]:
        with using(provider) as driver:
            return schemas.numbered(driver.records(domain))

    @endpoint("createDnsRecord", CREATED, body=schemas.NewDnsRecord)
    def post(self, given: Any, provider: str, domain: str) -> dict[str, str]:
        with using(provider) as driver:
            driver.create_record(domain, given)
        return status("created")

    @endpoint("updateDnsRecords", UPDATED, body=schemas.ZoneChange)
    def put(self, given: dict[str, Any], provider: str, domain: str) -> dict[str, str]:
        with using(provider) as driver:
            driver.update_records(domain, given["records"], given["overwrite"])
        return status("updated")

    @endpoint("deleteDnsRecords", DELETED, query=schemas.WhichRecords)
    def delete(self, given: dict[str, str], provider: str, domain: str) -> dict[str, str]:
        with using(provider) as driver:
            driver.delete_records(domain, given["name"], given["type"])
        return status("deleted")


@route("/<provider>/dns/<domain>/reset")
class ResetView(MethodView):
    @endpoint("resetDnsZone", word("reset"))
    def post(self, provider: str, domain: str) -> dict[str, str]:
        with using(provider) as driver:
            driver.reset_zone(domain)
        return status("reset")


# -- domains ------------------------------------------------------------------------------------


@route("/<provider>/domains")
class DomainsView(MethodView):
    @endpoint("listDomains", schemas.Domain, many=True)
    def get(self, provider: str) -> Any:
        with using(provider) as driver:
            return driver.domains()


@route("/<provider>/domains/<domain>")
class DomainView(MethodView):
    @endpoint("getDomain", schemas.Domain)
    def get(self, provider: str, domain: str) -> Any:
        with using(provider) as driver:
            return driver.domain(domain)


@route("/<provider>/domains/check")
class CheckView(MethodView):
    @endpoint("checkDomains", schemas.Availability, many=True, body=schemas.DomainCheck)
    def post(self, given: dict[str, Any], provider: str) -> Any:
        with using(provider) as driver:
            return driver.check_domains(given["domains"])


@route("/<provider>/domains/purchase")
class PurchaseView(MethodView):
    @endpoint("purchaseDomain", schemas.NewDomain, body=schemas.DomainPurchase)
    def post(self, given: dict[str, Any], provider: str) -> Any:
        with using(provider) as driver:
            order = OfDomain(driver, DomainOrder(**given))
            return services().purchases.make(provider, order)


@route("/<provider>/domains/<domain>/nameservers")
class NameserversView(MethodView):
    @endpoint("setNameservers", UPDATED, body=schemas.Nameservers)
    def put(self, given: dict[str, Any], provider: str, domain: str) -> dict[str, str]:
        with using(provider) as driver:
            driver.set_nameservers(domain, given["nameservers"])
        return status("updated")


@route("/<provider>/domains/<domain>/lock")
class LockView(MethodView):
    @endpoint("lockDomain", word("locked"))
    def post(self, provider: str, domain: str) -> dict[str, str]:
        with using(provider) as driver:
            driver.lock_domain(domain, on=True)
        return status("locked")

    @endpoint("unlockDomain", word("unlocked"))
    def delete(self, provider: str, domain: str) -> dict[str, str]:
        with using(provider) as driver:
            driver.lock_domain(domain, on=False)
        return status("unlocked")


@route("/<provider>/domains/<domain>/privacy")
class PrivacyView(MethodView):
    @endpoint("enablePrivacy", word("enabled"))
    def post(self, provider: str, domain: str) -> dict[str, str]:
        with using(provider) as driver:
            driver.protect_domain(domain, on=True)
        return status("enabled")

    @endpoint("disablePrivacy", word("disabled"))
    def delete(self, provider: str, domain: str) -> dict[str, str]:
        with using(provider) as driver:
            driver.protect_domain(domain, on=False)
        return status("disabled")


# -- machines -----------------------------------------------------------------------------------


@route("/<provider>/vms")
class VmsView(MethodView):
    @endpoint("listVms", schemas.Vm, many=True)
    def get(self, provider: str) -> Sequence[VM]:
        with using(provider) as driver:
            if hasattr(driver, "vms"):
                found: Sequence[VM] = driver.vms()
                return found
            return _bought(driver, provider)

    @endpoint("createVm", schemas.NewVm, body=schemas.VmOrder)
    def post(self, given: dict[str, Any], provider: str) -> VM:
        with using(provider, given.get("password", "")) as driver:
            return services().purchases.make(provider, OfVM(driver, VMOrder(**given)))


def _bought(driver: Any, provider: str) -> list[VM]:
    """Those that are there still, of what was bought here."""
    found = []
    for id in services().purchases.refs(provider, "vm"):
        try:
            found.append(driver.vm(id))
        except NotFound:  # or it is another account's, whose credentials were stored before
            continue
    return found


@route("/<provider>/vms/<id>")
class VmView(MethodView):
    @endpoint("getVm", schemas.Vm)
    def get(self, provider: str, id: str) -> Any:
        with using(provider) as driver:
            return driver.vm(id)


@route("/<provider>/datacenters")
class DataCentersView(MethodView):
    @endpoint("listDataCenters", schemas.DataCenter, many=True)
    def get(self, provider: str) -> Any:
        with using(provider) as driver:
            return driver.data_centers()


# -- keys ---------------------------------------------------------------------------------------


@route("/<provider>/ssh-keys")
class KeysView(MethodView):
    @endpoint("listSshKeys", schemas.SshKey, many=True)
    def get(self, provider: str) -> Any:
        with using(provider) as driver:
            return driver.ssh_keys()

    @endpoint("addSshKey", schemas.SshKey, body=schemas.NewSshKey)
    def post(self, given: dict[str, str], provider: str) -> Any:
        with using(provider) as driver:
            return driver.add_ssh_key(given["name"], given["public_key"])


@route("/<provider>/ssh-keys/<id>")
class KeyView(MethodView):
    @endpoint("deleteSshKey", DELETED)
    def delete(self, provider: str, id: str) -> dict[str, str]:
        with using(provider) as driver:
            driver.delete_ssh_key(id)
        return status("deleted")


# -- billing ------------------------------------------------------------------------------------


@route("/<provider>/subscriptions")
class SubscriptionsView(MethodView):
    @endpoint("listSubscriptions", schemas.Subscription, many=True)
    def get(self, provider: str) -> Any:
        with using(provider) as driver:
            return driver.subscriptions()


@route("/<provider>/catalog")
class CatalogView(MethodView):
    @endpoint("getCatalog", schemas.CatalogItem, many=True, query=schemas.OfCategory)
    def get(self, given: dict[str, str], provider: str) -> list[CatalogItem]:
        """`category` is of any case; one that there is not has nothing in it."""
        with using(provider) as driver:
            items: Sequence[CatalogItem] = driver.catalog()
            wanted = given.get("category")
            return [i for i in items if wanted is None or i.category.lower() == wanted.lower()]
