"""The ids of the API, `server_001`, made of the numbers of the rows.

An id has one spelling: what is not written just so names nothing.
"""

from secrets import token_bytes
from uuid import UUID

WIDTHS = {"user": 1, "server": 3, "inv": 3, "ticket": 3, "msg": 3, "pm": 1, "pay": 3}
LARGEST = 2**31 - 1


def new_uuid() -> str:
    return str(UUID(bytes=token_bytes(16), version=4))


def render(kind: str, number: int) -> str:
    return f"{kind}_{number:0{WIDTHS[kind]}d}"


def parse(kind: str, text: str) -> int | None:
    """The row's number, or None where no row can have that id."""
    digits = text.removeprefix(f"{kind}_")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 10):
        return None
    number = int(digits)
    return number if 0 < number <= LARGEST and render(kind, number) == text else None
