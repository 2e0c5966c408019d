"""Clock, limits and quirks of a world over the control API."""

from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from simulators.kernel.clock import FOREVER
from tests.control.conftest import NEXT, Control
from tests.support import ZONE, Api, application

CLOCK = "/worlds/default/clock"
ADVANCE = f"{CLOCK}/advance"
LATER = {"sync": False}


def test_the_clock_can_be_set(control: Control, api: Api) -> None:
    reply = control("PUT", CLOCK, {"now": "2030-05-06T07:08:09Z"})
    assert reply.json == {"now": "2030-05-06T07:08:09Z", "mode": "frozen", "next_due": NEXT}
    assert control("GET", CLOCK).json == reply.json
    assert api("GET", ZONE).headers["Date"] == "Mon, 06 May 2030 07:08:09 GMT"


@pytest.mark.parametrize("mode", ["real", "frozen", "auto", "scaled=60"])
def test_the_mode_can_be_set_and_keeps_the_instant(control: Control, mode: str) -> None:
    reply = control("PUT", CLOCK, {"mode": mode}).json
    assert reply["mode"] == mode
    assert reply["now"].startswith("2026-01-01T00:0")


def test_both_can_be_set_at_once(control: Control) -> None:
    reply = control("PUT", CLOCK, {"mode": "auto", "now": "2030-01-01T00:00:00+01:00"})
    assert reply.json == {"now": "2029-12-31T23:00:00Z", "mode": "auto", "next_due": NEXT}


INSTANTS = st.datetimes(
    timezones=st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
)


def test_an_instant_is_taken_for_what_it_is_or_refused(control: Control, api: Api) -> None:
    @given(INSTANTS)
    @example(datetime.min.replace(tzinfo=timezone(timedelta(hours=14))))
    @example(datetime.max.replace(tzinfo=timezone(-timedelta(hours=12))))
    @example(datetime(1, 1, 1, tzinfo=UTC))
    @settings(derandomize=True, deadline=None, max_examples=100)
    def is_taken_or_refused(instant: datetime) -> None:
        reply = control("PUT", CLOCK, {"now": instant.isoformat()})
        assert reply.status in (200, 422)
        if reply.status == 200:
            told = parsedate_to_datetime(api("GET", ZONE).headers["Date"])
            assert told == min(FOREVER, instant).astimezone(UTC).replace(microsecond=0)

    is_taken_or_refused()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"now": None},
        {"now": "yesterday"},
        {"now": "2030-01-01"},
        {"now": "2030-01-01T00:00:00"},  # of which zone?
        {"now": 1},
        {"mode": None},
        {"mode": "warp"},
        {"mode": "scaled=0"},
        {"mode": 1},
        {"mode": "real", "now": "never"},
        [],
    ],
)
def test_what_is_no_time_is_refused_and_changes_nothing(untouched: Control, body: Any) -> None:
    before = untouched("GET", CLOCK).json
    assert untouched("PUT", CLOCK, body).status == 422
    assert untouched("GET", CLOCK).json == before


def test_advancing_lists_what_fired_in_order(control: Control, api: Api) -> None:
    api("POST", "/api/dns/v1/zones/example.com/reset", {"sync": False})
    control("PUT", CLOCK, {"now": "2026-01-01T00:00:02Z"})
    api(
        "POST", "/api/dns/v1/zones/example.com/reset", {"sync": False, "reset_email_records": False}
    )
    reply = control("POST", ADVANCE, {"seconds": 60}).json
    data = {"domain": "example.com", "email": True, "kept_types": []}
    assert reply == {
        "clock": {"now": "2026-01-01T00:01:02Z", "mode": "frozen", "next_due": NEXT},
        "fired": [
            {"at": "2026-01-01T00:00:05Z", "event": "hostinger.dns.zone-reset", "data": data},
            {
                "at": "2026-01-01T00:00:07Z",
                "event": "hostinger.dns.zone-reset",
                "data": data | {"email": False},
            },
        ],
    }


def test_events_and_rate_limit_windows_are_told_in_one_order() -> None:
    api = Api(application(limits="tiny"))
    control = Control(api.app)
    api("POST", f"{ZONE}/reset", LATER)
    reply = control("POST", ADVANCE, {"to": "2026-01-01T00:00:10Z"}).json
    assert [(fired["at"], fired["event"]) for fired in reply["fired"]] == [
        ("2026-01-01T00:00:02Z", "kernel.rate-limit-window-closed"),
        ("2026-01-01T00:00:05Z", "hostinger.dns.zone-reset"),
    ]


