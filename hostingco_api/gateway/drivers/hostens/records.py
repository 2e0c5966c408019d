"""Records: as Hostens has them, as the gateway has them, and what Hostens takes.

A name below a zone that ends in the zone's own name would be taken as absolute, so it is sent with
the zone's once more. Texts are sent and come in quotes, in strings of 255 bytes.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv6Address
from typing import Any

from hostingco_api.gateway.provider import WITH_PRIORITY, Conflict, Invalid, Record

APEX = "@"
MOST_TTL = 999_999_999
MOST_TEXT = 4096
"""Bytes."""
_STRING = 255
_LABEL = r"(?!-)[a-z0-9_-]{1,63}(?<!-)"
_NAME = re.compile(rf"@|\*|(\*\.)?{_LABEL}(\.{_LABEL})*")
_ALIAS = re.compile(rf"{_LABEL}(\.{_LABEL})*")
_HOST = re.compile(_ALIAS.pattern.replace("_-]", "-]"))
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ESCAPED = re.compile(rb"\\([0-9]{3}|.)", re.DOTALL)
_CAA = re.compile(r'([0-9]+) ([A-Za-z0-9]+) (?:"([^"\\]*)"|([^\s"]+))')


@dataclass(frozen=True)
class Kept:
    """A record of a zone."""

    id: str
    record: Record


def read(row: Mapping[str, Any]) -> Kept:
    type, content = str(row["type"]), str(row["content"])
    priority = int(row["priority"]) if type in WITH_PRIORITY else 0
    text = _unquoted(content) if type == "TXT" else content
    record = Record(type, str(row["name"]), text, int(row["ttl"]), priority)
    return Kept(str(row["id"]), normal(record))


def sent(record: Record, zone: str) -> dict[str, Any]:
    ends_alike = f".{record.name}".endswith(f".{zone}")
    return {
        "name": f"{record.name}.{zone}" if ends_alike else record.name,
        "type": record.type,
        "content": _quoted(record.content) if record.type == "TXT" else record.content,
        "ttl": record.ttl,
        "priority": record.priority,
    }


def said(record: Record) -> str:
    return f"{record.type} {record.name} {record.content}"


def normal(record: Record) -> Record:
    """As Hostens will keep it."""
    return replace(record, name=record.name.lower(), content=_content(record.type, record.content))


def value(record: Record) -> tuple[str, str, str, int]:
    """What there may be once."""
    return record.name, record.type, record.content, record.priority


# -- what it takes ------------------------------------------------------------------------------


def check(record: Record, zone: str) -> None:
    """Of one that is normal. Raises Invalid."""
    if wrong := _wrong(record, zone):
        raise Invalid(f"Hostens does not take {said(record)}: {wrong}")


def check_beside(zone: str, new: Iterable[Record], all: Sequence[Record]) -> None:
    """Whether a CNAME is alone, at the names of the new ones. `all` is the zone afterwards, with
    them. Raises Invalid where they are at odds with each other, Conflict where with others."""
    given = [*new]
    names = {record.name for record in given}
    at: dict[str, list[Record]] = {name: [] for name in names}
    for record in all:
        if record.name in names:
            at[record.name].append(record)
    for name, records in at.items():
        if len(records) > 1 and any(record.type == "CNAME" for record in records):
            among = [record for record in records if record in given]
            error = Invalid if among == records else Conflict
            raise error(f"Hostens: a CNAME has to be alone at {name} of {zone}")


def _wrong(record: Record, zone: str) -> str | None:
    type, name, content = record.type, record.name, record.content
    if not _NAME.fullmatch(name) or len(f"{name}.{zone}") > 253:
        return "its name"
    if not 0 <= record.ttl <= MOST_TTL:
        return f"its TTL is over {MOST_TTL}"
    if type == "CNAME":
        if name == APEX:
            return "there is none for the zone itself"
        if content == f"{name}.{zone}":
            return "it points to itself"
        return None if _is_host(content, _ALIAS) else "its target is no host name"
    if type == "TXT":
        return None if len(content.encode()) <= MOST_TEXT else f"it is over {MOST_TEXT} bytes"
    if type == "MX" and content == ".":
        return None if record.priority == 0 else "no mail is of priority 0"
    if type in ("MX", "NS"):
        return None if _is_host(content) else "its target is no host name"
    if type == "SRV":
        *numbers, target = content.split()
        good = len(numbers) == 2 and all(_is_number(one, 65535) for one in numbers)
        return None if good and (target == "." or _is_host(target)) else "its content"
    if type == "CAA":
        match = _CAA.fullmatch(content)
        good = match is not None and _is_number(match[1], 255) and content.isascii()
        return None if good else "its content"
    return None


def _is_host(text: str, pattern: re.Pattern[str] = _HOST) -> bool:
    last = text.rpartition(".")[2]
    return bool(pattern.fullmatch(text)) and len(text) <= 253 and not last.isdigit()


def _is_number(text: str, most: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10 and int(text) <= most


# -- contents -----------------------------------------------------------------------------------


def _content(type: str, text: str) -> str:
    """What it makes no sense of is left as it is, for `check`."""
    match type:
        case "A" | "AAAA":
            try:
                return str(IPv4Address(text) if type == "A" else IPv6Address(text))
            except ValueError:
                return text
        case "CNAME" | "MX" | "NS":
            return _target(text)
        case "SRV":
            *numbers, target = text.split() or [""]
            return " ".join([*(one.lstrip("0") or "0" for one in numbers), _target(target)])
        case "CAA" if match := _CAA.fullmatch(text):
            return f'{int(match[1])} {match[2].lower()} "{match[3] or match[4] or ""}"'
    return text


def _target(text: str) -> str:
    return text if text == "." else text.lower().removesuffix(".")


def _quoted(text: str) -> str:
    whole = text.encode()
    strings = [whole[at : at + _STRING] for at in range(0, len(whole), _STRING)] or [b""]
    return " ".join(f'"{"".join(map(_escaped, string))}"' for string in strings)


def _escaped(byte: int) -> str:
    if byte in b'"\\':
        return f"\\{chr(byte)}"
    return chr(byte) if 32 <= byte < 127 else f"\\{byte:03}"


def _unquoted(content: str) -> str:
    """As it is where it has no quotes, or is no UTF-8."""
    strings = [match[1] for match in _QUOTED.finditer(content)]
    if not strings or not content.startswith('"'):
        return content
    try:
        return _ESCAPED.sub(_byte, "".join(strings).encode()).decode()
    except (UnicodeDecodeError, ValueError):
        return content


def _byte(match: re.Match[bytes]) -> bytes:
    return bytes([int(match[1])]) if match[1].isdigit() else match[1]
