"""Zones and records: what becomes of what is given, and who may have which zone."""

import pytest

from tests.contract.calls.hostens.dns import suspended
from tests.contract.examples import documented
from tests.hostens.client import Hostens

ZONE = "/service/10/dns/60"
RECORDS = f"{ZONE}/records"


def add(api: Hostens, **record: object) -> dict[str, object]:
    """A record more; as the zone has it."""
    api.told("POST", RECORDS, record)
    found: dict[str, object] = api.told("GET", ZONE)["records"][-1]
    return found


def test_the_seed_is_the_documented_one(api: Hostens) -> None:
    assert api.told("GET", "/dns") == documented("listZones")
    assert api.told("GET", ZONE) == documented("getZone")
    record = {"name": "test", "ttl": 3600, "priority": 0, "type": "A", "content": "192.168.1.2"}
    changed = api.told("PUT", "/service/20/dns/61/records/55", record)
    assert changed == documented("changeRecord")


def test_a_zone_is_made_and_removed_as_documented(api: Hostens) -> None:
    made = api.told("POST", "/service/10/dns", {"name": "testzone.com"})
    assert made == documented("addZone")
    zone = api.told("GET", "/dns")["zones"][-1]
    assert zone == {"domain_id": "62", "name": "testzone.com", "service_id": "10"}
    assert api.told("GET", "/service/10/dns/62")["records"] == []
    record = {"name": "a", "type": "A", "content": "192.0.2.1"}
    assert api.told("POST", "/service/10/dns/62/records", record) == documented("addRecord")
    assert api.told("DELETE", "/service/10/dns/62") == documented("removeZone")
    api.told("GET", "/service/10/dns/62", status=404)
    api.told("POST", "/service/20/dns", {"name": "testzone.com"})
    assert api.told("GET", "/dns")["zones"][-1]["domain_id"] == "63"


def test_a_zone_of_a_name_in_other_letters_is_kept_as_its_domain(api: Hostens) -> None:
    api.told("POST", "/service/10/dns", {"name": " Münze.Example. "})
    assert api.told("GET", "/dns")["zones"][-1]["name"] == "xn--mnze-0ra.example"


def test_a_name_that_another_customer_gives_up_can_be_had(api: Hostens) -> None:
    body = {"name": "another.example.net"}
    assert api.refused("POST", "/service/10/dns", body) == ["dnszonetaken"]
    Hostens(api.app, account="second").told("DELETE", "/service/901/dns/40")
    api.told("POST", "/service/10/dns", body)


KEPT = [
    ("A", " 192.0.2.1 ", "192.0.2.1"),
    ("AAAA", "2001:DB8::0:1", "2001:db8::1"),
    ("CNAME", "WWW.Example.net.", "www.example.net"),
    ("CNAME", "@", "booble.com"),
    ("NS", "ns1.example.net.", "ns1.example.net"),
    ("MX", "mail.example.net", "mail.example.net"),
    ("MX", ".", "."),
    ("SRV", "2 5060 sip.example.net.", "2 5060 sip.example.net"),
    ("SRV", "0 0 .", "0 0 ."),
    ("TXT", "v=spf1 -all", '"v=spf1 -all"'),
    ("TXT", '"quoted"', '"quoted"'),
    ("CAA", "0 issue ca.example.net", '0 issue "ca.example.net"'),
]


@pytest.mark.parametrize(("type", "given", "kept"), KEPT)
def test_a_content_is_kept_without_the_last_dot(
    api: Hostens, type: str, given: str, kept: str
) -> None:
    record = add(api, name="new", type=type, content=given)
    shown = {"id": "56", "name": "new", "ttl": 3600, "priority": 0, "content": kept, "type": type}
    assert record == shown
    assert add(api, name="again", type=type, content=kept)["content"] == kept


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("WWW", "www"),
        ("www.booble.com", "www"),
        ("www.Booble.com.", "www"),
        ("booble.com", "@"),
        ("@", "@"),
        ("*.sub", "*.sub"),
        ("_dmarc", "_dmarc"),
        ("www.example.net", "www.example.net"),
    ],
)
def test_a_name_is_relative_to_the_zone(api: Hostens, given: str, kept: str) -> None:
    assert add(api, name=given, type="A", content="192.0.2.1")["name"] == kept


@pytest.mark.parametrize("name", ["other.com.", "www.", "@.", "notbooble.com.", "."])
def test_an_absolute_name_is_within_the_zone(api: Hostens, name: str) -> None:
    body = {"name": name, "type": "A", "content": "192.0.2.1"}
    assert api.refused("POST", RECORDS, body) == ["dnserrhostname"]
    assert api.refused("PUT", f"{RECORDS}/10", {"name": name}) == ["dnserrhostname"]


def test_an_absolute_name_may_be_spelled_in_other_letters(api: Hostens) -> None:
    api.told("POST", "/service/10/dns", {"name": "m\u00fcnze.example"})
    for name in ("www.m\u00fcnze.example.", "M\u00dcNZE.example"):
        body = {"name": name, "type": "A", "content": "192.0.2.1"}
        api.told("POST", "/service/10/dns/62/records", body)
    records = api.told("GET", "/service/10/dns/62")["records"]
    assert [record["name"] for record in records] == ["www", "@"]


