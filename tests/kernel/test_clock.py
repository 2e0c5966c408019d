"""The four modes of a clock, on a wall clock that only the test moves."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from simulators.kernel import clock as clock_module
from simulators.kernel.clock import EPOCH, FOREVER, BadClock, Clock, parse_mode

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


class Wall:
    """Stands in for the module `time`: what the machine's clocks say."""

    def __init__(self) -> None:
        self.seconds = NOON.timestamp()
        self.since_boot = 1000.0

    def time(self) -> float:
        return self.seconds

    def monotonic(self) -> float:
        return self.since_boot

    def wait(self, seconds: float) -> None:
        self.seconds += seconds
        self.since_boot += seconds

    def turn_back(self, seconds: float) -> None:
        """What NTP or a user does to the wall clock."""
        self.seconds -= seconds


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    wall = Wall()
    monkeypatch.setattr(clock_module, "time", wall)
    return wall


def make(mode: str) -> Clock:
    return Clock(parse_mode(mode))


@pytest.mark.parametrize(
    ("mode", "start", "passed"),
    [
        ("real", NOON, 10),
        ("scaled=60", NOON, 600),
        ("scaled=0.5", NOON, 5),
        ("frozen", EPOCH, 0),
        ("auto", EPOCH, 0),
    ],
)
def test_a_clock_runs_at_the_rate_of_its_mode(
    wall: Wall, mode: str, start: datetime, passed: int
) -> None:
    clock = make(mode)
    assert clock.now() == start
    wall.wait(10)
    assert clock.now() == start + timedelta(seconds=passed)


@pytest.mark.parametrize("text", ["real", "frozen", "auto", "scaled=60", "scaled=0.5"])
def test_a_mode_is_written_as_it_was_read(text: str) -> None:
    assert str(parse_mode(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Real",
        " real",
        "real\n",
        "scaled",
        "scaled=",
        "scaled=0",
        "scaled=0.0000",
        "scaled=-1",
        "scaled=1e3",
        "scaled=inf",
        "scaled=nan",
        "scaled=1000001",
        "scaled=\u0663",  # a digit, but not one of ours
        "frozen=1",
        "warp",
    ],
)
def test_what_is_no_mode_is_refused_by_naming_those_there_are(text: str) -> None:
    with pytest.raises(BadClock, match="real, frozen, auto, scaled=N"):
        parse_mode(text)


def test_setting_a_clock_moves_it_and_it_runs_on_from_there(wall: Wall) -> None:
    clock = make("scaled=2")
    wall.wait(5)
    clock.set(EPOCH)
    assert clock.now() == EPOCH
    wall.wait(5)
    assert clock.now() == EPOCH + timedelta(seconds=10)


@pytest.mark.parametrize("after", ["real", "frozen", "auto", "scaled=1000"])
@pytest.mark.parametrize("before", ["real", "frozen", "auto", "scaled=1000"])
def test_switching_the_mode_keeps_the_instant(wall: Wall, before: str, after: str) -> None:
    clock = make(before)
    wall.wait(7)
    instant = clock.now()
    clock.switch(parse_mode(after))
    assert clock.now() == instant
    wall.wait(3)
    assert clock.now() == instant + timedelta(seconds=3 * parse_mode(after).rate)


def test_a_restored_clock_is_at_the_same_instant_and_goes_its_own_way(wall: Wall) -> None:
    clock = make("scaled=10")
    wall.wait(1)
    fork = make("real")
    fork.restore(clock.state())
    assert fork.now() == clock.now()
    fork.set(EPOCH)
    wall.wait(1)
    assert (fork.now(), clock.now()) == (
        EPOCH + timedelta(seconds=10),
        NOON + timedelta(seconds=20),
    )


def test_no_clock_is_set_beyond_the_last_instant(wall: Wall) -> None:
    clock = make("frozen")
    clock.set(datetime.max.replace(tzinfo=UTC))
    assert clock.now() == FOREVER


@pytest.mark.parametrize("days", [1, 30, 3000])
def test_a_fast_clock_stops_at_the_last_instant_however_long_it_runs(wall: Wall, days: int) -> None:
    clock = make("scaled=1000000")
    clock.set(FOREVER - timedelta(seconds=1))
    wall.wait(days * 86400)
    assert clock.now() == FOREVER


def test_a_clock_does_not_go_back_when_the_machine_s_does(wall: Wall) -> None:
    clock = make("real")
    wall.wait(10)
    before = clock.now()
    wall.turn_back(3600)
    assert clock.now() >= before


def test_a_clock_tells_utc_whatever_zone_it_was_set_in(wall: Wall) -> None:
    clock = make("frozen")
    clock.set(datetime(2026, 1, 1, 2, tzinfo=timezone(timedelta(hours=2))))
    assert clock.now().isoformat() == "2026-01-01T00:00:00+00:00"


@pytest.mark.parametrize("mode", ["scaled=0.000001", "scaled=123456.789012", "scaled=1000000"])
def test_a_mode_says_its_rate_so_that_it_can_be_read_again(mode: str) -> None:
    assert str(parse_mode(mode)) == mode
