"""Days and instants as HostBill writes them, in UTC."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta

NEVER = "0000-00-00 00:00:00"
"""MySQL's zero."""


def day(instant: datetime) -> str:
    """`2026-01-31`."""
    return instant.astimezone(UTC).date().isoformat()


def stamp(instant: datetime) -> str:
    """`2026-01-31 12:40:47`."""
    return instant.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def iso(instant: datetime) -> str:
    """`2026-01-31T12:40:47+00:00`."""
    return instant.astimezone(UTC).replace(microsecond=0).isoformat()


def add_months(start: str, months: int, day: int = 0) -> str:
    """To a day; the last one of the month where there is no such day.

    `day` is that of the month which is meant, where `start` may be such a last one.
    """
    at = date.fromisoformat(start)
    years, month = divmod(at.month - 1 + months, 12)
    year = at.year + years
    return date(year, month + 1, min(day or at.day, monthrange(year, month + 1)[1])).isoformat()


def day_of_month(day: str) -> int:
    return date.fromisoformat(day).day


def add_days(start: str, days: int) -> str:
    return (date.fromisoformat(start) + timedelta(days=days)).isoformat()


def until(now: datetime, then: str) -> timedelta:
    """How long it is from an instant to the beginning of a day; nothing if that is over."""
    return max(datetime.combine(date.fromisoformat(then), time(), UTC) - now, timedelta(0))
