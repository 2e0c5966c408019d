"""Records as RRsets, and what may happen to a zone."""

from typing import Any

import pytest

from hostingco_api.gateway.drivers.hostinger import Hostinger
from hostingco_api.gateway.provider import (
    Conflict,
    Invalid,
    NotFound,
    ProviderError,
    Record,
)
from tests.gateway.hostinger import calls, driver, quirk
from tests.gateway.simulated import World

ZONE = "example.com"


@pytest.fixture
def hostinger(sim: World) -> Hostinger:
    return driver(sim)


def a(name: str = "api", content: str = "192.0.2.1", ttl: int = 3600) -> Record:
    return Record("A", name, content, ttl)


def there(hostinger: Hostinger, name: str, type: str) -> list[Record]:
    return [one for one in hostinger.records(ZONE) if (one.name, one.type) == (name, type)]


# -- reading --------------------------------------------------------------------------------------


def test_rrsets_are_flattened_and_the_priority_is_no_part_of_the_content(
    hostinger: Hostinger,
) -> None:
    assert there(hostinger, "@", "MX") == [
        Record("MX", "@", "mx1.hostinger.com", 14400, 5),
        Record("MX", "@", "mx2.hostinger.com", 14400, 10),
    ]
    spf = "v=spf1 include:_spf.mail.hostinger.com ~all"
    assert there(hostinger, "@", "TXT") == [Record("TXT", "@", spf, 3600)]
    (www,) = there(hostinger, "www", "CNAME")
    assert www.content == "www.example.com.cdn.hstgr.net"


def test_types_that_cannot_be_written_are_listed_too(hostinger: Hostinger) -> None:
    assert there(hostinger, "@", "ALIAS")


@pytest.mark.parametrize(
    "record",
    [
        Record("A", "r", "192.0.2.1", 300),
        Record("AAAA", "r", "2001:db8::1", 300),
        Record("CNAME", "r", "target.example.net", 300),
        Record("MX", "r", "mail.example.net", 300, 20),
        Record("MX", "r", ".", 300, 0),
        Record("TXT", "r", 'a "quoted" \\ text; and more', 300),
        Record("TXT", "r", "0123456789" * 60, 300),
        Record("TXT", "r", "zażółć " * 60 + "x", 300),
        Record("NS", "r", "ns1.example.net", 300),
        Record("SRV", "_sip._tcp", "5 5060 sip.example.net", 300, 10),
        Record("SRV", "_none._tcp", "0 0 .", 300, 0),
        Record("CAA", "r", '0 issue "letsencrypt.org"', 300),
    ],
)
def test_a_record_comes_back_as_it_was_given(hostinger: Hostinger, record: Record) -> None:
    hostinger.create_record(ZONE, record)
    assert there(hostinger, record.name, record.type) == [record]


def test_a_record_that_is_written_otherwise_is_the_same(hostinger: Hostinger) -> None:
    hostinger.create_record(ZONE, Record("MX", "Post", "Mail.Example.NET.", 300, 5))
    hostinger.create_record(ZONE, Record("AAAA", "six", "2001:DB8:0:0::1", 300))
    hostinger.create_record(ZONE, Record("CAA", "caa", "0 Issue ca.example", 300))
    assert there(hostinger, "post", "MX") == [Record("MX", "post", "mail.example.net", 300, 5)]
    for again in (
        Record("MX", "post", "mail.example.net", 300, 5),
        Record("AAAA", "SIX", "2001:db8::1", 300),
        Record("CAA", "caa", '0 issue "ca.example"', 300),
    ):
        with pytest.raises(Conflict):
            hostinger.create_record(ZONE, again)


# -- creating -------------------------------------------------------------------------------------


def test_a_record_is_validated_and_put_beside_the_others(hostinger: Hostinger, sim: World) -> None:
    hostinger.create_record(ZONE, a())
    hostinger.create_record(ZONE, a(content="192.0.2.2"))
    assert [one.content for one in there(hostinger, "api", "A")] == ["192.0.2.1", "192.0.2.2"]
    assert calls(sim)[:3] == [
        "GET /api/dns/v1/zones/example.com",
        "POST /api/dns/v1/zones/example.com/validate",
        "PUT /api/dns/v1/zones/example.com",
    ]


