"""How a message is delivered: tried again by a schedule, given up in the end, and written down."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from hostingco_api import deliveries, outgoing
from hostingco_api.core.models import Delivery, Webhook
from hostingco_api.core.vault import Vault
from tests.hostingco.money import instant
from tests.hostingco.support import Portal
from tests.public_v1.hooks import ByHand, Hook, Receiver, hand, portal, receiver, there
from tests.public_v1.support import Api

__all__ = ["hand", "portal", "there"]

WAITS = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]
"""Seconds between ten attempts."""


@pytest.fixture
def hook(api: Api, there: Receiver) -> Hook:
    return Hook(api, there.url, "invoice.created")


def due(hook: Hook) -> datetime:
    """When the newest delivery is tried again."""
    return instant(hook.log()[-1]["next_attempt_at"])


def later(portal: Portal, hook: Hook) -> None:
    """It is that time."""
    portal.clock.move(seconds=(due(hook) - portal.clock()).total_seconds() + 0.002)


def test_it_is_tried_ten_times_by_the_schedule(
    portal: Portal, api: Api, hand: ByHand, there: Receiver, hook: Hook
) -> None:
    there.say(500)
    api.invoice()
    begun = portal.clock()
    assert due(hook) <= begun, "at once"
    jitters = []
    for seconds in WAITS:
        assert hand.send() == 1
        wait = (due(hook) - portal.clock()).total_seconds()
        jitters.append(wait / seconds)
        assert seconds - 1 <= wait <= seconds * 1.1
        portal.clock.move(seconds=wait - 0.5)
        assert hand.send() == 0, "not before"
        portal.clock.move(seconds=0.502)
    assert max(jitters) > 1.01, "a tenth by chance"
    assert len({round(jitter, 4) for jitter in jitters}) > 3
    assert hand.send() == 1
    (kept,) = hook.log()
    assert (kept["status"], kept["next_attempt_at"]) == ("failed", None)
    assert len(kept["attempts"]) == len(there.got) == 10
    assert len(set(there.ids)) == 1
    assert len({message.headers["webhook-timestamp"] for message in there.got}) == 10
    portal.clock.move(days=20)
    assert hand.send() == 0
    assert hook.row()["status"] == "active"


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_2xx_is_good(api: Api, hand: ByHand, there: Receiver, hook: Hook, status: int) -> None:
    there.say(status, Content_Length="0" if status == 204 else "2")
    api.invoice()
    hand.send()
    (kept,) = hook.log()
    assert (kept["status"], kept["next_attempt_at"]) == ("delivered", None)
    assert kept["attempts"][0]["status_code"] == status


@pytest.mark.parametrize("status", [300, 304, 400, 401, 404, 409, 500, 503])
def test_all_else_is_not(api: Api, hand: ByHand, there: Receiver, hook: Hook, status: int) -> None:
    there.say(status)
    api.invoice()
    hand.send()
    (kept,) = hook.log()
    assert kept["status"] == "pending"
    assert kept["attempts"][0]["status_code"] == status


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(
    api: Api, hand: ByHand, there: Receiver, hook: Hook, status: int
) -> None:
    with receiver() as elsewhere:
        there.say(status, Location=elsewhere.url)
        api.invoice()
        hand.send()
        assert elsewhere.got == []
    assert hook.log()[0]["attempts"][0]["status_code"] == status
    assert hook.statuses() == ["pending"]


def test_who_is_gone_is_disabled(
    portal: Portal, api: Api, hand: ByHand, there: Receiver, hook: Hook
) -> None:
    there.says = [(500, {}), (410, {})]
    api.invoice()
    hand.send()
    api.invoice()
    hand.send()
    row = hook.row()
    assert (row["status"], row["disabled_reason"]) == ("disabled", "It answered 410 Gone")
    assert hook.statuses() == ["failed", "failed"]
    portal.clock.move(days=1)
    assert hand.send() == 0
    api.refused(
        409, "INVALID_STATE", "POST", f"{hook.path}/deliveries/{hook.log()[0]['id']}/resend"
    )
    api.good("PUT", hook.path, {"status": "active"})
    row = hook.row()
    assert (row["disabled_reason"], row["failing_since"]) == (None, None)
    there.say(200)
    hook.resend(hook.log()[0])
    assert hand.send() == 1
    assert hook.statuses() == ["delivered", "failed"]


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_who_says_when_is_asked_then(
    portal: Portal, api: Api, hand: ByHand, there: Receiver, hook: Hook, status: int
) -> None:
    there.say(status, Retry_After="120")
    api.invoice()
    hand.send()
    wait = (due(hook) - portal.clock()).total_seconds()
    assert 119 <= wait <= 120


@pytest.mark.parametrize(
    ("status", "said", "least", "most"),
    [
        (503, "9999999", 86_399, 86_400),  # not for ever
        (503, "1", 4, 5.5),  # not sooner than by the schedule
        (503, "soon", 4, 5.5),
        (500, "120", 4, 5.5),  # what has no such header
    ],
)
def test_but_within_reason(
    portal: Portal,
    api: Api,
    hand: ByHand,
    there: Receiver,
    hook: Hook,
    status: int,
    said: str,
    least: float,
    most: float,
) -> None:
    there.say(status, Retry_After=said)
    api.invoice()
    hand.send()
    assert least <= (due(hook) - portal.clock()).total_seconds() <= most


def test_five_days_without_success_disable_it(
    portal: Portal, api: Api, hand: ByHand, there: Receiver, hook: Hook
) -> None:
    there.say(500)
    api.invoice()
    hand.send()
    since = hook.row()["failing_since"]
    assert since == hook.log()[0]["attempts"][0]["at"]
    for _ in range(4):
        portal.clock.move(days=1)
        api.invoice()
        hand.send()
    portal.clock.move(hours=23)
    hand.send()
    row = hook.row()
    assert (row["status"], row["failing_since"]) == ("active", since)
    portal.clock.move(hours=1, seconds=1)
    api.invoice()
    hand.send()
    row = hook.row()
    assert (row["status"], row["failing_since"]) == ("disabled", since)
    assert row["disabled_reason"] == "Nothing was delivered for 5 days"
    assert set(hook.statuses()) == {"failed"}


def test_days_on_which_nothing_was_sent_do_not_count(
    portal: Portal, api: Api, hand: ByHand, there: Receiver, hook: Hook
) -> None:
    there.say(500)
    api.invoice()
    for _ in range(2):
        hand.send()
        row = hook.row()
        last = hook.log()[0]["attempts"][-1]["at"]
        assert (row["status"], row["failing_since"]) == ("active", last)
        portal.clock.move(days=7)


def test_a_success_begins_the_days_anew(
    portal: Portal, api: Api, hand: ByHand, there: Receiver, hook: Hook
) -> None:
    for _ in range(2):
        there.say(500)
        api.invoice()
        hand.send()
        assert hook.row()["failing_since"] is not None
        portal.clock.move(days=4)
        there.say(200)
        hand.send()
        assert hook.row()["failing_since"] is None
    assert hook.statuses() == ["delivered", "delivered"]


def test_it_is_sent_again_as_it_was_and_from_the_beginning(
    portal: Portal, api: Api, hand: ByHand, there: Receiver, hook: Hook
) -> None:
    there.say(500)
    api.invoice()
    hand.send()
    for _ in range(2):
        later(portal, hook)
        hand.send()
    sent = hook.resend(hook.log()[0])  # while it is pending
    assert sent["status"] == "pending"
    assert hand.send() == 1
    wait = (due(hook) - portal.clock()).total_seconds()
    assert 4 <= wait <= 5.5, "the schedule begins anew"
    there.say(200)
    later(portal, hook)
    hand.send()
    assert hook.statuses() == ["delivered"]
    hook.resend(hook.log()[0])
    assert hook.statuses() == ["pending"]
    assert hand.send() == 1
    (kept,) = hook.log()
    assert (kept["status"], len(kept["attempts"])) == ("delivered", 6)
    assert len(there.got) == 6
    assert len({message.raw for message in there.got}) == len(set(there.ids)) == 1


def test_each_attempt_is_written_down(
    portal: Portal, api: Api, hand: ByHand, there: Receiver, hook: Hook
) -> None:
    there.says = [(500, {}), (200, {})]
    api.invoice()
    hand.send()
    later(portal, hook)
    hand.send()
    api.good("PUT", hook.path, {"url": "http://127.0.0.1:9/nobody"})
    api.invoice()
    hand.send()
    first, second = hook.log()
    bad, good = first["attempts"]
    assert (bad["status_code"], bad["response"], bad["error"]) == (500, "ok", None)
    assert (good["status_code"], good["response"], good["error"]) == (200, "ok", None)
    assert instant(bad["at"]) < instant(good["at"])
    assert 0 <= good["latency_ms"] < 5000
    (refused,) = second["attempts"]
    assert (refused["status_code"], refused["response"]) == (None, None)
    assert refused["error"] == "no connection: it was refused"
    assert [d["status"] for d in hook.log(status="pending")] == ["pending"]
    assert hook.log(event="invoice.paid") == []


def test_a_clock_that_is_set_back_makes_no_time_negative(
    portal: Portal, api: Api, hand: ByHand, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    def post(*_: Any, **__: Any) -> Any:
        portal.clock.move(hours=-1)
        raise outgoing.NotSent("it was refused")

    monkeypatch.setattr(outgoing, "post", post)
    api.invoice()
    hand.send()
    assert hook.log()[0]["attempts"][0]["latency_ms"] >= 0


def test_a_secret_that_cannot_be_read_is_said(
    portal: Portal, api: Api, hand: ByHand, there: Receiver, hook: Hook
) -> None:
    portal.services.vault = Vault("another secret than the one that it was encrypted with")
    api.invoice()
    hand.send()
    (kept,) = hook.log()
    assert "secret of the webhook cannot be read" in kept["attempts"][0]["error"]
    assert (kept["status"], there.got) == ("pending", [])
    assert portal.row(Webhook.__table__.select().with_only_columns(Webhook.secret)) != hook.secret


def test_what_nobody_thought_of_is_an_attempt_too(
    portal: Portal, api: Api, hand: ByHand, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or it would be tried every half minute, for ever."""

    def post(*_: Any, **__: Any) -> Any:
        raise ValueError("of a library, with secrets in it")

    monkeypatch.setattr(outgoing, "post", post)
    api.invoice()
    assert hand.send() == 1
    (kept,) = hook.log()
    assert kept["attempts"][0]["error"] == "something went wrong on our side"
    assert due(hook) - portal.clock() < timedelta(seconds=6)


def test_a_claim_that_is_over_sends_nothing(
    portal: Portal, api: Api, hand: ByHand, there: Receiver, hook: Hook
) -> None:
    api.invoice()
    hand.fill()
    ((_, id, claim),) = hand.kept
    portal.clock.move(seconds=31)
    hand.fill()
    *_, (_, again, newer) = hand.kept
    assert (again, newer > claim) == (id, True)
    deliveries.attempt(portal.services, id, claim)
    assert there.got == []
    deliveries.attempt(portal.services, id, newer)
    deliveries.attempt(portal.services, id, newer)  # a queue may say it twice
    assert len(there.got) == 1
    deliveries.attempt(portal.services, 99, newer)
    with portal.database.reading() as session:
        assert session.get_one(Delivery, id).status == "delivered"
