"""Hostens' zones: what records become on the way there and back, and how a zone is changed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hostingco_api.gateway.drivers.hostens import Hostens, records
from hostingco_api.gateway.drivers.hostens.changes import Step, after, steps
from hostingco_api.gateway.drivers.hostens.records import Kept
from hostingco_api.gateway.provider import (
    Conflict,
    Invalid,
    InvalidCredentials,
    NotFound,
    ProviderError,
    Record,
)
from simulators.common.records import Quarrel, conflicts
from simulators.common.records import Record as Entry
from tests.gateway.hostens import SECOND_ZONE, ZONE, another, calls
from tests.gateway.simulated import World

SEEDED = [Record("A", "qwerty", "127.0.0.1", 1800), Record("NS", "qwerty", "ns1.qwerty.com", 1800)]
NEW = Record("A", "www", "192.0.2.1", 300)
WRITES = ("addRecord", "changeRecord", "removeRecord")


def writes(sim: World) -> list[str]:
    return [call for call in calls(sim) if call in WRITES]


def test_records_are_listed_as_the_gateway_has_them(hostens: Hostens) -> None:
    assert hostens.records(ZONE) == SEEDED
    assert hostens.records(ZONE.upper()) == SEEDED


@pytest.mark.parametrize(
    "record",
    [
        Record("A", "@", "192.0.2.1", 300),
        Record("A", "*", "192.0.2.1", 300),
        Record("A", "*.sub", "192.0.2.1", 14400),
        Record("AAAA", "www", "2001:db8::1", 300),
        Record("CNAME", "shop", "shops.example.net", 300),
        Record("CNAME", "_dkim", "_dkim.example.net", 300),
        Record("MX", "@", "mail.example.net", 300, 10),
        Record("MX", "none", ".", 300),
        Record("NS", "sub", "ns1.example.net", 300),
        Record("SRV", "_sip._tcp", "5 5060 sip.example.net", 300, 20),
        Record("SRV", "_no._tcp", "0 0 .", 300),
        Record("CAA", "@", '0 issue "letsencrypt.org"', 300),
        Record("TXT", "@", "v=spf1 -all", 300),
        Record("TXT", "long", "0123456789" * 60, 300),
        Record("TXT", "odd", 'a "quoted" text; back\\slash \\032 and ünïcödé', 300),
        Record("TXT", "quoted", '"as it is"', 300),
        Record("A", "www.booble.com", "192.0.2.1", 300),
        Record("A", "booble.com", "192.0.2.1", 300),
        Record("A", "www.xbooble.com", "192.0.2.1", 300),
    ],
    ids=str,
)
def test_what_is_created_is_listed_as_it_was_given(hostens: Hostens, record: Record) -> None:
    hostens.create_record(ZONE, record)
    assert hostens.records(ZONE) == [*SEEDED, record]
    with pytest.raises(Conflict, match="in the zone already"):
        hostens.create_record(ZONE, replace(record, ttl=600))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (Record("A", "WWW", "192.0.2.1", 300), NEW),
        (Record("AAAA", "a", "2001:DB8:0::1", 300), Record("AAAA", "a", "2001:db8::1", 300)),
        (Record("CNAME", "a", "B.Example.com.", 300), Record("CNAME", "a", "b.example.com", 300)),
        (Record("CAA", "@", "0 Issue ca.net", 300), Record("CAA", "@", '0 issue "ca.net"', 300)),
        (
            Record("SRV", "a", "05 5060 SIP.example.com.", 300, 1),
            Record("SRV", "a", "5 5060 sip.example.com", 300, 1),
        ),
    ],
)
def test_what_is_written_otherwise_is_the_same_record(
    sim: World, hostens: Hostens, given: Record, kept: Record
) -> None:
    hostens.create_record(ZONE, given)
    assert hostens.records(ZONE) == [*SEEDED, kept]
    hostens.update_records(ZONE, [given], overwrite=False)
    with pytest.raises(Conflict):
        hostens.create_record(ZONE, given)
    assert writes(sim) == ["addRecord"]


def test_a_text_comes_and_goes_in_quotes() -> None:
    text = "x" * 256 + '"\\ü'
    sent = records.sent(Record("TXT", "@", text, 300), ZONE)["content"]
    assert sent == f'"{"x" * 255}" "x\\"\\\\\\195\\188"'
    row = {"id": "1", "type": "TXT", "name": "@", "ttl": "300", "priority": 0}
    assert records.read({**row, "content": sent}).record.content == text
    for content in ("without quotes", '"no \\255 UTF-8"', '"no \\999 byte"'):
        assert records.read({**row, "content": content}).record.content == content


@pytest.mark.parametrize(
    "record",
    [
        Record("A", "-a", "192.0.2.1", 300),
        Record("A", "a." * 126 + "a", "192.0.2.1", 300),
        Record("A", "www", "192.0.2.1", 2**31 - 1),
        Record("CNAME", "@", "example.com", 300),
        Record("CNAME", "www", f"WWW.{ZONE}", 300),
        Record("CNAME", "www", "-a.example.com", 300),
        Record("MX", "@", "mail_1.example.com", 300, 10),
        Record("MX", "@", ".", 300, 10),
        Record("NS", "sub", "ns1.example.7", 300),
        Record("SRV", "a", "1 70000 sip.example.com", 300, 1),
        Record("SRV", "a", "1 1 -a.example.com", 300, 1),
        Record("CAA", "@", "256 issue ca.net", 300),
        Record("CAA", "@", "issue ca.net", 300),
        Record("TXT", "@", "ü" * 2049, 300),
    ],
    ids=str,
)
def test_what_hostens_would_not_take_is_refused_before_anything_is_written(
    sim: World, hostens: Hostens, record: Record
) -> None:
    with pytest.raises(Invalid, match="Hostens does not take"):
        hostens.create_record(ZONE, record)
    for overwrite in (False, True):
        with pytest.raises(Invalid):
            hostens.update_records(ZONE, [NEW, record], overwrite)
    assert writes(sim) == []
    # Hostens says the same.
    zone = hostens._zone(ZONE)
    with pytest.raises((Invalid, Conflict)):
        hostens._do(zone, Step(None, record))


@pytest.mark.parametrize(
    "act",
    [
        lambda hostens: hostens.records("example.com"),
        lambda hostens: hostens.create_record("example.com", NEW),
        lambda hostens: hostens.update_records("example.com", [NEW], True),
        lambda hostens: hostens.delete_records("example.com", "www", "A"),
    ],
)
def test_a_domain_without_a_zone_is_not_found(
    hostens: Hostens, act: Callable[[Hostens], Any]
) -> None:
    with pytest.raises(NotFound, match=r"no zone of example\.com"):
        act(hostens)


def test_beside_a_cname_there_is_nothing(sim: World, hostens: Hostens) -> None:
    hostens.create_record(ZONE, Record("CNAME", "www", "example.com", 300))
    with pytest.raises(Conflict, match="there is a CNAME at that name"):
        hostens.create_record(ZONE, NEW)
    alias = Record("CNAME", "qwerty", "example.com", 300)
    with pytest.raises(Conflict, match="has to be alone"):
        hostens.create_record(ZONE, alias)
    done = writes(sim)
    for clashing in ([NEW], [alias], [Record("CNAME", "www", "example.net", 300)]):
        with pytest.raises(Conflict, match="has to be alone"):
            hostens.update_records(ZONE, clashing, overwrite=False)
    with pytest.raises(Invalid, match="has to be alone"):
        hostens.update_records(ZONE, [NEW, Record("CNAME", "www", "a.net", 300)], overwrite=True)
    assert writes(sim) == done


# -- many at once -------------------------------------------------------------------------------


def test_without_overwriting_records_come_beside_those_that_are_there(
    sim: World, hostens: Hostens
) -> None:
    more = Record("A", "qwerty", "127.0.0.2", 300)
    longer = replace(SEEDED[0], ttl=7200)
    hostens.update_records(ZONE, [more, longer, NEW, more], overwrite=False)
    assert hostens.records(ZONE) == [longer, SEEDED[1], more, NEW]
    assert writes(sim) == ["changeRecord", "addRecord", "addRecord"]


def test_overwriting_leaves_what_was_given_and_writes_what_differs(
    sim: World, hostens: Hostens
) -> None:
    hostens.update_records(ZONE, [NEW], overwrite=False)
    wanted = [NEW, replace(SEEDED[0], content="127.0.0.2"), Record("TXT", "@", "hello", 60)]
    hostens.update_records(ZONE, wanted, overwrite=True)
    assert set(hostens.records(ZONE)) == set(wanted)
    assert writes(sim)[1:] == ["changeRecord", "addRecord", "removeRecord"]
    hostens.update_records(ZONE, wanted, overwrite=True)
    assert len(writes(sim)) == 4


def test_name_servers_of_the_zone_stay_unless_there_are_others(hostens: Hostens) -> None:
    own = [Record("NS", "@", f"ns{n}.example.net", 300) for n in (1, 2)]
    hostens.update_records(ZONE, own, overwrite=False)
    hostens.update_records(ZONE, [NEW], overwrite=True)
    assert hostens.records(ZONE) == [*own, NEW]
    other = Record("NS", "@", "ns9.example.net", 300)
    hostens.update_records(ZONE, [NEW, other], overwrite=True)
    assert set(hostens.records(ZONE)) == {NEW, other}


def test_a_cname_takes_the_place_of_others_and_the_other_way_round(hostens: Hostens) -> None:
    alias = Record("CNAME", "qwerty", "example.com", 300)
    hostens.update_records(ZONE, [alias], overwrite=True)
    assert hostens.records(ZONE) == [alias]
    hostens.update_records(ZONE, SEEDED, overwrite=True)
    assert set(hostens.records(ZONE)) == set(SEEDED)


def test_a_record_with_two_ttls_is_invalid(sim: World, hostens: Hostens) -> None:
    with pytest.raises(Invalid, match="there twice"):
        hostens.update_records(ZONE, [NEW, replace(NEW, ttl=600)], overwrite=False)
    assert writes(sim) == []


def test_what_breaks_off_says_what_was_done_and_can_be_finished(
    sim: World, hostens: Hostens
) -> None:
    wanted = [replace(NEW, content=f"192.0.2.{n}") for n in (1, 2, 3)]
    sim.fault("status", status=400, operation="addRecord", nth=[3])
    with pytest.raises(ProviderError) as raised:
        hostens.update_records(ZONE, wanted, overwrite=True)
    assert type(raised.value) is ProviderError
    assert "Of 5 changes 2 were made" in str(raised.value)
    assert "A www 192.0.2.2 was added" in str(raised.value)
    assert set(hostens.records(ZONE)) == {*SEEDED, *wanted[:2]}  # nothing is lost
    hostens.update_records(ZONE, wanted, overwrite=True)
    assert set(hostens.records(ZONE)) == set(wanted)


def test_where_nothing_was_done_the_error_is_what_it_is(sim: World, hostens: Hostens) -> None:
    sim.fault("status", status=403, operation="addRecord", nth=[1])
    with pytest.raises(InvalidCredentials):
        hostens.update_records(ZONE, [NEW, replace(NEW, content="192.0.2.2")], overwrite=False)


def test_a_record_that_somebody_else_has_deleted_cannot_be_changed(
    sim: World, hostens: Hostens
) -> None:
    sim.fault("status", status=404, operation="changeRecord", nth=[1])
    with pytest.raises(Conflict, match="somebody else"):
        hostens.update_records(ZONE, [replace(SEEDED[0], ttl=60)], overwrite=False)


@st.composite
def some_record(draw: st.DrawFn) -> Record:
    type, n = draw(st.sampled_from(["A", "CNAME", "MX", "NS"])), draw(st.integers(1, 3))
    return Record(
        type,
        draw(st.sampled_from(["@", "a", "b"])),
        f"192.0.2.{n}" if type == "A" else f"h{n}.net",
        draw(st.sampled_from([60, 300])),
        n if type == "MX" else 0,
    )


def quarrels(zone: list[Record]) -> bool:
    entries = [Entry(one.name, one.type, f"{one.priority} {one.content}") for one in zone]
    return any(found.quarrel is not Quarrel.DELEGATION for found in conflicts(entries))


ZONES = st.lists(some_record(), max_size=6, unique_by=records.value).filter(
    lambda zone: not quarrels(zone)
)


@settings(max_examples=60, deadline=None)
@given(ZONES, ZONES, st.booleans())
def test_every_step_from_one_zone_to_another_leaves_one_that_can_be(
    before: list[Record], wanted: list[Record], overwrite: bool
) -> None:
    there = [Kept(str(number), record) for number, record in enumerate(before)]
    plan = steps(there, wanted, overwrite)
    if not overwrite and quarrels(after(there, plan)):
        return  # and is refused
    for number in range(len(plan) + 1):
        assert not quarrels(after(there, plan[:number]))
    result = after(there, plan)
    assert set(wanted) <= set(result)
    values = {records.value(record) for record in wanted}
    rest = [record for record in result if records.value(record) not in values]
    if overwrite:
        assert all((one.name, one.type) == ("@", "NS") for one in rest)
    else:
        assert {records.value(one) for one in before} <= {records.value(one) for one in result}


# -- deletion -----------------------------------------------------------------------------------


def test_all_of_a_name_and_type_are_deleted(sim: World, hostens: Hostens) -> None:
    hostens.update_records(ZONE, [replace(NEW, content=f"192.0.2.{n}") for n in (1, 2)], False)
    hostens.create_record(ZONE, Record("TXT", "www", "stays", 300))
    hostens.delete_records(ZONE, "WWW", "A")
    assert hostens.records(ZONE) == [*SEEDED, Record("TXT", "www", "stays", 300)]
    with pytest.raises(NotFound, match="no A record of www"):
        hostens.delete_records(ZONE, "www", "A")
    assert len(hostens.records(SECOND_ZONE)) == 1


def test_what_is_gone_already_is_deleted(sim: World, hostens: Hostens) -> None:
    sim.fault("status", status=404, applied=True, operation="removeRecord", nth=[1])
    hostens.delete_records(ZONE, "qwerty", "A")
    assert hostens.records(ZONE) == [SEEDED[1]]


def test_a_zone_whose_records_are_an_object_is_read() -> None:
    listed = {"zones": [{"name": ZONE, "service_id": "1", "domain_id": "2"}]}
    row = {"id": "7", "name": "@", "ttl": "60", "priority": "5", "content": "M.net.", "type": "MX"}
    with another((200, listed), (200, {"records": {"7": row}})) as (hostens, asked):
        assert hostens.records(ZONE) == [Record("MX", "@", "m.net", 60, 5)]
    assert asked == ["GET /api/dns", "GET /api/service/1/dns/2"]


def test_a_zone_cannot_be_put_back(hostens: Hostens) -> None:
    assert not hasattr(hostens, "reset_zone")