def test_a_record_that_is_there_is_a_conflict_whatever_its_ttl(hostinger: Hostinger) -> None:
    hostinger.create_record(ZONE, a())
    before = hostinger.records(ZONE)
    with pytest.raises(Conflict, match="already"):
        hostinger.create_record(ZONE, a(ttl=60))
    assert hostinger.records(ZONE) == before


def test_another_priority_is_another_record(hostinger: Hostinger) -> None:
    hostinger.create_record(ZONE, Record("MX", "@", "mx1.hostinger.com", 14400, 30))
    assert [one.priority for one in there(hostinger, "@", "MX")] == [5, 10, 30]


def test_a_record_beside_others_has_their_ttl(hostinger: Hostinger) -> None:
    hostinger.create_record(ZONE, a(ttl=600))
    hostinger.create_record(ZONE, a(content="192.0.2.2", ttl=60))
    assert [one.ttl for one in there(hostinger, "api", "A")] == [600, 600]


def test_what_does_not_get_along_with_a_cname_is_a_conflict(hostinger: Hostinger) -> None:
    with pytest.raises(Conflict, match=r"\[DNS:4008\]"):
        hostinger.create_record(ZONE, a("www"))


def test_an_address_beside_an_alias_is_a_conflict(hostinger: Hostinger) -> None:
    with pytest.raises(Conflict, match="ALIAS"):
        hostinger.create_record(ZONE, a("@"))


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (a(ttl=59), "TTL must be at least 60 seconds"),
        (a(content="192.0.2"), "content `192.0.2` is not valid"),
        (a(name="-a"), "name `-a` is not valid"),
        (Record("TXT", "t", "x" * 4097, 300), "content"),
    ],
)
def test_what_hostinger_takes_for_invalid_is_said(
    hostinger: Hostinger, record: Record, said: str
) -> None:
    with pytest.raises(Invalid, match=said):
        hostinger.create_record(ZONE, record)


def test_a_stale_list_does_not_hide_that_a_record_is_there(
    hostinger: Hostinger, sim: World
) -> None:
    quirk(sim, "dns-eventual-consistency")
    hostinger.create_record(ZONE, a())
    assert there(hostinger, "api", "A") == []
    with pytest.raises(Conflict):
        hostinger.create_record(ZONE, a())


# -- many at once ---------------------------------------------------------------------------------


def test_records_are_merged(hostinger: Hostinger, sim: World) -> None:
    before = hostinger.records(ZONE)
    given = [a(), a(content="192.0.2.2"), Record("MX", "@", "mx3.example.net", 14400, 7)]
    hostinger.update_records(ZONE, given, overwrite=False)
    assert set(hostinger.records(ZONE)) == {*before, *given}


def test_to_merge_what_is_there_changes_nothing(hostinger: Hostinger, sim: World) -> None:
    hostinger.update_records(ZONE, [a(), a(content="192.0.2.2")], overwrite=False)
    before = hostinger.records(ZONE)
    hostinger.update_records(ZONE, [a(), a()], overwrite=False)
    assert hostinger.records(ZONE) == before
    hostinger.update_records(ZONE, [a(), a("new")], overwrite=False)
    assert hostinger.records(ZONE) == [*before, a("new")]


def test_to_merge_gives_the_ttl_to_all_of_that_name_and_type(hostinger: Hostinger) -> None:
    hostinger.update_records(ZONE, [a(), a(content="192.0.2.2")], overwrite=False)
    hostinger.update_records(ZONE, [a(ttl=60), a("other")], overwrite=False)
    assert there(hostinger, "api", "A") == [a(ttl=60), a(content="192.0.2.2", ttl=60)]
    assert there(hostinger, "other", "A") == [a("other")]


def test_two_ttls_of_a_name_and_type_are_refused(hostinger: Hostinger, sim: World) -> None:
    with pytest.raises(Invalid, match="api A has the TTLs 60 and 3600"):
        hostinger.update_records(ZONE, [a(), a(content="192.0.2.2", ttl=60)], overwrite=False)
    assert calls(sim) == []


@pytest.mark.parametrize("overwrite", [True, False])
def test_one_bad_record_keeps_all_from_being_written(
    hostinger: Hostinger, sim: World, overwrite: bool
) -> None:
    before = hostinger.records(ZONE)
    with pytest.raises(Invalid):
        hostinger.update_records(ZONE, [a(), a("bad", "192.0.2")], overwrite=overwrite)
    assert hostinger.records(ZONE) == before
    assert not any(call.startswith(("PUT", "DELETE")) for call in calls(sim))


