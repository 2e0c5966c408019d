"""Zones. A call of Hostinger's changes RRsets: it merges into, replaces or deletes whole ones."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from hostingco_api.gateway.drivers.hostinger.client import NAME, Account
from hostingco_api.gateway.drivers.hostinger.contents import APEX, Key, RRset, grouped, read
from hostingco_api.gateway.provider import Conflict, NotFound, ProviderError, Record

ZONES = "/api/dns/v1/zones"
SNAPSHOTS = "/api/dns/v1/snapshots"


class Zones(Account):
    def records(self, domain: str) -> Sequence[Record]:
        return [record for rrset in self._zone(domain).values() for record in rrset.records]

    def create_record(self, domain: str, record: Record) -> None:
        """An RRset has one TTL, and to merge with another one would change it for what is there:
        a record that comes beside others has theirs."""
        (new,) = grouped([record])
        old = self._zone(domain).get(new.key)
        if old is not None:
            new = replace(new, ttl=old.ttl)
            if new.records[0] in old.records:
                raise Conflict(f"{domain} has that {new.type} record of {new.name} already")
        self._put(domain, [new], overwrite=False)

    def update_records(self, domain: str, records: Sequence[Record], overwrite: bool) -> None:
        given = grouped(records)
        there = self._zone(domain)
        if overwrite:
            self._replace(domain, given, there)
        else:
            self._merge(domain, given, there)

    def delete_records(self, domain: str, name: str, type: str) -> None:
        rrset = self._zone(domain).get((name.lower(), type))
        if rrset is None:  # which Hostinger would accept
            raise NotFound(f"{domain} has no {type} record of {name}")
        self._delete(domain, [rrset])

    def reset_zone(self, domain: str) -> None:
        body = {"sync": True, "reset_email_records": True}
        self._api.ask("POST", f"{_path(domain)}/reset", json=body)

    # -- within -------------------------------------------------------------------------------

    def _zone(self, domain: str) -> dict[Key, RRset]:
        rrsets = self._api.read(_path(domain), lambda zone: list(map(read, zone)))
        # A domain that is not the account's has an empty zone, too. One that has been emptied has a
        # snapshot of what it was.
        if not rrsets and not self._api.read(_path(domain, SNAPSHOTS), list):
            raise NotFound(f"{NAME} has no zone {domain}")
        return {rrset.key: rrset for rrset in rrsets}

    def _merge(self, domain: str, given: Sequence[RRset], there: dict[Key, RRset]) -> None:
        """With the TTLs that are given, also for what is there."""
        added, whole = [], []
        for rrset in given:
            old = there.get(rrset.key)
            if old is None:
                added.append(rrset)
                whole.append(rrset)
                continue
            known = replace(old, ttl=rrset.ttl).records
            pairs = zip(rrset.contents, rrset.records, strict=True)
            new = tuple(content for content, record in pairs if record not in known)
            if new or old.ttl != rrset.ttl:
                added.append(replace(rrset, contents=new))
                whole.append(replace(rrset, contents=old.contents + new))
        if not added:
            return
        if all(rrset.contents for rrset in added):
            self._put(domain, added, overwrite=False)
        else:  # a TTL cannot be changed alone, and two calls would not be all or none
            self._put(domain, whole, overwrite=True)

    def _replace(self, domain: str, given: Sequence[RRset], there: dict[Key, RRset]) -> None:
        """Hostinger replaces by name and type, so all others are deleted: afterwards, or before
        where they do not get along with what is given, as a CNAME with anything."""
        _refuse_company_of_cnames(given)
        keys = {rrset.key for rrset in given}
        others = [rrset for key, rrset in there.items() if key not in keys and not _is_vital(key)]
        try:
            self._validate(domain, given, overwrite=True)
        except Conflict:
            if not others:
                raise
            self._put_in_place(domain, given, others)
            return
        self._write(domain, given, overwrite=True)
        if others:
            try:
                self._delete(domain, others)
            except ProviderError as error:
                raise ProviderError(
                    f"{error}. {domain} has the new records, and others that were to go: ask again"
                ) from error

    def _put_in_place(self, domain: str, given: Sequence[RRset], gone: Sequence[RRset]) -> None:
        """What was there comes back where that goes wrong, also if it may have been deleted."""
        deleted = False
        try:
            self._delete(domain, gone)
            deleted = True
            self._put(domain, given, overwrite=True)
        except ProviderError as error:
            if not deleted and type(error) is not ProviderError:
                raise
            try:
                self._write(domain, gone, overwrite=True)
            except ProviderError as another:
                raise ProviderError(
                    f"{error}. {domain} is without its old records, which could not be put back"
                    f" ({another}): ask again, or restore a snapshot at {NAME}"
                ) from error
            raise

    def _put(self, domain: str, rrsets: Sequence[RRset], *, overwrite: bool) -> None:
        self._validate(domain, rrsets, overwrite=overwrite)
        self._write(domain, rrsets, overwrite=overwrite)

    def _validate(self, domain: str, rrsets: Iterable[RRset], *, overwrite: bool) -> None:
        body = _change(rrsets, overwrite)
        self._api.ask("POST", f"{_path(domain)}/validate", reads=True, json=body)

    def _write(self, domain: str, rrsets: Iterable[RRset], *, overwrite: bool) -> None:
        self._api.ask("PUT", _path(domain), json=_change(rrsets, overwrite))

    def _delete(self, domain: str, rrsets: Iterable[RRset]) -> None:
        filters = [{"name": rrset.name, "type": rrset.type} for rrset in rrsets]
        self._api.ask("DELETE", _path(domain), json={"filters": filters})


def _path(domain: str, of: str = ZONES) -> str:
    return f"{of}/{quote(domain.lower(), safe='')}"


def _change(rrsets: Iterable[RRset], overwrite: bool) -> dict[str, Any]:
    return {"overwrite": overwrite, "zone": [rrset.document for rrset in rrsets]}


def _is_vital(key: Key) -> bool:
    name, type = key
    return type == "SOA" or (type == "NS" and name == APEX)


def _refuse_company_of_cnames(given: Sequence[RRset]) -> None:
    """Before anything is deleted for it."""
    records = Counter(rrset.name for rrset in given for _ in rrset.contents)
    for name, type in (rrset.key for rrset in given):
        if type == "CNAME" and (records[name] > 1 or name == APEX):
            raise Conflict(f"a CNAME of {name} cannot have other records beside it")
