"""What a world remembers of its requests, and how little memory it takes for it."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest

from simulators.kernel.clock import EPOCH
from simulators.kernel.journal import BODY_BYTES, ENTRIES, TOTAL_BYTES, Entry, Journal, Message
from tests.support import ZONE, Api

OTHER = "/nowhere"


def entries(api: Api) -> list[Entry]:
    return list(api.app.worlds.get(api.world).journal.find())


def dropped(api: Api) -> int:
    return api.app.worlds.get(api.world).journal.dropped


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


def test_an_entry_tells_both_sides_of_an_exchange(api: Api) -> None:
    body = {"zone": [{"name": "x", "type": "A", "records": [{"content": "192.0.2.1"}]}]}
    answer = api("PUT", f"{ZONE}?dry=1", body, headers={"User-Agent": "a test"})
    (entry,) = entries(api)
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


def test_refused_and_unknown_calls_are_entered_too(api: Api) -> None:
    api("GET", OTHER)
    api("BREW", ZONE)
    api("PUT", ZONE, {})
    assert [(e.method, e.path, e.operation, e.status) for e in entries(api)] == [
        ("GET", OTHER, None, 404),
        ("BREW", ZONE, None, 405),
        ("PUT", ZONE, "DNS_updateDNSRecordsV1", 422),
    ]


def test_a_stranger_s_calls_are_entered_in_the_default_world(api: Api) -> None:
    api("GET", ZONE, headers={"Authorization": "Bearer stranger"})
    assert [entry.status for entry in entries(api)] == [401]


def test_the_journal_is_a_ring_that_counts_what_it_drops(api: Api) -> None:
    for _ in range(ENTRIES + 5):
        api("GET", OTHER)
    kept = entries(api)
    assert (len(kept), kept[0].n, kept[-1].n) == (1000, 6, 1005)
    assert dropped(api) == 5


def test_long_bodies_make_older_entries_go() -> None:
    journal = Journal()
    for n in range(100):
        record(journal, n, request=Message([], b"x" * BODY_BYTES))
    kept = list(journal.find())
    assert len(kept) + journal.dropped == 100
    assert [entry.n for entry in kept] == list(range(100 - len(kept), 100))
    assert TOTAL_BYTES * 0.9 < sum(map(weight, kept)) < TOTAL_BYTES * 1.01


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
def test_a_journal_is_bounded_whatever_is_long_about_its_entries(exchange: dict[str, Any]) -> None:
    journal = Journal()
    for n in range(150):
        record(journal, n, **exchange)
    assert sum(weight(entry) for entry in journal.find()) <= 2 * TOTAL_BYTES


def weight(entry: Entry) -> int:
    texts = [entry.path, entry.query, entry.request["body"], entry.response["body"]]
    texts += [
        text for side in (entry.request, entry.response) for h in side["headers"] for text in h
    ]
    return sum(len(text.encode()) for text in texts)


@pytest.mark.parametrize(("extra", "truncated"), [(0, False), (1, True), (5000, True)])
def test_a_body_is_cut_at_64_kib_and_marked(api: Api, extra: int, truncated: bool) -> None:
    api("PUT", ZONE, data="x" * (BODY_BYTES + extra))
    (entry,) = entries(api)
    assert entry.request["body"] == "x" * 65_536
    assert entry.request["truncated"] is truncated


@pytest.mark.parametrize("character", ["é", "€", "\U0001f600"])
def test_the_64_kib_are_bytes_whatever_is_written_in_them(api: Api, character: str) -> None:
    api("PUT", ZONE, data=(character * BODY_BYTES).encode())
    (entry,) = entries(api)
    body = entry.request["body"]
    assert set(body) == {character}
    assert BODY_BYTES - 4 < len(body.encode()) <= BODY_BYTES
    assert entry.request["truncated"]


def nested_form(depth: int) -> bytes:
    """A form in a form in a form."""
    text = "a[]=b"
    for _ in range(depth):
        text = "a[]=" + quote(text)
    return text.encode()


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
def test_no_body_keeps_the_vendor_from_answering(api: Api, body: bytes) -> None:
    answer = api("PUT", ZONE, data=body)
    assert answer.status_code in (400, 422)
    assert len(entries(api)) == 1


def test_clearing_forgets_entries_and_what_was_dropped(api: Api) -> None:
    for _ in range(ENTRIES + 1):
        api("GET", OTHER)
    api.control("DELETE", "/worlds/default/journal")
    assert (entries(api), dropped(api)) == ([], 0)
    api("GET", OTHER)
    assert [entry.n for entry in entries(api)] == [ENTRIES + 2]


def test_worlds_have_journals_of_their_own(api: Api) -> None:
    other = Api(api.app, world="other")
    api("GET", OTHER)
    other("GET", ZONE)
    assert [entry.path for entry in entries(api)] == [OTHER]
    assert [entry.path for entry in entries(other)] == [ZONE]
