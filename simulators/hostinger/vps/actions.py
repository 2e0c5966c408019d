"""Actions: what is done to a machine, and takes its time.

`begin` locks the machine; the clock brings the action by `sent` to `success`, which unlocks it and
does whatever it is for. Some names were observed (`ct_create`, `ipam_set_reverse`), the others are
made like them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from simulators.hostinger.paging import page_of, raws
from simulators.hostinger.quirks import magic
from simulators.hostinger.vps import errors, machines
from simulators.kernel.world import World, iso

ACTIONS = "hostinger.actions"
FIRST_ID = 8123712
SENT_AFTER = timedelta(seconds=1)
MOST_MOVES = 100  # that are remembered of a machine's going up and down
UP = ("running", "recovery")
USUAL = ("running", "stopped")
"""The states of a machine in which things can be done to it."""

Action = dict[str, Any]


def begin(
    world: World,
    machine_id: str,
    name: str,
    *,
    takes: timedelta,
    during: str | None = None,
    after: str | None = None,
    then: tuple[str, Any] | None = None,
    states: Collection[str] = USUAL,
) -> Action:
    """Start one, and answer it in wire form.

    Refused where there is no such machine (404), where it is locked, and where its state is none
    of `states` (422). It is in the state `during` meanwhile, in `after` when that succeeded (else
    in the one before), and then `then` happens: `events.HANDLERS[kind](world, data)`.
    """
    machine = allowed(world, machine_id, states)
    outcome = machine["hostname"].partition(".")[0] if magic(world) else ""
    course = _Course(takes, during, after, then, outcome)
    return _start(world, machine, name, course)


def force(
    world: World, machine_id: str, name: str, *, takes: timedelta, during: str, after: str
) -> Action:
    """Start one that no lock, state or magic keeps from succeeding."""
    abort(world, machine_id)
    course = _Course(takes, during, after)
    return _start(world, machines.get(world, machine_id), name, course)


def allowed(world: World, machine_id: str, states: Collection[str] = USUAL) -> machines.Machine:
    """The machine, if it is there, not locked, and in one of these states."""
    machine = machines.get(world, machine_id)
    if machine["actions_lock"] == "locked":
        raise errors.locked()
    if machine["state"] not in states:
        raise errors.state(machine["state"])
    return machine


def noop(world: World, machine_id: str, name: str) -> Action:
    """One that had nothing to do, and succeeded at once."""
    return _new(world, machine_id, name, "success")


def seeded(world: World, machine_id: str, name: str, at: datetime) -> None:
    """One that succeeded long ago, for the fake account."""
    _new(world, machine_id, name, "success", at)


def abort(world: World, machine_id: str) -> None:
    """End the one that goes on, if any, and what it was to bring about."""
    hidden = machines.inner(world, machine_id)
    if pending := hidden["pending"]:
        for number in pending["events"]:
            world.cancel(number)
        failed(world, {"machine": machine_id, **pending})


def listing(world: World, machine_id: str, page: int) -> bytes:
    """A page of them, newest first (assumed), as JSON."""
    machines.read(world, machine_id)
    return page_of(raws(machines.of_machine(world, ACTIONS, machine_id))[::-1], page)


def read(world: World, machine_id: str, id: str) -> bytes:
    machines.read(world, machine_id)
    raw = machines.of_machine(world, ACTIONS, machine_id).raw(id)
    if raw is None:
        raise errors.action_not_found()
    return raw


# -- events -------------------------------------------------------------------------------


def sent(world: World, data: dict[str, Any]) -> None:
    _mark(world, data, "sent")


def delayed(world: World, data: dict[str, Any]) -> None:
    _mark(world, data, "delayed")


def finished(world: World, data: dict[str, Any]) -> None:
    _mark(world, data, "success")
    after = data["after"]
    moved = {}
    if after:
        power = machines.inner(world, data["machine"])["power"]
        moved = {"power": [*power[1 - MOST_MOVES :], [iso(world.now), after in UP]]}
    _unlock(world, data["machine"], after or data["before"], moved)


def failed(world: World, data: dict[str, Any]) -> None:
    """The machine is as it was before, or broken where it was not set up yet."""
    _mark(world, data, "error")
    before = data["before"]
    _unlock(world, data["machine"], "error" if before == "initial" else before, {})


# -- within -------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Course:
    """How an action goes; `outcome` is the magic one, if any."""

    takes: timedelta
    during: str | None
    after: str | None
    then: tuple[str, Any] | None = None
    outcome: str = ""


def _start(world: World, machine: machines.Machine, name: str, course: _Course) -> Action:
    id, before = str(machine["id"]), machine["state"]
    action = _new(world, id, name, "created")
    data = {"machine": id, "action": str(action["id"])}
    takes = course.takes
    events = [("sent", SENT_AFTER, data)]
    if course.outcome == "delayed":
        events = [("delayed", SENT_AFTER, data), ("sent", takes, data)]
        takes *= 10
    if course.outcome == "error":
        events.append(("failed", takes, data | {"before": before}))
    elif course.outcome != "stuck" or course.during != "creating":
        end = {"before": before, "after": course.after, "then": course.then}
        events.append(("finished", takes, data | end))
    numbers = [
        world.schedule("hostinger", f"vps.action-{kind}", after, about)
        for kind, after, about in events
    ]
    machines.put(world, machine | {"state": course.during or before, "actions_lock": "locked"})
    pending = {"action": data["action"], "before": before, "events": numbers}
    machines.put_inner(world, id, machines.inner(world, id) | {"pending": pending})
    return action


def _new(
    world: World, machine_id: str, name: str, state: str, at: datetime | None = None
) -> Action:
    id = world.next_id(ACTIONS, FIRST_ID)
    now = iso(at or world.now)
    action = {"id": id, "name": name, "state": state, "created_at": now, "updated_at": now}
    machines.of_machine(world, ACTIONS, machine_id).put(str(id), action)
    return action


def _mark(world: World, data: dict[str, Any], state: str) -> None:
    actions = machines.of_machine(world, ACTIONS, data["machine"])
    action = actions.get(data["action"])
    actions.put(data["action"], action | {"state": state, "updated_at": iso(world.now)})


def _unlock(world: World, id: str, state: str, hidden: dict[str, Any]) -> None:
    machine = machines.get(world, id) | {"state": state, "actions_lock": "unlocked"}
    machines.put(world, machine)
    machines.put_inner(world, id, machines.inner(world, id) | {"pending": None} | hidden)
