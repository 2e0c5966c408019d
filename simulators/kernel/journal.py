"""What a world was asked and what it answered: a ring of the newest entries, without secrets."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cached_property
from sys import getsizeof
from typing import Any

from simulators.kernel.masking import Public, mask_headers, mask_text, nothing

ENTRIES = 1_000
BODY_BYTES = 64 * 1024
TOTAL_BYTES = 4 * 1024 * 1024
"""What one world keeps in all; older entries go first, and are counted as dropped."""
CONTROL = "control"
"""The vendor of entries that are no requests to one, but changes made through the control API."""


@dataclass(frozen=True)
class Message:
    """One side of an exchange."""

    headers: list[tuple[str, str]]
    body: bytes
    unread: str = ""
    """Why there is no body although one was sent: `too-large` or `broke-off`."""


@dataclass(frozen=True)
class Entry:
    """One exchange: `n` is the world's request number, `at` its time, bodies are text.

    Of a change `n` is the number among the world's changes.
    """

    n: int
    at: datetime
    vendor: str
    operation: str | None
    method: str
    path: str
    query: str
    status: int
    """0 where there was no answer."""
    request: dict[str, Any]
    response: dict[str, Any]
    fault: dict[str, Any] | None
    """`{"id", "effect", "call"}`: the rule, and which of the operation's calls it was to it."""

    def to_json(self) -> dict[str, Any]:
        """As JSON can have it; `from_json` gives an equal entry."""
        return {
            **{field.name: getattr(self, field.name) for field in fields(self)},
            "at": self.at.isoformat(),
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "Entry":
        return cls(**{**document, "at": datetime.fromisoformat(document["at"])})

    @cached_property
    def size(self) -> int:
        """About how many bytes of memory it takes."""
        sides = (self.request, self.response)
        texts = (self.path, self.query, *(side["body"] for side in sides))
        headers = (len(name) + len(value) for side in sides for name, value in side["headers"])
        return sum(map(getsizeof, texts)) + sum(headers)


def _message(message: Message, public: Public) -> dict[str, Any]:
    # Masked before it is cut: what is cut off may be the quote by which a secret is told.
    raw = mask_text(message.body, public).encode()
    told = {
        "headers": mask_headers(message.headers, public),
        "body": raw[:BODY_BYTES].decode("utf-8", "ignore"),
        "truncated": len(raw) > BODY_BYTES,
    }
    return told | ({"unread": message.unread} if message.unread else {})


class Journal:
    """The newest entries, bounded in number and in bytes; `dropped` counts the other requests.

    `public` says what is no secret, see `masking`.
    """

    def __init__(self, public: Public = nothing) -> None:
        self.dropped = 0
        self._public = public
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
        fault: dict[str, Any] | None = None,
    ) -> None:
        entry = Entry(
            n=n,
            at=at,
            vendor=vendor,
            operation=operation,
            method=method,
            path=path,
            query=mask_text(query.encode(), self._public),
            status=status,
            request=_message(request, self._public),
            response=_message(response, self._public),
            fault=fault,
        )
        self._keep(entry)

    def restore(self, entries: Iterable[Entry], dropped: int) -> None:
        """Be what another one was."""
        self.clear()
        for entry in entries:
            self._keep(entry)
        self.dropped += dropped

    def all(self) -> list[Entry]:
        """Oldest first."""
        return list(self._entries)

    def _keep(self, entry: Entry) -> None:
        self._entries.append(entry)
        self._bytes += entry.size
        while len(self._entries) > ENTRIES or self._bytes > TOTAL_BYTES:
            gone = self._entries.popleft()
            self._bytes -= gone.size
            self.dropped += gone.vendor != CONTROL

    def find(
        self,
        *,
        vendor: str | None = None,
        operation: str | None = None,
        method: str | None = None,
        path: str | None = None,
        status: int | None = None,
    ) -> Iterator[Entry]:
        """Entries that match everything given, oldest first; changes only if asked for."""
        for entry in self._entries:
            if entry.vendor != (vendor or entry.vendor) or (entry.vendor == CONTROL != vendor):
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