@pytest.mark.parametrize("name", ["a.booble.com", "booble.com"])
def test_a_name_that_ends_like_its_zone_stays_below_it(api: Hostens, name: str) -> None:
    record = add(api, name=f"{name}.booble.com", type="A", content="192.0.2.1")
    assert record["name"] == name
    path = f"{RECORDS}/{record['id']}"
    for change in ({"ttl": 60}, {"content": "192.0.2.2"}, record | {"priority": 5}):
        assert api.told("PUT", path, change)["record"]["name"] == name
    moved = api.told("PUT", path, {"name": f"{name}."})["record"]["name"]
    assert moved == {"a.booble.com": "a", "booble.com": "@"}[name]


def test_an_alias_does_not_lead_to_itself(api: Hostens) -> None:
    own = {"name": "www", "type": "CNAME", "content": "www.booble.com"}
    assert api.refused("POST", RECORDS, own) == ["dnserrhostname"]
    record = add(api, **own | {"name": "other"})
    path = f"{RECORDS}/{record['id']}"
    assert api.refused("PUT", path, {"name": "www"}) == ["dnserrhostname"]
    assert api.refused("PUT", path, {"content": "other.BOOBLE.com."}) == ["dnserrhostname"]
    add(api, name="www", type="CNAME", content="other.booble.com")  # a loop of two is nobody's


def test_a_priority_is_no_part_of_the_content(api: Hostens) -> None:
    record = add(api, name="@", type="MX", priority="10", content="mail.example.net", ttl="300")
    assert (record["priority"], record["ttl"]) == (10, 300)
    add(api, name="@", type="MX", priority=20, content="mail.example.net")
    same = {"name": "@", "type": "MX", "priority": 10, "content": "mail.example.net"}
    assert api.refused("POST", RECORDS, same) == ["dnsrecord_exists"]


def test_a_change_leaves_what_is_not_given(api: Hostens) -> None:
    before, other = api.told("GET", ZONE)["records"]
    changed = api.told("PUT", f"{RECORDS}/10", {"ttl": 60, "name": None, "content": ""})
    assert changed["record"]["ttl"] == "60"
    assert api.told("GET", ZONE)["records"] == [before | {"ttl": 60}, other]


def test_another_type_needs_a_content_that_fits(api: Hostens) -> None:
    assert api.refused("PUT", f"{RECORDS}/10", {"type": "AAAA"}) == ["dnserripv6"]
    changed = api.told("PUT", f"{RECORDS}/10", {"type": "AAAA", "content": "2001:db8::7"})
    assert changed["record"]["type"] == "AAAA"


def test_a_change_does_not_get_along_with_what_is_there(api: Hostens) -> None:
    add(api, name="www", type="CNAME", content="host.example.net")
    assert api.refused("PUT", f"{RECORDS}/10", {"name": "www"}) == ["dnserrcname_exists"]
    alias = {"type": "CNAME", "content": "host.example.net"}
    assert api.refused("PUT", f"{RECORDS}/10", alias) == ["dnserrcname_unique"]


def test_a_record_is_removed_alone(api: Hostens) -> None:
    told = api.told("DELETE", f"{RECORDS}/10")
    assert told == {"info": ["The record was deleted successfully."]}
    assert [record["id"] for record in api.told("GET", ZONE)["records"]] == ["11"]
    assert api.refused("DELETE", f"{RECORDS}/10", status=404) == ["notfound"]


def test_a_service_that_is_not_active_keeps_its_zones_to_itself(api: Hostens) -> None:
    suspended(api)
    assert api.told("GET", "/dns") == {
        "service_ids": ["20"],
        "zones": [{"domain_id": "61", "name": "bgg12ooble.com", "service_id": "20"}],
    }
    assert api.refused("GET", ZONE) == ["service_unavailable"]


def test_zones_go_with_their_service(api: Hostens) -> None:
    api.told("POST", "/service/10/dns", {"name": "testzone.com"})
    api.told("POST", "/service/10/cancel", {"immediate": True})
    api.advance(3_600)
    assert [zone["domain_id"] for zone in api.told("GET", "/dns")["zones"]] == ["61"]
    for name in ("booble.com", "testzone.com"):
        api.told("POST", "/service/20/dns", {"name": name})


def test_a_contact_sees_and_changes_what_it_may(api: Hostens) -> None:
    id = api.become_contact(services={"10": ["basic"], "20": ["basic", "dnsmanagement"]})
    assert api.told("GET", "/dns") == documented("listZones")
    api.told("GET", ZONE)
    api.told("DELETE", ZONE, status=403)
    api.told("DELETE", "/service/20/dns/61")
    less = {"privileges": {"services": {"20": ["basic"]}}}
    Hostens(api.app).told("PUT", f"/contact/{id}", less)
    assert api.told("GET", "/dns")["service_ids"] == ["20"]
    api.told("GET", ZONE, status=403)
