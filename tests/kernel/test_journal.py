"""What a world remembers of its requests, and how little memory it takes for it."""

from datetime import timedelta
from typing import Any

import pytest

from simulators.kernel import journal as journal_module
from simulators.kernel.clock import EPOCH
from simulators.kernel.journal import BODY_BYTES, ENTRIES, Entry, Journal, Message, Room
from tests.support import ZONE, Api

OTHER = "/nowhere"


def entries(world: Api) -> list[Entry]:
    return list(world.inside().journal.find())


def dropped(world: Api) -> int:
    return world.inside().journal.dropped


def record(journal: Journal, n: int, **changed: Any) -> None:
    """An exchange straight into a journal, for what would take too many requests."""
    exchange: dict[str, Any] = {
        "n": n,
        "at": EPOCH + timedelta(seconds=n),
        "vendor": "toy",
        "operation": None,
        "method": "GET",
        "path": "/",
        "query": "",
        "status": 200,
        "request": Message([], b""),
        "response": Message([], b""),
    }
    journal.add(**(exchange | changed))


def test_an_entry_tells_both_sides_of_an_exchange(world: Api) -> None:
    body = {"zone": [{"name": "x", "type": "A", "records": [{"content": "192.0.2.1"}]}]}
    answer = world("PUT", f"{ZONE}?dry=1", body, headers={"User-Agent": "a test"})
    (entry,) = entries(world)
    assert (entry.n, entry.at, entry.vendor) == (1, EPOCH, "hostinger")
    assert (entry.operation, entry.method, entry.path, entry.query, entry.status) == (
        "DNS_updateDNSRecordsV1",
        "PUT",
        ZONE,
        "dry=1",
        200,
    )
    assert ["user-agent", "a test"] in entry.request["headers"]
    assert '"192.0.2.1"' in entry.request["body"]
    assert entry.response["headers"] == [list(pair) for pair in answer.headers.items()]
    assert entry.response["body"] == answer.text
    assert not entry.request["truncated"]
    assert not entry.response["truncated"]


def test_refused_and_unknown_calls_are_entered_too(world: Api) -> None:
    world("GET", OTHER)
    world("BREW", ZONE)
    world("PUT", ZONE, {})
    assert [(e.method, e.path, e.operation, e.status) for e in entries(world)] == [
        ("GET", OTHER, None, 404),
        ("BREW", ZONE, None, 405),
        ("PUT", ZONE, "DNS_updateDNSRecordsV1", 422),
    ]


def test_a_stranger_s_calls_are_entered_in_the_default_world(world: Api) -> None:
    default = Api(world.app)
    default.control("DELETE", "/worlds/default/journal")
    world("GET", ZONE, headers={"Authorization": "Bearer stranger"})
    assert [entry.status for entry in entries(default)] == [401]
    assert entries(world) == []


def test_the_journal_is_a_ring_that_counts_what_it_drops(world: Api) -> None:
    for _ in range(ENTRIES + 5):
        world("GET", OTHER)
    kept = entries(world)
    assert (len(kept), kept[0].n, kept[-1].n) == (1000, 6, 1005)
    assert dropped(world) == 5


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> int:
    """The bytes that a journal keeps in this test, so that few entries are too many."""
    monkeypatch.setattr(journal_module, "TOTAL_BYTES", 512 * 1024)
    return 512 * 1024


def test_long_bodies_make_older_entries_go(small: int) -> None:
    journal = Journal()
    for n in range(30):
        record(journal, n, request=Message([], b"x" * BODY_BYTES))
    kept = list(journal.find())
    assert len(kept) + journal.dropped == 30
    assert [entry.n for entry in kept] == list(range(30 - len(kept), 30))
    assert 0.8 * small < sum(map(weight, kept)) <= small


def test_all_journals_together_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal_module, "ALL_BYTES", 512 * 1024)
    room = Room()
    journals = [Journal(room=room) for _ in range(12)]
    for journal in journals:
        for n in range(2):
            record(journal, n, request=Message([], b"x" * BODY_BYTES))
    kept = [list(journal.find()) for journal in journals]
    assert [len(entries) for entries in kept[-3:]] == [2, 2, 2], "the newest are whole"
    assert kept[0] == []
    assert all(len(e) + journal.dropped == 2 for e, journal in zip(kept, journals, strict=True))
    assert sum(weight(entry) for entries in kept for entry in entries) <= 512 * 1024
    record(journals[0], 2)
    assert [entry.n for entry in journals[0].find()] == [2], "it starts again"


