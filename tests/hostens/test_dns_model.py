"""Random histories of zones and records beside an independent model."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.contract.harness import watched
from tests.hostens.client import Hostens
from tests.models import keep_to_the_model

CONTENTS = {
    "A": ["192.0.2.1", "192.0.2.2"],
    "CNAME": ["host.example.net", "other.example.net"],
    "MX": ["mail.example.net"],
    "TXT": ['"a text"'],
}
SERVICES = {"10": "", "20": "", "901": "second"}
NAMES = ["one.example", "two.example", "three.example"]
PLACES = {
    "www": "www",
    "www.{zone}": "www",
    "www.{zone}.{zone}": "www.{zone}",
    "{zone}.{zone}": "{zone}",
    "@": "@",
    "{zone}": "@",
    "API.{zone}.": "api",
    "api.elsewhere.example.": "",
}
"""What is given as a name, and what it is kept as; nothing where it is refused."""
places = st.sampled_from([*PLACES])
services = st.sampled_from([*SERVICES])
given_records = st.sampled_from([*CONTENTS]).flatmap(
    lambda kind: st.fixed_dictionaries(
        {
            "name": places,
            "ttl": st.sampled_from([60, 3600]),
            "priority": st.sampled_from([0, 10]),
            "type": st.just(kind),
            "content": st.sampled_from(CONTENTS[kind]),
        }
    )
)
given_fields = st.sampled_from(
    [["ttl"], ["name", "ttl"], ["name", "ttl", "priority", "type", "content"]]
)

Record = dict[str, Any]


def spelled(record: Record, zone: str) -> Record:
    """With the name as it is given to that zone."""
    return record | {"name": record["name"].format(zone=zone)}


def kept(record: Record, zone: str) -> Record:
    """With the name that it is kept as."""
    return record | {"name": PLACES[record["name"]].format(zone=zone)}


def objection(others: list[Record], record: Record) -> str:
    """The key of what refuses a record beside others, or nothing."""
    if not record["name"]:
        return "dnserrhostname"
    there = [one["type"] for one in others if one["name"] == record["name"]]
    if record["type"] == "CNAME":
        return "dnserrcname_unique" if there or record["name"] == "@" else ""
    if "CNAME" in there:
        return "dnserrcname_exists"
    identity = ["name", "type", "content"] + ["priority"] * (record["type"] == "MX")
    same = [one for one in others if all(one[field] == record[field] for field in identity)]
    return "dnsrecord_exists" if same else ""


class Zones(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        api = watched("hostens")
        assert isinstance(api, Hostens)
        self.customers = {"": api, "second": Hostens(api.app, account="second")}
        self.zones: dict[str, tuple[str, str, list[Record]]] = {}
        self.ids: Iterator[int] = count(62)
        self.records: Iterator[int] = count(56)
        for api in self.customers.values():
            for zone in api.told("GET", "/dns")["zones"]:
                api.told("DELETE", f"/service/{zone['service_id']}/dns/{zone['domain_id']}")
        self.add_zone("10", NAMES[0])

    def of(self, service: str) -> Hostens:
        return self.customers[SERVICES[service]]

    def pick(self, n: int) -> str | None:
        ids = [*self.zones]
        return ids[n % len(ids)] if ids else None

    @rule(service=services, name=st.sampled_from(NAMES))
    def add_zone(self, service: str, name: str) -> None:
        api, body = self.of(service), {"name": name}
        for holder, taken, _ in self.zones.values():
            if taken == name:
                own = SERVICES[holder] == SERVICES[service]
                key = "dnsdomain_exists" if own else "dnszonetaken"
                assert api.refused("POST", f"/service/{service}/dns", body) == [key]
                return
        api.told("POST", f"/service/{service}/dns", body)
        self.zones[str(next(self.ids))] = service, name, []

    @rule(n=st.integers(0, 9), then=services)
    def remove_zone(self, n: int, then: str) -> None:
        """And have its name again, maybe somebody else."""
        if id := self.pick(n):
            service, name, _ = self.zones.pop(id)
            self.of(service).told("DELETE", f"/service/{service}/dns/{id}")
            self.add_zone(then, name)

    @rule(n=st.integers(0, 9), given=st.lists(given_records, min_size=2, max_size=5))
    def add_records(self, n: int, given: list[Record]) -> None:
        if not (id := self.pick(n)):
            return
        service, zone, records = self.zones[id]
        path = f"/service/{service}/dns/{id}/records"
        for record in given:
            body, after = spelled(record, zone), kept(record, zone)
            if key := objection(records, after):
                assert self.of(service).refused("POST", path, body) == [key]
            else:
                self.of(service).told("POST", path, body)
                records.append({"id": str(next(self.records)), **after})

    @rule(
        n=st.integers(0, 9),
        changes=st.lists(
            st.tuples(st.integers(0, 9), given_records, given_fields, st.booleans()),
            min_size=2,
            max_size=5,
        ),
    )
    def change_records(self, n: int, changes: list[tuple[int, Record, list[str], bool]]) -> None:
        """Some fields, or (`again`) the others, too, as they are shown."""
        id = self.pick(n)
        if not id or not (records := self.zones[id][2]):
            return
        service, zone, _ = self.zones[id]
        for m, whole, fields, again in changes:
            at = m % len(records)
            change, target = spelled(whole, zone), kept(whole, zone)
            given = {field: change[field] for field in fields}
            after = {**records[at], **{field: target[field] for field in fields}}
            if again:
                given = records[at] | given
            if given.get("name") == records[at]["name"]:
                after["name"] = given["name"]
            path = f"/service/{service}/dns/{id}/records/{after['id']}"
            if key := objection([*records[:at], *records[at + 1 :]], after):
                assert self.of(service).refused("PUT", path, given) == [key]
            else:
                told = self.of(service).told("PUT", path, given)["record"]
                assert told == {**after, "ttl": str(after["ttl"])}
                records[at] = after

    @rule(n=st.integers(0, 9), m=st.integers(0, 9))
    def remove_record(self, n: int, m: int) -> None:
        id = self.pick(n)
        if id and (records := self.zones[id][2]):
            service, record = self.zones[id][0], records.pop(m % len(records))
            path = f"/service/{service}/dns/{id}/records/{record['id']}"
            self.of(service).told("DELETE", path)
            self.of(service).told("DELETE", path, status=404)

    @invariant()
    def is_as_the_model(self) -> None:
        if not hasattr(self, "zones"):
            return
        for account, api in self.customers.items():
            listed = [
                {"domain_id": id, "name": name, "service_id": service}
                for id, (service, name, _) in self.zones.items()
                if SERVICES[service] == account
            ]
            assert api.told("GET", "/dns")["zones"] == listed
        for id, (service, name, records) in self.zones.items():
            told = self.of(service).told("GET", f"/service/{service}/dns/{id}")
            assert told == {"service_id": int(service), "name": name, "records": records}


def test_zones_behave_as_the_model() -> None:
    keep_to_the_model(Zones, steps=8)
