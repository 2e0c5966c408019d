"""Rate limits over HTTP: Hostinger's, on a clock that only the test moves."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from simulators.kernel.clock import EPOCH
from simulators.kernel.limits import Limit, Limits
from tests.support import SNAPSHOTS, ZONE, Api, application

LIMIT, REMAINING = "X-RateLimit-Limit", "X-RateLimit-Remaining"
RESET, RETRY = "X-RateLimit-Reset", "Retry-After"
QUOTA, WINDOW = 3, timedelta(seconds=2)  # what `tiny` means


@pytest.fixture
def tiny() -> Api:
    return Api(application(limits="tiny"))


def advance(api: Api, seconds: int) -> Any:
    return api.control("POST", f"/worlds/{api.world}/clock/advance", {"seconds": seconds})


def exhaust(api: Api) -> None:
    for _ in range(QUOTA):
        assert api("GET", ZONE).status_code == 200


def counts(answer: TestResponse) -> tuple[str | None, ...]:
    return tuple(answer.headers.get(name) for name in (LIMIT, REMAINING, RETRY, RESET))


def test_the_answers_count_down_and_the_next_call_is_refused(tiny: Api) -> None:
    answers = [tiny("GET", ZONE) for _ in range(QUOTA + 1)]
    reset = str(int((EPOCH + WINDOW).timestamp()))
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [counts(answer) for answer in answers] == [
        ("3", "2", None, None),
        ("3", "1", None, None),
        ("3", "0", None, None),
        ("3", "0", "2", reset),
    ]


def test_a_429_is_in_the_vendor_s_own_body(tiny: Api) -> None:
    exhaust(tiny)
    refused = tiny("GET", ZONE)
    assert refused.content_type == "application/json"
    assert refused.json is not None
    assert set(refused.json) == {"message", "correlation_id"}
    assert refused.headers["X-Sim-Rule"].startswith("hostinger.too-many-requests;")


def test_the_window_opens_with_the_first_call_and_not_before(tiny: Api) -> None:
    advance(tiny, 100)
    tiny("GET", ZONE)
    closes = EPOCH + timedelta(seconds=100) + WINDOW
    (window,) = tiny.control("GET", "/worlds/default/limits")["windows"]
    assert window == {
        "limit": "hostinger.dns",
        "used": 1,
        "closes_at": closes.isoformat().replace("+00:00", "Z"),
    }


def test_the_window_closes_on_the_world_s_clock(tiny: Api) -> None:
    exhaust(tiny)
    assert advance(tiny, 1)["fired"] == []
    refused = tiny("GET", ZONE)
    assert (refused.status_code, refused.headers[RETRY]) == (429, "1")
    (fired,) = advance(tiny, 1)["fired"]
    assert fired == {
        "at": "2026-01-01T00:00:02Z",
        "event": "kernel.rate-limit-window-closed",
        "data": "hostinger.dns",
    }
    assert counts(tiny("GET", ZONE)) == ("3", "2", None, None)


def test_refused_calls_cost_nothing(tiny: Api) -> None:
    exhaust(tiny)
    for _ in range(10):
        assert tiny("GET", ZONE).status_code == 429
    advance(tiny, 2)
    exhaust(tiny)
    assert tiny("GET", ZONE).status_code == 429


@pytest.mark.parametrize("header", [RETRY, RESET])
@pytest.mark.parametrize("milliseconds", [0, 1, 500, 999])
def test_a_client_that_waits_as_long_as_it_is_told_is_admitted(
    tiny: Api, milliseconds: int, header: str
) -> None:
    """The header has whole seconds; the window may open, and the refused call come, in between."""

    def at(instant: datetime) -> None:
        tiny.control("PUT", "/worlds/default/clock", {"now": instant.isoformat()})

    opened = EPOCH + timedelta(milliseconds=milliseconds)
    refused = opened + timedelta(milliseconds=300)
    at(opened)
    exhaust(tiny)
    at(refused)
    told = int(tiny("GET", ZONE).headers[header])
    by_retry_after, by_reset = refused + timedelta(seconds=told), datetime.fromtimestamp(told, UTC)
    at(by_retry_after if header == RETRY else by_reset)
    assert tiny("GET", ZONE).status_code == 200


def test_a_clock_that_is_set_back_does_not_leave_a_window_in_the_future() -> None:
    api = Api(application(limits="tiny"))
    for _ in range(4):
        api("GET", ZONE)
    api.control("PUT", "/worlds/default/clock", {"now": "2020-01-01T00:00:00Z"})
    assert [api("GET", ZONE).status_code for _ in range(4)] == [200, 200, 200, 429]


def test_one_window_counts_all_operations_of_its_group(tiny: Api) -> None:
    calls = [("GET", ZONE), ("POST", f"{ZONE}/reset"), ("GET", SNAPSHOTS), ("DELETE", ZONE)]
    assert [tiny(*call).status_code for call in calls] == [200, 200, 200, 429]


def test_answers_that_refuse_for_other_reasons_are_counted_too(tiny: Api) -> None:
    answer = tiny("PUT", ZONE, {})
    assert (answer.status_code, counts(answer)) == (422, ("3", "2", None, None))


def test_what_is_no_operation_is_not_counted(tiny: Api) -> None:
    elsewhere = [tiny("GET", "/nowhere"), tiny("PATCH", ZONE), tiny("OPTIONS", ZONE)]
    stranger = [tiny("GET", ZONE, headers={"Authorization": "Bearer nobody"}) for _ in range(9)]
    for answer in elsewhere + stranger:
        assert counts(answer) == (None, None, None, None)
    exhaust(tiny)


def test_head_counts_as_the_get_it_stands_for(tiny: Api) -> None:
    assert counts(tiny("HEAD", ZONE)) == ("3", "2", None, None)


def test_worlds_have_buckets_of_their_own(tiny: Api) -> None:
    exhaust(tiny)
    assert tiny("GET", ZONE).status_code == 429
    exhaust(Api(tiny.app, world="other"))


def test_real_limits_are_those_of_the_vendor_s_file() -> None:
    api = Api(application(limits="real"))
    answers = [api("GET", ZONE) for _ in range(61)]
    assert [answer.status_code for answer in answers] == [200] * 60 + [429]
    assert counts(answers[0])[:2] == ("60", "59")
    assert answers[-1].headers[RETRY] == "60"
    advance(api, 59)
    assert api("GET", ZONE).status_code == 429
    advance(api, 1)
    assert api("GET", ZONE).status_code == 200


def test_switched_off_nothing_is_counted_and_the_headers_stay(api: Api) -> None:
    answers = [api("GET", ZONE) for _ in range(200)]
    assert {counts(answer) for answer in answers} == {("60", "60", None, None)}
    assert api.control("GET", "/worlds/default/limits") == {"mode": "off", "windows": []}


def test_switching_the_mode_starts_all_windows_afresh(tiny: Api) -> None:
    exhaust(tiny)
    for mode, first in (("tiny", ("3", "2")), ("real", ("60", "59")), ("off", ("60", "60"))):
        tiny.control("PUT", "/worlds/default/limits", {"mode": mode})
        assert counts(tiny("GET", ZONE))[:2] == first


def test_a_fork_takes_the_open_windows_along(tiny: Api) -> None:
    exhaust(tiny)
    tiny.control("POST", "/worlds/default/fork", {"name": "fork"})
    assert Api(tiny.app, world="fork")("GET", ZONE).status_code == 429


def test_a_reset_opens_the_window_again(tiny: Api) -> None:
    exhaust(tiny)
    tiny.control("POST", "/worlds/default/reset")
    exhaust(tiny)


def test_the_first_limit_whose_pattern_matches_applies() -> None:
    rows = (
        Limit("slow", ("A_x", "B_*"), 1, 1, "assumed", "a test"),
        Limit("rest", ("A_*",), 2, 2, "assumed", "a test"),
    )
    limits = Limits(real=rows, tiny=())
    found = {name: limits.find(name, "real") for name in ("A_x", "A_y", "B_y", "C", "a_x")}
    groups = {name: limit.group if limit else None for name, limit in found.items()}
    assert groups == {"A_x": "slow", "A_y": "rest", "B_y": "slow", "C": None, "a_x": None}
    assert limits.find("A_x", "tiny") is None
