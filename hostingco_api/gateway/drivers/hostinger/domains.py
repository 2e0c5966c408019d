"""Domains: names in the account, names that can be had, and what is set on them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from hostingco_api.gateway.drivers.common import nothing_done, side_by_side
from hostingco_api.gateway.drivers.hostinger.catalog import (
    Order,
    Price,
    domain_price,
    money,
    ordered,
    prices,
)
from hostingco_api.gateway.drivers.hostinger.client import NAME, Account, instant, number
from hostingco_api.gateway.drivers.hostinger.renewals import SWITCH, Renewals
from hostingco_api.gateway.provider import (
    Availability,
    Domain,
    DomainOrder,
    Invalid,
    NotFound,
    ProviderError,
)

PORTFOLIO = "/api/domains/v1/portfolio"
AVAILABILITY = "/api/domains/v1/availability"
LEAST_NAMESERVERS, MOST_NAMESERVERS = 2, 4

_PENDING = ("pending_setup", "pending_verification", "requested")
"""There are no details of these yet."""
_GONE = ("deleted", "failed")
"""Listed still, and anybody's."""


class Portfolio(Account):
    def domains(self) -> Sequence[Domain]:
        entries = self._entries()
        renewals = self._renewals()
        found = side_by_side(lambda name: self._known(name, entries[name]), list(entries))
        return [self._made(document, renewals) for document in found if document is not None]

    def domain(self, name: str) -> Domain:
        document = self._document(name.lower())
        return self._made(document, self._renewals())

    def check_domains(self, names: Sequence[str]) -> Sequence[Availability]:
        """Hostinger is asked once for a label under all its TLDs, and refuses all of them for one
        that it does not sell; it says nothing of prices."""
        offer = prices(self._api, category="DOMAIN")
        sold = {price.tld for price in offer}
        asked: dict[str, list[str]] = {}
        for name in names:
            label, _, tld = name.lower().partition(".")
            if tld in sold:
                asked.setdefault(label, []).append(tld)
        free: set[str] = set().union(*side_by_side(self._free, list(asked.items())))
        return [_availability(name, name.lower() in free, offer) for name in names]

    def purchase_domain(self, order: DomainOrder) -> Domain:
        name = order.domain.lower()
        payment_method_id = number("payment_method_id", order.payment_method_id)
        with nothing_done():
            item_id = self._item(name, order.period)
        body: dict[str, Any] = {"domain": name, "item_id": item_id}
        if payment_method_id is not None:
            body["payment_method_id"] = payment_method_id
        answer = self._api.ask("POST", PORTFOLIO, charges=True, json=body)
        return self._set_up(name, order, self._api.parsed(answer, ordered))

    def set_nameservers(self, name: str, nameservers: Sequence[str]) -> None:
        if not LEAST_NAMESERVERS <= len(nameservers) <= MOST_NAMESERVERS:
            raise Invalid(
                f"nameservers: {NAME} wants {LEAST_NAMESERVERS} to {MOST_NAMESERVERS} of them"
            )
        body = {f"ns{place}": host.lower() for place, host in enumerate(nameservers, 1)}
        self._api.ask("PUT", f"{_path(name)}/nameservers", json=body)

    def lock_domain(self, name: str, on: bool) -> None:
        self._switch(name, "domain-lock", on)

    def protect_domain(self, name: str, on: bool) -> None:
        self._switch(name, "privacy-protection", on)

    # -- within -------------------------------------------------------------------------------

    def _switch(self, name: str, what: str, on: bool) -> None:
        self._api.ask("PUT" if on else "DELETE", f"{_path(name)}/{what}")

    def _entries(self) -> dict[str, Any]:
        """Of the list, by name. A free domain that was not claimed yet has none."""

        def parse(found: Any) -> dict[str, Any]:
            return {
                entry["domain"]: entry
                for entry in found
                if entry["domain"] is not None and entry["status"] not in _GONE
            }

        return self._api.read(PORTFOLIO, parse)

    def _known(self, name: str, entry: Any) -> Any:
        """Of a domain of the list: the entry where there are no details yet. None where the domain
        went meanwhile."""
        return entry if entry["status"] in _PENDING else self._details(name)

    def _details(self, name: str) -> Any:
        """None where there are none."""
        try:
            details = self._api.ask("GET", _path(name))
        except NotFound:
            return None
        return None if self._api.parsed(details, _is_gone) else details

    def _document(self, name: str) -> Any:
        """Details, or what the list has of it where there are none yet. Raises NotFound."""
        details = self._details(name)
        if details is not None:
            return details
        entry = self._entries().get(name)
        if entry is None or entry["status"] not in _PENDING:
            raise NotFound(f"{NAME} has no domain {name} in the account")
        return entry

    def _made(self, document: Any, renewals: Renewals) -> Domain:
        return self._api.parsed(document, lambda found: _domain(found, renewals))

    def _renewals(self) -> Renewals:
        return Renewals.read(self._api)

    def _free(self, asked: tuple[str, Sequence[str]]) -> set[str]:
        """Of a label and TLDs, those names that are free."""

        def parse(found: Any) -> set[str]:
            return {one["domain"] for one in found if one["is_available"] is True}

        body = {"domain": asked[0], "tlds": asked[1], "with_alternatives": False}
        return self._api.parsed(self._api.ask("POST", AVAILABILITY, reads=True, json=body), parse)

    def _item(self, name: str, years: int) -> str:
        """The id of a price. Raises Invalid."""
        tld = name.partition(".")[2]
        offer = prices(self._api, category="DOMAIN", name=f".{tld}*")
        price = domain_price(offer, tld, years)
        if price is not None:
            return price.id
        periods = sorted(one.months // 12 for one in offer if one.tld == tld)
        if not periods:
            raise Invalid(f"domain: {NAME} does not sell .{tld}")
        said = ", ".join(map(str, periods))
        raise Invalid(f"period: {NAME} sells .{tld} for {said} years, not {years}")

    def _set_up(self, name: str, order: DomainOrder, bought: Order) -> Domain:
        """It is bought, whatever else goes wrong: the answer is how it is."""
        auto_renew = self._renew(bought.subscription_id, order.auto_renew)
        try:
            domain = self._made(self._document(name), self._renewals())
        except ProviderError as error:
            if not bought.done:
                raise ProviderError(f"{NAME}: the order of {name} is {bought.status}") from error
            domain = Domain(name, "pending", False, False, False, (), NAME)
        if auto_renew is not None:
            domain = replace(domain, auto_renew=auto_renew)
        private = order.privacy_protection
        if private is None or private == domain.privacy_protection or domain.status == "pending":
            return domain  # while it is pending nothing can be set
        try:
            self.protect_domain(name, private)
        except ProviderError:
            return domain
        return replace(domain, privacy_protection=private)

    def _renew(self, subscription_id: str, on: bool | None) -> bool | None:
        """None where it is not known how it is."""
        if on is None:
            return None
        method, word = SWITCH[on]
        path = f"/api/billing/v1/subscriptions/{subscription_id}/auto-renewal/{word}"
        try:
            answer = self._api.ask(method, path, charges=True)  # the caller has waited enough
            return self._api.parsed(answer, lambda found: bool(found["is_auto_renewed"]))
        except ProviderError:
            return None


def _path(name: str) -> str:
    return f"{PORTFOLIO}/{quote(name.lower(), safe='')}"


def _is_gone(details: Any) -> bool:
    return details["status"] in _GONE


def _availability(name: str, free: bool, offer: Sequence[Price]) -> Availability:
    """With the price of the first year, which is lower than those after it."""
    tld = name.lower().partition(".")[2]
    price = domain_price(offer, tld, 1) if free else None
    if price is None:
        return Availability(name, free)
    return Availability(name, free, money(price.first_cents), price.currency)


def _domain(document: Mapping[str, Any], renewals: Renewals) -> Domain:
    """Of details, or of an entry of the list, which has less."""
    status = document["status"]
    servers = document.get("name_servers") or {}
    return Domain(
        document["domain"],
        "pending" if status in _PENDING else status,
        renewals.of(document),
        document.get("is_locked", False),
        document.get("is_privacy_protected", False),
        [servers[key] for key in ("ns1", "ns2", "ns3", "ns4") if servers.get(key)],
        registrar=NAME,
        expires_at=instant(document["expires_at"]),
    )
