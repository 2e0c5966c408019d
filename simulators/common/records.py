"""What makes a DNS record: names, contents, and which records do not get along.

dnspython parses the contents; the checks here are those it does not make (host names, the record's
charset, TXT quoting). Contents come out in presentation form: targets absolute and in lower case,
TXT in quotes and in chunks of at most 255 bytes. What is wrong is a ValueError; how to say so is
the vendors' business, and so is which conflicts they mind.
"""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

APEX = "@"
MOST_TXT_BYTES = 4096

_MOST_NAME = 1_000  # characters, before an IDN name's labels are looked at one by one
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_HOST_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_CHARSET = re.compile(r"[A-Za-z0-9_.:@ \-]+")  # no comments, escapes, brackets: master-file syntax
_CAA = re.compile(r'([0-9]{1,3})\s+([A-Za-z0-9]{1,15})\s+(?:"([^"\\]*)"|([^\s"\\;]+))')
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"(?: +"(?:[^"\\]|\\.)*")*')
_NUMBERS = {"MX": [0], "SRV": [0, 1, 2], "SOA": [2, 3, 4, 5, 6]}  # dnspython takes 3h for 10800
# Which fields of a content are names.
_HOSTS = {"CNAME": [0], "ALIAS": [0], "NS": [0], "MX": [1], "SRV": [3], "SOA": [0, 1]}


# -- names --------------------------------------------------------------------------------


def ascii_name(text: str) -> str | None:
    """Lower case, IDN labels as A-labels (`xn--`); None if it cannot be written so."""
    text = text.strip(" ").lower()
    if len(text) > _MOST_NAME:
        return None
    if text.isascii():
        return text
    import idna  # its tables are large, and most names do without

    try:
        labels = [
            label if label.isascii() else idna.encode(label, uts46=True).decode()
            for label in text.replace("\u3002", ".").split(".")
        ]
    except idna.IDNAError:
        return None
    return ".".join(labels)


def parse_domain(text: str) -> str:
    """A zone's name as it is kept: `example.com`, no trailing dot."""
    name = ascii_name(text)
    labels = (name or "").split(".")
    if (
        name is None
        or len(name) > 253
        or len(labels) < 2
        or not all(map(_HOST_LABEL.fullmatch, labels))
        or labels[-1].isdigit()
    ):
        raise ValueError("not a domain's name")
    return name


def parse_name(text: str, domain: str) -> str:
    """A record's name, relative to its zone; `@` is the apex. An FQDN is taken as relative."""
    if text == APEX:
        return text
    name = ascii_name(text)
    labels = (name or "").split(".")
    if labels[0] == "*":
        labels = labels[1:] or ["wildcard"]
    if name is None or len(name) + 1 + len(domain) > 253 or not all(map(_LABEL.fullmatch, labels)):
        raise ValueError("not a record's name")
    return name


# -- contents -----------------------------------------------------------------------------


def parse_content(type: str, text: str, domain: str) -> str:
    """A record's content in presentation form. `@` in place of a target is the zone itself."""
    content = text.strip(" ")
    if not content or _CONTROL.search(content):
        raise ValueError("empty, or with control characters")
    if type == "TXT":
        return _txt(content)
    if type == "CAA":
        return _caa(content)
    return _rdata(type, content, domain)


def _rdata(type: str, content: str, domain: str) -> str:
    import dns.exception
    import dns.rdata

    fields = content.split()
    for index in _HOSTS.get(type, ()):
        if index < len(fields):
            fields[index] = _target(fields[index], domain, type)
    for index in _NUMBERS.get(type, ()):
        if index < len(fields) and not re.fullmatch("[0-9]{1,10}", fields[index]):
            raise ValueError("not a number")
    if type == "MX" and fields[1:] == ["."] and fields[0] != "0":
        raise ValueError("RFC 7505: no mail is `0 .`")
    content = " ".join(fields)
    if not _CHARSET.fullmatch(content):
        raise ValueError("not plain text")
    try:
        rdata = dns.rdata.from_text("IN", "CNAME" if type == "ALIAS" else type, content)
    except (dns.exception.DNSException, OverflowError) as error:
        raise ValueError(str(error)) from error
    return rdata.to_text()


def _target(text: str, domain: str, type: str) -> str:
    """A host name, absolute; `@` is the zone itself, `.` "no service" where the type has that."""
    if text == APEX:
        return f"{domain}."
    if text == "." and type in ("MX", "SRV"):
        return text
    name = ascii_name(text.removesuffix("."))
    labels = (name or "").split(".")
    if name is None or len(name) > 253 or labels[-1].isdigit():
        raise ValueError("not a name")
    # Aliases may point at names that are no hosts (`_domainkey` and the like).
    label = _LABEL if type in ("CNAME", "ALIAS") else _HOST_LABEL
    if not all(map(label.fullmatch, labels)):
        raise ValueError("not a host name")
    return f"{name}."


def _caa(content: str) -> str:
    match = _CAA.fullmatch(content)
    if not match or int(match[1]) > 255:
        raise ValueError("not flags, tag and value")
    value = match[3] if match[3] is not None else match[4]
    if not value.isascii():
        raise ValueError("not ASCII")
    return f'{int(match[1])} {match[2].lower()} "{value}"'


def _txt(content: str) -> str:
    import dns.exception
    import dns.rdata
    from dns.rdataclass import RdataClass
    from dns.rdatatype import RdataType
    from dns.rdtypes.ANY.TXT import TXT

    if content.startswith('"'):
        if not _QUOTED.fullmatch(content):
            raise ValueError("not quoted strings alone")
        try:
            rdata = dns.rdata.from_text("IN", "TXT", content)
        except (dns.exception.DNSException, ValueError) as error:
            raise ValueError(str(error)) from error
        assert isinstance(rdata, TXT)
        whole = b"".join(rdata.strings)
    else:
        whole = content.encode()
    if len(whole) > MOST_TXT_BYTES:
        raise ValueError("too long")
    chunks = [whole[i : i + 255] for i in range(0, len(whole), 255)] or [b""]
    return TXT(RdataClass.IN, RdataType.TXT, chunks).to_text()


# -- records beside each other ------------------------------------------------------------


class Record(NamedTuple):
    """`name` is relative to the zone, `content` in the form that is kept."""

    name: str
    type: str
    content: str


class Quarrel(StrEnum):
    """Why records do not get along."""

    ALIAS = "an alias beside an address"
    CNAME = "a CNAME that is not alone, or at the apex"
    DELEGATION = "something else at or below a delegated name"
    SOA = "a SOA that is not at the apex"
    SEVERAL = "more than one where there may be one"
    TWICE = "the same content twice"


class Conflict(NamedTuple):
    """`type` is the one that is in the way: of an alias, the address's."""

    quarrel: Quarrel
    name: str
    type: str


def conflicts(zone: Iterable[Record]) -> Iterator[Conflict]:
    """What stands against the records of a zone standing together, name by name."""
    at: dict[str, dict[str, list[str]]] = {}
    for name, type, content in zone:
        at.setdefault(name, {}).setdefault(type, []).append(content)
    delegated = {name for name, types in at.items() if name != APEX and "NS" in types}
    for name, types in at.items():
        for other in ("A", "AAAA"):
            if "ALIAS" in types and other in types:
                yield Conflict(Quarrel.ALIAS, name, other)
        if "CNAME" in types and (len(types) > 1 or name == APEX):
            yield Conflict(Quarrel.CNAME, name, "CNAME")
        if (name in delegated and len(types) > 1) or (delegated and _below(name, delegated)):
            yield Conflict(Quarrel.DELEGATION, name, "NS")
        if "SOA" in types and name != APEX:
            yield Conflict(Quarrel.SOA, name, "SOA")
        for type, contents in types.items():
            if type in ("CNAME", "ALIAS", "SOA") and len(contents) > 1:
                yield Conflict(Quarrel.SEVERAL, name, type)
            if len(set(contents)) < len(contents):
                yield Conflict(Quarrel.TWICE, name, type)


def _below(name: str, delegated: set[str]) -> bool:
    parents = name.split(".")[1:]
    return any(".".join(parents[start:]) in delegated for start in range(len(parents)))
