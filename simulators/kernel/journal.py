"""What a world was asked and what it answered: a ring of the newest entries, without secrets."""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

ENTRIES = 1_000
BODY_BYTES = 64 * 1024
TOTAL_BYTES = 4 * 1024 * 1024
"""The bodies one world keeps in all; older entries go first, and are counted as dropped."""

MASK = "***"
_SECRET_HEADERS = {"authorization", "proxy-authorization", "cookie", "set-cookie"}
_WORDS = (
    r"(?:password|passwd|pwd|secret|token|api[_-]?key|private[_-]?key|auth[_-]?code|epp[_-]?code"
    r"|cvv|card[_-]?number)"
)
_SECRET_NAME = re.compile(rf"{_WORDS}$", re.IGNORECASE)
_MENTIONS_SECRET = re.compile(rf"{_WORDS}(?:\\*[\"']|%5D|\]|\s)*[:=]".encode(), re.IGNORECASE)
_SECRET_PAIR = re.compile(
    rf"""({_WORDS}(?:\\*["']|%5D|\]|\s)*[:=]\s*)"""  # name and separator, JSON or form
    r"""("(?:[^"\\]|\\.)*"?|[^&\s,}"]+)""",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class Message:
    """One side of an exchange."""

    headers: list[tuple[str, str]]
    body: bytes


@dataclass(frozen=True)
class Entry:
    """One exchange: `n` is the world's request number, `at` its time, bodies are text."""

    n: int
    at: datetime
    vendor: str
    operation: str | None
    method: str
    path: str
    query: str
    status: int
    request: dict[str, Any]
    response: dict[str, Any]

    @property
    def size(self) -> int:
        return len(self.request["body"]) + len(self.response["body"])


def mask_headers(headers: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Credentials out, their scheme kept (`Bearer ***`)."""
    masked = []
    for name, value in headers:
        if name.lower() in _SECRET_HEADERS or _SECRET_NAME.search(name):
            scheme, space, rest = value.partition(" ")
            value = f"{scheme} {MASK}" if space and rest else MASK
        masked.append([name, value])
    return masked


def mask_text(raw: bytes) -> str:
    """Text of a body or query string with the values of secret-looking fields masked."""
    if not _MENTIONS_SECRET.search(raw):
        return raw.decode("utf-8", "replace")
    try:
        document = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return _SECRET_PAIR.sub(rf"\1{MASK}", raw.decode("utf-8", "replace"))
    return orjson.dumps(_mask(document)).decode()


def _mask(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: MASK if _SECRET_NAME.search(key) and item is not None else _mask(item)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_mask(item) for item in value]
    if isinstance(value, str) and value[:1] in ("{", "["):  # JSON inside a JSON string
        return mask_text(value.encode())
    return value


def _message(message: Message) -> dict[str, Any]:
    # Mask before cutting: what is cut may be the quote by which a secret is told.
    text = mask_text(message.body)
    return {
        "headers": mask_headers(message.headers),
        "body": text[:BODY_BYTES],
        "truncated": len(text) > BODY_BYTES,
    }


class Journal:
    """The newest entries, bounded in number and in bytes; `dropped` counts the rest."""

    def __init__(self) -> None:
        self.dropped = 0
        self._entries: deque[Entry] = deque()
        self._bytes = 0

    def add(
        self,
        *,
        n: int,
        at: datetime,
        vendor: str,
        operation: str | None,
        method: str,
        path: str,
        query: str,
        status: int,
        request: Message,
        response: Message,
    ) -> None:
        entry = Entry(
            n=n,
            at=at,
            vendor=vendor,
            operation=operation,
            method=method,
            path=path,
            query=mask_text(query.encode()),
            status=status,
            request=_message(request),
            response=_message(response),
        )
        self._entries.append(entry)
        self._bytes += entry.size
        while len(self._entries) > ENTRIES or self._bytes > TOTAL_BYTES:
            self._bytes -= self._entries.popleft().size
            self.dropped += 1

    def find(
        self,
        *,
        vendor: str | None = None,
        operation: str | None = None,
        method: str | None = None,
        path: str | None = None,
        status: int | None = None,
    ) -> Iterator[Entry]:
        """Entries that match everything given, oldest first."""
        for entry in self._entries:
            if vendor is not None and entry.vendor != vendor:
                continue
            if operation is not None and entry.operation != operation:
                continue
            if method is not None and entry.method != method.upper():
                continue
            if path is not None and entry.path != path:
                continue
            if status is not None and entry.status != status:
                continue
            yield entry

    def clear(self) -> None:
        self._entries.clear()
        self._bytes = 0
        self.dropped = 0
