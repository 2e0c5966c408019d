"""Domains. They have ids, by which they are asked for, and a name may have had several: the one
that counts is the one that is active, or will be, or was at last."""

from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from hostingco_api.gateway.drivers.common import nothing_done, side_by_side
from hostingco_api.gateway.drivers.hostens.catalog import Catalog
from hostingco_api.gateway.drivers.hostens.dates import day
from hostingco_api.gateway.drivers.hostens.session import Session
from hostingco_api.gateway.provider import (
    Availability,
    Conflict,
    Domain,
    DomainOrder,
    Invalid,
    InvalidCredentials,
    NotFound,
    ProviderError,
)

_STATUSES = {
    "Active": "active",
    "Pending": "pending",
    "Pending Registration": "pending",
    "Pending Transfer": "pending",
    "Expired": "expired",
}
"""In the order in which they count."""
_OVER = ("Cancelled", "Fraud", "Transferred Away")
_NAMESERVERS = (2, 4)


class Names:
    api: Session
    catalogue: Catalog

    def domains(self) -> Sequence[Domain]:
        with self.api.reading():
            rows = self.api.ask("GET", "/api/domain")["domains"]
            names = dict.fromkeys(str(row["name"]) for row in rows)
            counting = [_counting(row for row in rows if row["name"] == name) for name in names]
        found = side_by_side(self._detailed, [str(row["id"]) for row in counting if row])
        return [domain for domain in found if domain]

    def domain(self, name: str) -> Domain:
        return self._whole(self._named(name))

    def check_domains(self, names: Sequence[str]) -> Sequence[Availability]:
        currency = self._currency()

        def availability(name: str) -> Availability:
            found = self._looked_up(name)
            prices = [one["register"] for one in found["periods"] if str(one["period"]) == "1"]
            # What a premium name costs is not told.
            known = found["available"] and prices and currency and not found.get("premium")
            if not known:
                return Availability(name, bool(found["available"]))
            return Availability(name, True, Decimal(str(prices[0])), currency)

        with self.api.reading():
            return side_by_side(availability, names)

    def purchase_domain(self, order: DomainOrder) -> Domain:
        if order.privacy_protection:
            raise Invalid(f"{self.api.name} has no privacy protection to order: leave it out")
        with nothing_done(), self.api.reading():
            body = self._order(order) | self.catalogue.payment_method(order.payment_method_id)
        with self.api.reading():
            placed = self.api.ask("POST", "/api/domain/order", charges=True, json=body)
            items = placed["items"]
            item = items[0] if isinstance(items, list) else items
            id = str(item["id"])
        return self._bought(id, order)

    def set_nameservers(self, name: str, nameservers: Sequence[str]) -> None:
        fewest, most = _NAMESERVERS
        if not fewest <= len(set(nameservers)) == len(nameservers) <= most:
            raise Invalid(f"{self.api.name} takes {fewest} to {most} different name servers")
        id = self._named(name)["id"]
        self.api.ask("PUT", f"/api/domain/{id}/ns", json={"nameservers": list(nameservers)})

    def lock_domain(self, name: str, on: bool) -> None:
        id = str(self._named(name)["id"])
        self.api.ask("PUT", f"/api/domain/{id}/reglock", json={"switch": on})
        # A field that it does not know changes nothing, and it says so of none.
        if self._is_locked(id) is not on:
            raise ProviderError(f"{self.api.name} has left the lock of {name} as it was")

    # -- what is there ----------------------------------------------------------------------

    def _named(self, name: str) -> Any:
        """The details of the one that counts. Raises NotFound."""
        with self.api.reading():
            found = self.api.ask("GET", f"/api/domain/name/{quote(name.lower(), safe='')}")
            counting = _counting(found["details"])
        if not counting:
            raise NotFound(f"{self.api.name} has no {name} any more: it was given up")
        return counting

    def _detailed(self, id: str) -> Domain | None:
        try:
            with self.api.reading():
                return self._whole(self.api.ask("GET", f"/api/domain/{id}")["details"])
        except NotFound:  # it went a moment ago
            return None

    def _whole(self, details: Any) -> Domain:
        with self.api.reading():
            return Domain(
                name=str(details["name"]),
                status=_STATUSES.get(details["status"]) or str(details["status"]).lower(),
                auto_renew=_is_on(details["autorenew"]),
                locked=self._is_locked(str(details["id"])),
                privacy_protection=_is_on(details["idprotection"]),
                nameservers=[str(one) for one in details["nameservers"]],
                expires_at=day(details["expires"]),
            )

    def _is_locked(self, id: str) -> bool:
        """What is not registered may have no lock to tell of."""
        with self.api.reading():
            try:
                return _is_on(self.api.ask("GET", f"/api/domain/{id}/reglock")["reglock"])
            except Invalid:
                return False

    # -- what can be had --------------------------------------------------------------------

    def _looked_up(self, name: str) -> Any:
        return self.api.ask("POST", "/api/domain/lookup", reads=True, json={"name": name})

    def _currency(self) -> str | None:
        """Not everybody may see the account's money; then prices are nothing but numbers."""
        with self.api.reading(), suppress(InvalidCredentials):
            return str(self.api.ask("GET", "/api/balance")["details"]["currency"])
        return None

    def _order(self, order: DomainOrder) -> dict[str, Any]:
        """Raises Invalid, or Conflict where somebody has it."""
        found = self._looked_up(order.domain)
        years = {str(one["period"]): one for one in found["periods"]}
        if not years:
            raise Invalid(f"{self.api.name} does not sell {order.domain}")
        if not found["available"]:
            raise Conflict(f"{self.api.name}: {order.domain} is taken")
        period = years.get(str(order.period))
        if not period:
            said = f"{order.domain} for {order.period} years"
            raise Invalid(f"{self.api.name} does not sell {said}, but for {', '.join(years)}")
        return {
            "name": order.domain,
            "years": order.period,
            "action": "register",
            "tld_id": str(period["id"]),
        }

    def _bought(self, id: str, order: DomainOrder) -> Domain:
        """It is, whatever goes wrong from here on."""
        try:
            details = self.api.ask("GET", f"/api/domain/{id}")["details"]
            if order.auto_renew not in (None, _is_on(details["autorenew"])):
                # What is not registered yet may have to wait for that.
                with suppress(ProviderError):
                    body = {"autorenew": order.auto_renew}
                    self.api.ask("PUT", f"/api/domain/{id}/autorenew", json=body)
                details = self.api.ask("GET", f"/api/domain/{id}")["details"]
            return self._whole(details)
        except (ProviderError, LookupError, TypeError):
            # As every new one is.
            return Domain(order.domain, "pending", True, False, False, [])


def _counting(domains: Any) -> Any | None:
    """None where all of them are over."""
    order = [*_STATUSES]

    def rank(domain: Any) -> tuple[int, int]:
        known = domain["status"] in order
        return (-order.index(domain["status"]) if known else -len(order), int(domain["id"]))

    return max((one for one in domains if one["status"] not in _OVER), key=rank, default=None)


def _is_on(said: Any) -> bool:
    return str(said).lower() in ("1", "true", "on")
