"""What a world was asked and what it answered: a ring of the newest entries, without secrets."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cached_property
from sys import getsizeof
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from simulators.kernel.masking import Public, mask_headers, mask_text, nothing

ENTRIES = 1_000
BODY_BYTES = 64 * 1024
TOTAL_BYTES = 4 * 1024 * 1024
"""What one world keeps in all; older entries go first, and are counted as dropped."""
CONTROL = "control"
"""The vendor of entries that are no requests to one, but changes made through the control API."""

ALL_BYTES = 128 * 1024 * 1024
"""What all worlds of the process keep. The journal that was not written to for longest goes first,
whole; a reader of it sees that in `dropped`."""


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


class Room:
    """What the journals of a server take, in bytes, and what they may take together.

    When that is too much, the one that was not written to for longest goes, whole.
    """

    def __init__(self) -> None:
        self.lock = Lock()  # of every journal's entries, as any of them may have to go
        self._journals: WeakKeyDictionary[Journal, None] = WeakKeyDictionary()
        self._bytes = 0

    def note(self, journal: "Journal", more: int) -> None:
        """It was written to. The lock is held."""
        self._journals.pop(journal, None)
        self._journals[journal] = None
        self._bytes += more
        if self._bytes <= ALL_BYTES:
            return
        self._bytes = sum(other.bytes for other in self._journals)  # some may be gone
        for other in list(self._journals):
            if self._bytes <= ALL_BYTES or other is journal:
                return
            self._bytes -= other.bytes
            other.evict()


class Journal:
    """The newest entries, bounded in number and in bytes; `dropped` counts the rest.

    `public` says what is no secret, see `masking`.
    """

    def __init__(
        self, dropped: int = 0, room: Room | None = None, public: Public = nothing
    ) -> None:
        self.public = public
        self.bytes = 0
        self._dropped = dropped
        self._entries: deque[Entry] = deque()
        self._room = room or Room()

    @property
    def dropped(self) -> int:
        return self._dropped

    def entries(self) -> Iterable[Entry]:
        """Oldest first."""
        return self._entries

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
            query=mask_text(query.encode(), self.public),
            status=status,
            request=_message(request, self.public),
            response=_message(response, self.public),
            fault=fault,
        )
        self.keep(entry)

    def restore(self, entries: Iterable[Entry], dropped: int) -> None:
        """Be what another one was."""
        self.clear()
        for entry in entries:
            self.keep(entry)
        self._dropped += dropped

    def keep(self, entry: Entry) -> None:
        with self._room.lock:
            before = self.bytes
            self._entries.append(entry)
            self.bytes += entry.size
            while len(self._entries) > ENTRIES or self.bytes > TOTAL_BYTES:
                self.bytes -= self._entries.popleft().size
                self._dropped += 1
            self._room.note(self, self.bytes - before)

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
        for entry in self.entries():
            if entry.vendor != vendor and (vendor is not None or entry.vendor == CONTROL):
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
        with self._room.lock:
            self.evict()
            self._dropped = 0

    def evict(self) -> None:
        """Drop every entry. The lock is held; who reads them goes on reading."""
        self._dropped += len(self._entries)
        self._entries, self.bytes = deque(), 0