def test_to_overwrite_leaves_nothing_else(hostinger: Hostinger) -> None:
    given = [a("@"), Record("CNAME", "www", "example.com", 3600)]
    hostinger.update_records(ZONE, given, overwrite=True)
    assert set(hostinger.records(ZONE)) == set(given)


def test_to_overwrite_without_a_conflict_deletes_afterwards(
    hostinger: Hostinger, sim: World
) -> None:
    hostinger.update_records(ZONE, [a("api")], overwrite=True)
    assert hostinger.records(ZONE) == [a("api")]
    writes = [call.split()[0] for call in calls(sim) if call[:3] in ("PUT", "DEL")]
    assert writes == ["PUT", "DELETE"]


def test_a_type_in_another_s_place_makes_room_for_itself(hostinger: Hostinger) -> None:
    hostinger.update_records(ZONE, [a("www")], overwrite=True)
    hostinger.update_records(ZONE, [Record("CNAME", "www", "a.example", 60)], overwrite=True)
    assert hostinger.records(ZONE) == [Record("CNAME", "www", "a.example", 60)]


def test_to_overwrite_keeps_what_the_zone_lives_by(hostinger: Hostinger, sim: World) -> None:
    soa = "ns1.example.net. hostmaster.example.net. 1 7200 3600 1209600 300"
    vital = [
        {"name": "@", "type": "SOA", "ttl": 300, "records": [{"content": soa}]},
        {"name": "@", "type": "NS", "ttl": 300, "records": [{"content": "ns1.example.net."}]},
        {"name": "sub", "type": "NS", "ttl": 300, "records": [{"content": "ns1.example.net."}]},
    ]
    hostinger._api.ask("PUT", f"/api/dns/v1/zones/{ZONE}", json={"zone": vital})
    hostinger.update_records(ZONE, [a()], overwrite=True)
    left = {(one.name, one.type) for one in hostinger.records(ZONE)}
    assert left == {("@", "SOA"), ("@", "NS"), ("api", "A")}
    given = [a(), Record("NS", "@", "ns9.example.net", 300)]
    hostinger.update_records(ZONE, given, overwrite=True)
    assert there(hostinger, "@", "NS") == given[1:]
    assert there(hostinger, "@", "SOA")


@pytest.mark.parametrize(
    "given",
    [
        [Record("CNAME", "www", "a.example", 60), a("www")],
        [Record("CNAME", "www", "a.example", 60), Record("CNAME", "www", "b.example", 60)],
        [Record("CNAME", "@", "a.example", 60)],
        [a("sub"), Record("NS", "sub", "ns1.example.net", 60)],  # only Hostinger sees this one
    ],
)
def test_records_that_do_not_get_along_leave_the_zone_as_it_was(
    hostinger: Hostinger, given: list[Record]
) -> None:
    before = set(hostinger.records(ZONE))
    with pytest.raises(Conflict):
        hostinger.update_records(ZONE, given, overwrite=True)
    assert set(hostinger.records(ZONE)) == before


def test_what_made_room_in_vain_comes_back(hostinger: Hostinger, sim: World) -> None:
    before = set(hostinger.records(ZONE))
    sim.fault("status", status=503, operation="DNS_updateDNSRecordsV1", nth=[1])
    with pytest.raises(ProviderError, match="Service Unavailable"):
        hostinger.update_records(ZONE, [a("@")], overwrite=True)
    assert set(hostinger.records(ZONE)) == before


def test_what_was_deleted_without_an_answer_comes_back(hostinger: Hostinger, sim: World) -> None:
    before = set(hostinger.records(ZONE))
    sim.fault("reset", applied=True, operation="DNS_deleteDNSRecordsV1", times=1)
    with pytest.raises(ProviderError, match="connection"):
        hostinger.update_records(ZONE, [a("@")], overwrite=True)
    assert set(hostinger.records(ZONE)) == before


def test_what_was_not_deleted_is_left_alone(hostinger: Hostinger, sim: World) -> None:
    sim.fault("status", status=422, operation="DNS_deleteDNSRecordsV1", times=1)
    with pytest.raises(Invalid):
        hostinger.update_records(ZONE, [a("@")], overwrite=True)
    assert not [call for call in calls(sim) if call.startswith("PUT")]


