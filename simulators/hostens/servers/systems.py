"""Operating systems that a server can be installed with, by what kind of server it is."""

from typing import NamedTuple


class System(NamedTuple):
    os: str
    title: str
    disk: int
    """What it takes of a fresh disk, in MB."""


_CONTAINERS = (
    System("ubuntu-16.04-x86_64", "Ubuntu 16.04", 640),
    System("centos-7-x86_64", "Centos 7", 720),
    System("debian-9-x86_64", "Debian 9", 560),
)
_MACHINES = (
    System("kvm-ubuntu-24.04-gpt-x86_64", "Ubuntu 24.04", 2_100),
    System("kvm-debian-12-gpt-x86_64", "Debian 12", 1_500),
    System("kvm-almalinux-9-gpt-x86_64", "AlmaLinux 9", 1_900),
    System("kvm-win-2022-x86_64", "Windows 2022", 14_500),
)
_ALL = {system.os: system for system in (*_CONTAINERS, *_MACHINES)}
_OFFERED = {"OpenVZ": _CONTAINERS, "Dedicated": _CONTAINERS, "KVM": _MACHINES}
KINDS = tuple(_OFFERED)
"""Of servers."""
_WINDOWS = "kvm-win-"


def offered(type: str) -> tuple[System, ...]:
    """To servers of that type; the first is what they have unless another one is chosen."""
    return _OFFERED[type]


def find(type: str, os: str) -> System | None:
    """None where it is not offered."""
    return next((system for system in offered(type) if system.os == os), None)


def named(os: str) -> System:
    """Of any type: a server keeps its system when its plan becomes one of another type."""
    return _ALL[os]


def user_of(os: str) -> str:
    """The name of the privileged user."""
    return "Administrator" if os.startswith(_WINDOWS) else "root"
