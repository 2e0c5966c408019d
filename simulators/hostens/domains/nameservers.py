"""Name servers: those that a domain uses, and those below it whose addresses the registry knows."""

from collections.abc import Mapping, Sequence
from ipaddress import ip_address

from simulators.common.names import is_fqdn
from simulators.hostens.domains import errors

DEFAULT = [f"ns{n}.example.com" for n in range(1, 5)]
"""The documented domain's."""
_FEWEST, MOST = 2, 4


def checked(given: Sequence[str]) -> list[str]:
    """The default ones where none is given. Raises a Refusal."""
    if not given:
        return DEFAULT
    names = [_folded(name) for name in given]
    if not _FEWEST <= len(set(names)) == len(names) <= MOST or not all(map(is_fqdn, names)):
        raise errors.wrong("nameservers")
    return names


def child(domain: str, given: Mapping[str, str]) -> dict[str, str]:
    """A name server below the domain, in wire form. Raises a Refusal."""
    if missing := [field for field in ("nameserver", "ip") if field not in given]:
        raise errors.invalid({field: [errors.REQUIRED] for field in missing})
    name = _folded(given["nameserver"])
    if not is_fqdn(name) or not name.endswith(f".{domain}"):
        raise errors.wrong("nameserver")
    try:
        address = ip_address(given["ip"])
    except ValueError as error:
        raise errors.wrong("ip") from error
    if "%" in str(address):  # a zone of some machine's
        raise errors.wrong("ip")
    return {"nameserver": name, "ip": str(address)}


def _folded(name: str) -> str:
    return name.lower().removesuffix(".")
