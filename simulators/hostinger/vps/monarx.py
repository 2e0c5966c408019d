"""The malware scanner. It scans once a day; what it finds is made up, the same at every look."""

from datetime import datetime, timedelta
from typing import Any

from simulators.hostinger.vps import actions, errors, machines
from simulators.hostinger.vps.actions import Action
from simulators.hostinger.vps.noise import noise
from simulators.kernel.world import World, iso

TAKES = timedelta(minutes=1)
EVERY = timedelta(days=1)
_FILES = 180_000


def read(world: World, id: str) -> dict[str, Any]:
    """Of the newest scan."""
    machines.read(world, id)
    since = machines.inner(world, id)["monarx"]
    if since is None:
        raise errors.no_monarx()
    installed = datetime.fromisoformat(since)
    number = (world.now - installed) // EVERY
    start = installed + number * EVERY

    def some(what: str, most: float) -> int:
        return int(most * noise(world, "monarx", id, number, what))

    end = start + timedelta(minutes=20, seconds=some("time", 1800))
    malicious = some("malicious", 1.2)  # mostly none
    compromised = some("compromised", 1.1)
    return {
        "records": malicious + compromised,
        "malicious": malicious,
        "compromised": compromised,
        "scanned_files": _FILES + some("files", 20_000),
        "scan_started_at": iso(start),
        "scan_ended_at": iso(end) if end <= world.now else None,
    }


def install(world: World, id: str) -> Action:
    """Where it is installed, nothing happens (assumed, as for the reverse)."""
    return _switch(world, id, "ct_monarx_install", on=True)


def uninstall(world: World, id: str) -> Action:
    """Where it is not installed, nothing happens (documented)."""
    return _switch(world, id, "ct_monarx_uninstall", on=False)


def switched(world: World, data: dict[str, Any]) -> None:
    """Event."""
    id = data["machine"]
    since = iso(world.now) if data["on"] else None
    machines.put_inner(world, id, machines.inner(world, id) | {"monarx": since})


def _switch(world: World, id: str, name: str, *, on: bool) -> Action:
    actions.allowed(world, id)
    if (machines.inner(world, id)["monarx"] is not None) == on:
        return actions.noop(world, id, name)
    then = ("monarx-switched", {"machine": id, "on": on})
    return actions.begin(world, id, name, takes=TAKES, then=then)