def test_what_cannot_come_back_is_said(hostinger: Hostinger, sim: World) -> None:
    sim.fault("status", status=503, operation="DNS_updateDNSRecordsV1")
    with pytest.raises(ProviderError, match=r"could not be put back.*ask again"):
        hostinger.update_records(ZONE, [a("@")], overwrite=True)
    sim.mend()
    hostinger.update_records(ZONE, [a("@")], overwrite=True)
    assert hostinger.records(ZONE) == [a("@")]


def test_what_is_not_deleted_afterwards_is_no_refusal(hostinger: Hostinger, sim: World) -> None:
    sim.fault("status", status=422, operation="DNS_deleteDNSRecordsV1", times=1)
    with pytest.raises(ProviderError, match="ask again") as caught:
        hostinger.update_records(ZONE, [a()], overwrite=True)
    assert type(caught.value) is ProviderError
    hostinger.update_records(ZONE, [a()], overwrite=True)
    assert hostinger.records(ZONE) == [a()]


def test_a_batch_that_hostinger_fails_at_changes_nothing(hostinger: Hostinger, sim: World) -> None:
    quirk(sim, "dns-mixed-batch-fails")
    before = hostinger.records(ZONE)
    given = [a(), Record("TXT", "t", "text", 60)]
    with pytest.raises(ProviderError, match="Server Error") as caught:
        hostinger.update_records(ZONE, given, overwrite=False)
    assert caught.value.status == 500
    assert hostinger.records(ZONE) == before


# -- deleting, resetting --------------------------------------------------------------------------


def test_records_of_a_name_and_type_are_deleted_and_no_others(hostinger: Hostinger) -> None:
    before = hostinger.records(ZONE)
    given = [a(), a(content="192.0.2.2"), Record("TXT", "api", "stays", 60), a("api.v1")]
    hostinger.update_records(ZONE, given, overwrite=False)
    hostinger.delete_records(ZONE, "API", "A")
    assert hostinger.records(ZONE) == [*before, *given[2:]]


def test_to_delete_what_is_not_there_is_said(hostinger: Hostinger, sim: World) -> None:
    for name, type in (("api", "A"), ("www", "A"), ("@", "CNAME")):
        with pytest.raises(NotFound, match=f"no {type} record"):
            hostinger.delete_records(ZONE, name, type)
    assert not any(call.startswith("DELETE") for call in calls(sim))


def test_a_zone_is_reset_with_its_mail_records(hostinger: Hostinger) -> None:
    before = hostinger.records(ZONE)
    hostinger.update_records(ZONE, [a(), Record("MX", "@", "mx.example.net", 60, 1)], True)
    hostinger.reset_zone(ZONE)
    assert hostinger.records(ZONE) == before


# -- zones that are not there ---------------------------------------------------------------------


def every_call(hostinger: Hostinger, zone: str) -> list[Any]:
    return [
        lambda: hostinger.records(zone),
        lambda: hostinger.create_record(zone, a()),
        lambda: hostinger.update_records(zone, [a()], overwrite=False),
        lambda: hostinger.update_records(zone, [a()], overwrite=True),
        lambda: hostinger.delete_records(zone, "www", "CNAME"),
        lambda: hostinger.reset_zone(zone),
    ]


@pytest.mark.parametrize("zone", ["nobodys.com", "example.net", "not_a_zone.com"])
@pytest.mark.parametrize("empty", [True, False])
def test_a_domain_of_nobody_s_or_of_somebody_else_s_has_no_zone(
    hostinger: Hostinger, sim: World, zone: str, empty: bool
) -> None:
    quirk(sim, "dns-unknown-zone-is-empty", empty)
    refusal = Invalid if "_" in zone else NotFound
    for call in every_call(hostinger, zone):
        with pytest.raises(refusal):
            call()


def test_a_zone_that_was_emptied_is_there(hostinger: Hostinger) -> None:
    for name, type in {(one.name, one.type) for one in hostinger.records(ZONE)}:
        hostinger.delete_records(ZONE, name, type)
    assert hostinger.records(ZONE) == []
    hostinger.create_record(ZONE, a("@"))
    assert hostinger.records(ZONE) == [a("@")]