def test_a_journal_that_is_gone_takes_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal_module, "ALL_BYTES", 2 * BODY_BYTES)
    room = Room()
    kept, gone = Journal(room=room), Journal(room=room)
    record(kept, 1)
    record(gone, 1, request=Message([], b"x" * BODY_BYTES))
    del gone
    record(Journal(room=room), 1, request=Message([], b"x" * BODY_BYTES))
    assert [entry.n for entry in kept.find()] == [1]


def test_who_reads_a_journal_while_it_is_dropped_reads_on(monkeypatch: pytest.MonkeyPatch) -> None:
    room = Room()
    read, other = Journal(room=room), Journal(room=room)
    for n in range(3):
        record(read, n)
    reader = read.find()
    assert next(reader).n == 0
    monkeypatch.setattr(journal_module, "ALL_BYTES", 0)
    record(other, 1)
    assert [entry.n for entry in reader] == [1, 2]
    assert list(read.find()) == []


@pytest.mark.parametrize(
    "exchange",
    [
        {"request": Message([], "\U0001f600".encode() * 20_000)},
        {"request": Message([("x-long", "x" * 60_000)], b"")},
        {"query": "x" * 60_000},
        {"path": "/" + "x" * 60_000},
    ],
    ids=["wide characters", "headers", "query", "path"],
)
def test_a_journal_is_bounded_whatever_is_long_about_its_entries(
    small: int, exchange: dict[str, Any]
) -> None:
    journal = Journal()
    for n in range(20):
        record(journal, n, **exchange)
    assert sum(weight(entry) for entry in journal.find()) <= small


def weight(entry: Entry) -> int:
    texts = [entry.path, entry.query, entry.request["body"], entry.response["body"]]
    texts += [
        text for side in (entry.request, entry.response) for h in side["headers"] for text in h
    ]
    return sum(len(text.encode()) for text in texts)


@pytest.mark.parametrize(("extra", "truncated"), [(0, False), (1, True), (5000, True)])
def test_a_body_is_cut_at_64_kib_and_marked(world: Api, extra: int, truncated: bool) -> None:
    world("PUT", ZONE, data="x" * (BODY_BYTES + extra))
    (entry,) = entries(world)
    assert entry.request["body"] == "x" * 65_536
    assert entry.request["truncated"] is truncated


@pytest.mark.parametrize("character", ["é", "€", "\U0001f600"])
def test_the_64_kib_are_bytes_whatever_is_written_in_them(world: Api, character: str) -> None:
    world("PUT", ZONE, data=(character * BODY_BYTES).encode())
    (entry,) = entries(world)
    body = entry.request["body"]
    assert set(body) == {character}
    assert BODY_BYTES - 4 < len(body.encode()) <= BODY_BYTES
    assert entry.request["truncated"]


def nested_form(depth: int) -> bytes:
    """A form in a form in a form: each is quoted once more than the one around it."""
    quoted = ("".join(f"%{'25' * n}{code}" for code in ("5B", "5D", "3D")) for n in range(depth))
    return "".join(["a[]=", *(f"a{name}" for name in quoted), "b"]).encode()


@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xfe\x00",
        b"\x80" * 70_000,
        b'{"password": "\xff"}',
        b'{"password": "\\ud800"}',
        b'{"password": 1, "x": ' + b"[" * 300 + b"]" * 300 + b"}",
        b'{"password": 1, "x": ' + b"[" * 600 + b"]" * 600 + b"}",
        b'{"password": 1, "x": ' + b"[" * 100_000,
        b'{"password": 1, "x": "' + b'{\\"' * 10_000 + b'"}',
        b'{"password": ' + b"9" * 10_000 + b"}",
        b'{"password": 1e999}',
        b'{"password": "\\q',
        b"password: \\d \\N{no such letter} \\x",
        nested_form(300),
    ],
    ids=lambda body: repr(body[:24]),
)
def test_no_body_keeps_the_vendor_from_answering(world: Api, body: bytes) -> None:
    answer = world("PUT", ZONE, data=body)
    assert answer.status_code in (400, 422)
    assert len(entries(world)) == 1


def test_clearing_forgets_entries_and_what_was_dropped(world: Api) -> None:
    for _ in range(ENTRIES + 1):
        world("GET", OTHER)
    world.control("DELETE", f"/worlds/{world.world}/journal")
    assert (entries(world), dropped(world)) == ([], 0)
    world("GET", OTHER)
    assert [entry.n for entry in entries(world)] == [ENTRIES + 2]


def test_worlds_have_journals_of_their_own(world: Api) -> None:
    other = Api(world.app, world="other")
    world("GET", OTHER)
    other("GET", ZONE)
    assert [entry.path for entry in entries(world)] == [OTHER]
    assert [entry.path for entry in entries(other)] == [ZONE]
