"""Days as Hostens writes them."""

from datetime import UTC, datetime


def day(said: str) -> datetime | None:
    """Its beginning. There are days that are none: `0000-00-00`."""
    if said.startswith("0000"):
        return None
    return datetime.fromisoformat(said).replace(tzinfo=UTC)
