"""The time, in one place. Rules are told the instant of their transaction as `now`."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta


def utcnow() -> datetime:
    """The present instant, in UTC, to the millisecond that the APIs speak of."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def iso(instant: datetime) -> str:
    """`2026-05-08T03:14:24.942Z`."""
    text = instant.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def months_after(anchor: datetime, months: int) -> datetime:
    """The same day so many months later, or the last of a month that has no such day."""
    years, month = divmod(anchor.month - 1 + months, 12)
    year = anchor.year + years
    day = min(anchor.day, monthrange(year, month + 1)[1])
    return anchor.replace(year=year, month=month + 1, day=day)


def end_of(day: date) -> datetime:
    """When it is over (UTC)."""
    return datetime.combine(day, time(), UTC) + timedelta(days=1)


def month_of(instant: datetime) -> datetime:
    """When its month began."""
    return instant.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
