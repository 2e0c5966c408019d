"""What a world was asked and what it answered: a ring of the newest entries, without secrets."""

import weakref
from collections import OrderedDict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cached_property
from sys import getsizeof
from threading import Lock
from typing import Any

from simulators.kernel.masking import mask_headers, mask_text

ENTRIES = 1_000
BODY_BYTES = 64 * 1024
TOTAL_BYTES = 4 * 1024 * 1024
"""What one world keeps in all; older entries go first, and are counted as dropped."""

ALL_BYTES = 128 * 1024 * 1024
"""What all worlds of the process keep. The journal that was not written to for longest goes first,
whole; a reader of it sees that in `dropped`."""


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


def _message(message: Message) -> dict[str, Any]:
    # Masked before it is cut: what is cut off may be the quote by which a secret is told.
    raw = mask_text(message.body).encode()
    return {
        "headers": mask_headers(message.headers),
        "body": raw[:BODY_BYTES].decode("utf-8", "ignore"),
        "truncated": len(raw) > BODY_BYTES,
    }


class Journal:
    """The newest entries, bounded in number and in bytes; `dropped` counts the rest."""

    def __init__(self) -> None:
        self.dropped = 0
        self._entries: deque[Entry] = deque()
        self._bytes = 0
        self._ref = weakref.ref(self, _gone.append)
        hash(self._ref)  # which it has to remember, to be found once the journal is gone

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
            query=mask_text(query.encode()),
            status=status,
            request=_message(request),
            response=_message(response),
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
        with _lock:
            self._entries.append(entry)
            self._bytes += entry.size
            while len(self._entries) > ENTRIES or self._bytes > TOTAL_BYTES:
                self._bytes -= self._entries.popleft().size
                self.dropped += 1
            _make_room(self._ref, self._bytes)

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
        with _lock:
            self._entries.clear()
            self._bytes = 0
            self.dropped = 0
            _make_room(self._ref, 0)

    def _evict(self) -> None:
        """Whoever reads it at the moment goes on reading the old entries."""
        self.dropped += len(self._entries)
        self._entries, self._bytes = deque(), 0


_lock = Lock()
_sizes: "OrderedDict[weakref.ref[Journal], int]" = OrderedDict()  # last written to, last
_gone: "deque[weakref.ref[Journal]]" = deque()
_all_bytes = 0


def _make_room(newest: "weakref.ref[Journal]", size: int) -> None:
    """Note a journal's size. Under `_lock`, which the callback of a weak reference cannot take."""
    global _all_bytes
    while _gone:
        _all_bytes -= _sizes.pop(_gone.popleft(), 0)
    _all_bytes += size - _sizes.pop(newest, 0)
    _sizes[newest] = size
    while _all_bytes > ALL_BYTES and len(_sizes) > 1:
        oldest, freed = _sizes.popitem(last=False)
        _all_bytes -= freed
        if journal := oldest():
            journal._evict()
