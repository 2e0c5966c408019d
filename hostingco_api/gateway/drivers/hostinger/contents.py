"""Records as Hostinger has them: by name and type, the priority in the content, TXT in quotes."""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from ipaddress import IPv6Address
from typing import Any

from hostingco_api.gateway.provider import WITH_PRIORITY, Invalid, Record

APEX = "@"
_CHUNK = 255
"""Bytes of a string of TXT."""
_STRING = re.compile(rb'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-9]{3}|.)", re.DOTALL)
_CAA = re.compile(r'([0-9]+)\s+(\S+)\s+(?:"([^"]*)"|(\S+))')
_NAMES = ("CNAME", "NS", "MX", "SRV", "ALIAS")
"""Types whose contents end in a name."""

Key = tuple[str, str]
"""Name and type."""


@dataclass(frozen=True)
class RRset:
    """`contents` as they are on the wire."""

    name: str
    type: str
    ttl: int
    contents: tuple[str, ...]

    @property
    def key(self) -> Key:
        return self.name, self.type

    @property
    def records(self) -> list[Record]:
        """Ordinary ones: what was read and what was given compare."""
        return [ordinary(self._record(content)) for content in self.contents]

    @property
    def document(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "type": self.type,
            "ttl": self.ttl,
            "records": [{"content": content} for content in self.contents],
        }

    def _record(self, content: str) -> Record:
        priority = 0
        if self.type in WITH_PRIORITY:
            first, _, rest = content.partition(" ")
            if first.isdecimal() and rest:
                priority, content = int(first), rest
        elif self.type == "TXT" and content.startswith('"'):
            content = _unquoted(content)
        return Record(self.type, self.name, content, self.ttl, priority)


def read(document: Any) -> RRset:
    contents = tuple(record["content"] for record in document["records"])
    return RRset(document["name"].lower(), document["type"], int(document["ttl"]), contents)


def grouped(records: Iterable[Record]) -> list[RRset]:
    """What is given twice counts once. Raises Invalid where TTLs differ within a name and type."""
    groups: dict[Key, list[Record]] = {}
    for record in dict.fromkeys(map(ordinary, records)):
        groups.setdefault((record.name, record.type), []).append(record)
    return [_grouped(group) for group in groups.values()]


def _grouped(records: list[Record]) -> RRset:
    first = records[0]
    ttls = {record.ttl for record in records}
    if len(ttls) > 1:
        said = " and ".join(map(str, sorted(ttls)))
        raise Invalid(f"{first.name} {first.type} has the TTLs {said}: Hostinger keeps one for all")
    return RRset(first.name, first.type, first.ttl, tuple(map(written, records)))


def ordinary(record: Record) -> Record:
    """The one form of many that mean the same: names in lower case and without the last dot."""
    content = record.content
    if record.type in _NAMES and content != ".":
        content = content.lower().removesuffix(".") if content[-2:] != " ." else content.lower()
    elif record.type == "AAAA":
        with suppress(ValueError):  # Hostinger has a word for what is none
            content = str(IPv6Address(content))
    elif record.type == "CAA" and (found := _CAA.fullmatch(content)):
        flags, tag, quoted, bare = found.groups()
        content = f'{int(flags)} {tag.lower()} "{bare if quoted is None else quoted}"'
    return replace(record, name=record.name.lower(), content=content)


def written(record: Record) -> str:
    """The content of an ordinary record, on the wire."""
    content = record.content
    if record.type in _NAMES and not content.endswith((".", APEX)):
        content += "."
    if record.type == "TXT":
        content = _quoted(content)
    return f"{record.priority} {content}" if record.type in WITH_PRIORITY else content


def _quoted(text: str) -> str:
    raw = text.encode()
    chunks = (raw[at : at + _CHUNK] for at in range(0, len(raw) or 1, _CHUNK))
    return " ".join('"' + "".join(map(_escaped, chunk)) + '"' for chunk in chunks)


def _escaped(byte: int) -> str:
    char = chr(byte)
    if char in '"\\':
        return f"\\{char}"
    return char if 32 <= byte < 127 else f"\\{byte:03}"


def _unquoted(content: str) -> str:
    def plain(found: re.Match[bytes]) -> bytes:
        escaped = found[1]
        return bytes([int(escaped) & 255]) if len(escaped) == 3 else escaped

    strings = (_ESCAPE.sub(plain, string) for string in _STRING.findall(content.encode()))
    return b"".join(strings).decode(errors="replace")
