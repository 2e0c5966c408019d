"""Subscriptions against a model of a few lines: any order of calls, on the world's clock."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from tests.contract.harness import watched
from tests.models import keep_to_the_model

SUBSCRIPTIONS = "/api/billing/v1/subscriptions"
ITEMS = {"hostingercom-email-business-usd-1m": 1, "hostingercom-email-premium-usd-1y": 12}
GRACE = timedelta(days=14)
FORMAT = "%Y-%m-%dT%H:%M:%SZ"


def later(at: datetime, months: int, day: int) -> datetime:
    """`day` where the month has it, else its last."""
    year, month = at.year + (at.month - 1 + months) // 12, (at.month - 1 + months) % 12 + 1
    for candidate in range(day, 27, -1):
        try:
            return at.replace(year=year, month=month, day=candidate)
        except ValueError:
            continue
    return at.replace(year=year, month=month, day=day)


class Model:
    """One subscription: paid until then, and on or off; it lapses only when it is off."""

    def __init__(self, at: datetime, months: int) -> None:
        self.months, self.day = months, at.day
        self.until, self.on, self.dead = later(at, months, at.day), True, False

    def settle(self, now: datetime) -> None:
        while self.on and self.until <= now:
            self.until = later(self.until, self.months, self.day)
        if self.until + GRACE <= now:
            self.dead = True

    def lapsed(self, now: datetime) -> bool:
        return self.until <= now

    def renew(self, now: datetime) -> None:
        start = self.until
        if self.lapsed(now):
            start, self.day = now, now.day
        self.until = later(start, self.months, self.day)

    def status(self, now: datetime) -> str:
        return "active" if self.on else "cancelled" if self.lapsed(now) else "not_renewing"


class Subscriptions(RuleBasedStateMachine):
    ids = Bundle("ids")

    @initialize()
    def start(self) -> None:
        self.api = watched()
        self.now = datetime(2026, 1, 1, tzinfo=UTC)
        self.models: dict[str, Model] = {}

    @rule(target=ids, item=st.sampled_from(list(ITEMS)))
    def order(self, item: str) -> Any:
        answer = self.api("POST", "/api/billing/v1/orders", {"items": [{"item_id": item}]})
        assert answer.status_code == 200, answer.text
        id = (answer.json or {})["subscription_id"]
        self.models[id] = Model(self.now, ITEMS[item])
        return id

    @rule(id=ids, on=st.booleans())
    def switch(self, id: str, on: bool) -> None:
        method, word = ("PATCH", "enable") if on else ("DELETE", "disable")
        answer = self.api(method, f"{SUBSCRIPTIONS}/{id}/auto-renewal/{word}")
        model = self.models[id]
        possible = not model.lapsed(self.now)
        assert answer.status_code == (200 if possible else 422), answer.text
        if possible:
            model.on = on

    @rule(id=ids)
    def renew(self, id: str) -> None:
        answer = self.api("POST", f"{SUBSCRIPTIONS}/{id}/renew", {})
        model = self.models[id]
        assert answer.status_code == (422 if model.dead else 200), answer.text
        if not model.dead:
            model.renew(self.now)

    @rule(days=st.one_of(st.integers(0, 40), st.integers(300, 400)))
    def wait(self, days: int) -> None:
        step = timedelta(days=days, hours=1)
        if self.now + step > datetime(2029, 1, 1, tzinfo=UTC):
            return  # the card expires then, which is another story
        seconds = int(step.total_seconds())
        self.api.control("POST", "/worlds/default/clock/advance", {"seconds": seconds})
        self.now += step
        for model in self.models.values():
            model.settle(self.now)

    @invariant()
    def subscriptions_are_as_the_model_has_them(self) -> None:
        listed = {one["id"]: one for one in self.api("GET", SUBSCRIPTIONS).json or []}
        for id, model in self.models.items():
            one = listed[id]
            assert one["status"] == model.status(self.now)
            assert one["expires_at"] == model.until.strftime(FORMAT)
            assert one["next_billing_at"] == (one["expires_at"] if model.on else None)
            assert one["is_auto_renewed"] == model.on


def test_subscriptions_behave_as_the_model() -> None:
    keep_to_the_model(Subscriptions)
