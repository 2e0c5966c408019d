"""What clients give a machine: resolvers, passwords."""

import re
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any

from simulators.hostinger.vps import errors
from simulators.kernel.world import World

_RULES = (
    (
        re.compile(r"(?=.*[A-Z]).*[a-z]", re.DOTALL),
        "The :attribute field must contain at least one uppercase and one lowercase letter.",
    ),
    (re.compile(r"[0-9]"), "The :attribute field must contain at least one number."),
)
_LEAK = "The given :attribute has appeared in a data leak. Please choose a different :attribute."
_SYMBOLS = "-().&@?'#;/,+"
_LEAKED = frozenset(
    (
        "1qaz2wsx3edC",
        "1Qaz2wsx3edc",
        "1qaz@WSX3edc",
        "Abcdefg12345",
        "Administrator1",
        "Letmein12345",
        "Password1234",
        "Password12345",
        "Password123!",
        "Passw0rd1234",
        "P@ssw0rd1234",
        "Qwerty123456",
        "Qwertyuiop123",
        "Welcome12345",
    )
)
"""Some of those that meet the other requirements; Laravel's rule asks haveibeenpwned.com."""


_Fields = Mapping[str, str | None]


def check_passwords(world: World, root: _Fields, others: _Fields | None = None) -> None:
    """By field, where one is given; the lengths are the schemas' business."""
    faults = {name: _faults(password) for name, password in (others or {}).items() if password}
    for name, password in root.items():
        if password:
            faults[name] = _faults(password)
            if world.quirks["hostinger.vps-password-symbols"] and not set(password) & set(_SYMBOLS):
                faults[name].append(f"The :attribute field must contain one of {_SYMBOLS}")
    if any(faults.values()):
        raise errors.password({name: texts for name, texts in faults.items() if texts})


def _faults(password: str) -> list[str]:
    if password in _LEAKED:
        return [_LEAK]
    return [text for pattern, text in _RULES if not pattern.search(password)]


def check_resolvers(given: Mapping[str, Any], at: str = "") -> None:
    """The addresses among ns1, ns2, ns3 that are given."""
    faults = [at + name for name in ("ns1", "ns2", "ns3") if not _is_address(given.get(name))]
    if faults:
        raise errors.resolver(faults)


def _is_address(value: str | None) -> bool:
    """Or nothing; no zone (`%eth0`) belongs in it."""
    try:
        return not value or ("%" not in value and bool(ip_address(value)))
    except ValueError:
        return False