def test_what_fell_due_by_setting_the_clock_fires_at_the_next_request(
    control: Control, api: Api
) -> None:
    api("DELETE", ZONE, {"filters": [{"name": "www", "type": "CNAME"}]})
    api("POST", f"{ZONE}/reset", LATER)
    control("PUT", CLOCK, {"now": "2027-01-01T00:00:00Z"})
    assert control("GET", CLOCK).json == {
        "now": "2027-01-01T00:00:00Z",
        "mode": "frozen",
        "next_due": "2026-01-01T00:00:05Z",
    }
    assert '"www"' in api("GET", ZONE).text


@pytest.mark.parametrize(
    ("body", "now"),
    [
        ({"seconds": 0}, "2026-01-01T00:00:00Z"),
        ({"seconds": 90}, "2026-01-01T00:01:30Z"),
        ({"seconds": 90.0}, "2026-01-01T00:01:30Z"),
        ({"to": "2026-01-02T00:00:00+00:00"}, "2026-01-02T00:00:00Z"),
        ({"to": "2026-01-02T00:00:00+02:00"}, "2026-01-01T22:00:00Z"),
        ({"to": "2020-01-01T00:00:00Z"}, "2026-01-01T00:00:00Z"),
    ],
)
def test_time_moves_on_by_seconds_or_to_an_instant(control: Control, body: Any, now: str) -> None:
    reply = control("POST", ADVANCE, body).json
    assert (reply["clock"]["now"], reply["fired"]) == (now, [])


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"seconds": 1, "to": "2030-01-01T00:00:00Z"},
        {"seconds": -1},
        {"seconds": 1.5},
        {"seconds": "1"},
        {"seconds": True},
        {"seconds": None},
        {"seconds": 10**12},
        {"to": "tomorrow"},
        {"to": "2030-01-01T00:00:00"},
    ],
)
def test_what_is_no_way_to_advance_is_refused(untouched: Control, body: Any) -> None:
    before = untouched("GET", CLOCK).json
    assert untouched("POST", ADVANCE, body).status == 422
    assert untouched("GET", CLOCK).json == before


def test_time_ends_and_advancing_further_does_no_harm(control: Control, api: Api) -> None:
    control("PUT", CLOCK, {"now": "8999-12-31T23:59:59Z"})
    for _ in range(3):
        reply = control("POST", ADVANCE, {"seconds": 100 * 366 * 86400}).json
        assert reply["clock"]["now"] == "9000-01-01T00:00:00Z"
    assert api("GET", ZONE).status_code == 200


def test_limits_can_be_read_and_switched(control: Control, api: Api) -> None:
    path = "/worlds/default/limits"
    assert control("GET", path).json == {"mode": "off", "windows": []}
    assert control("PUT", path, {"mode": "real"}).json == {"mode": "real", "windows": []}
    api("GET", ZONE)
    api("GET", ZONE)
    window = {"limit": "hostinger.dns", "used": 2, "closes_at": "2026-01-01T00:01:00Z"}
    assert control("GET", path).json == {"mode": "real", "windows": [window]}
    assert control("PUT", path, {"mode": "tiny"}).json == {"mode": "tiny", "windows": []}


@pytest.mark.parametrize("body", [{}, {"mode": None}, {"mode": "huge"}, {"mode": 1}, []])
def test_what_is_no_limit_mode_is_refused(untouched: Control, body: Any) -> None:
    assert untouched("PUT", "/worlds/default/limits", body).status == 422


def test_quirks_are_listed_with_their_evidence_and_can_be_switched(
    control: Control, api: Api
) -> None:
    path, name = "/worlds/default/quirks", "hostinger.dns-unknown-zone-is-empty"
    listed = control("GET", path).json
    assert all(quirk["on"] == quirk["default"] for quirk in listed)
    assert {quirk["evidence"] for quirk in listed} <= {"documented", "observed", "assumed"}
    assert all(quirk["source"] and quirk["effect"] for quirk in listed)
    unknown = "/api/dns/v1/zones/unknown.example.net"
    assert api("GET", unknown).status_code == 200
    changed = control("PATCH", path, {"quirks": {name: False}}).json
    assert changed == [q | {"on": False} if q["id"] == name else q for q in listed]
    assert api("GET", unknown).status_code == 404


@pytest.mark.parametrize(
    "quirks", [None, [], 1, {"hostinger.pretty-404": 1}, {"hostinger.pretty-404": "on"}]
)
def test_what_is_no_switch_is_refused(untouched: Control, quirks: Any) -> None:
    assert untouched("PATCH", "/worlds/default/quirks", {"quirks": quirks}).status == 422


def test_an_unknown_quirk_is_refused_with_the_nearest_and_nothing_is_switched(
    control: Control,
) -> None:
    path = "/worlds/default/quirks"
    before = control("GET", path).json
    wrong = {"hostinger.pretty-404": True, "hostinger.prety-404": True}
    reply = control("PATCH", path, {"quirks": wrong})
    assert reply.status == 422
    assert "did you mean 'hostinger.pretty-404'?" in reply.json["error"]
    assert control("GET", path).json == before
