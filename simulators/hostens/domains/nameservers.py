"""Name servers: those that a domain uses, and those below it whose addresses the registry knows."""

from collections.abc import Mapping, Sequence
from ipaddress import ip_address

from simulators.common.names import fold
from simulators.hostens.errors import REQUIRED, invalid, wrong

DEFAULT = [f"ns{n}.example.com" for n in range(1, 5)]
"""The documented domain's."""
_FEWEST, MOST = 2, 4


def checked(given: Sequence[str]) -> list[str]:
    """The default ones where none is given. Raises a Refusal."""
    if not given:
        return DEFAULT
    names = [name for text in given if (name := _folded(text))]
    if not _FEWEST <= len(set(names)) == len(given) <= MOST:
        raise wrong("nameservers")
    return names


def child(domain: str, given: Mapping[str, str]) -> dict[str, str]:
    """A name server below the domain, in wire form. Raises a Refusal."""
    if missing := [field for field in ("nameserver", "ip") if field not in given]:
        raise invalid({field: [REQUIRED] for field in missing})
    name = _folded(given["nameserver"])
    if not name or not name.endswith(f".{domain}"):
        raise wrong("nameserver")
    try:
        address = ip_address(given["ip"])
    except ValueError as error:
        raise wrong("ip") from error
    if "%" in str(address):  # a zone of some machine's
        raise wrong("ip")
    return {"nameserver": name, "ip": str(address)}


def _folded(name: str) -> str | None:
    return fold(name.removesuffix("."))
