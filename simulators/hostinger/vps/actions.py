"""Actions: what is done to a machine, and takes its time.

`begin` locks the machine; the clock brings the action by `sent` to `success`, which unlocks it and
does whatever it is for. Names beginning with `ct_`, `ipam_` and `docker_` were observed; the other
ones are made by analogy.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from simulators.hostinger.paging import page_of
from simulators.hostinger.quirks import magic
from simulators.hostinger.vps import errors, machines
from simulators.kernel.world import World, iso

ACTIONS = "hostinger.actions"
FIRST_ID = 8123712
SENT_AFTER = timedelta(seconds=1)
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
    before, host = machine["state"], machine["hostname"].partition(".")[0]
    wanted = magic(world)
    action = _new(world, machine_id, name, "created")
    data = {"machine": machine_id, "action": str(action["id"])}
    end = {"before": before, "after": after or before, "then": then, "moved": after is not None}
    plan = [("vps.action-sent", SENT_AFTER, data)]
    if wanted and host == "delayed":
        plan = [("vps.action-delayed", SENT_AFTER, data), ("vps.action-sent", takes, data)]
        takes *= 10
    if not (wanted and host == "stuck" and during == "creating"):
        kind = "vps.action-failed" if wanted and host == "error" else "vps.action-finished"
        plan.append((kind, max(takes, 2 * SENT_AFTER), data | end))
    events = [world.schedule("hostinger", kind, delay, about) for kind, delay, about in plan]
    machine |= {"state": during or before, "actions_lock": "locked"}
    machines.put(world, machine)
    hidden = machines.inner(world, machine_id)
    pending = {"action": data["action"], "events": events}
    machines.put_inner(world, machine_id, hidden | {"pending": pending})
    return action


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


def abort(world: World, machine_id: str) -> None:
    """End the one that goes on, if any, and what it was to bring about."""
    hidden = machines.inner(world, machine_id)
    if pending := hidden["pending"]:
        for number in pending["events"]:
            world.cancel(number)
        _mark(world, {"machine": machine_id, **pending}, "error")
        _unlock(world, machine_id)


def listing(world: World, machine_id: str, page: int) -> bytes:
    """A page of them, newest first (assumed), as JSON."""
    machines.read(world, machine_id)
    actions = machines.of_machine(world, ACTIONS, machine_id)
    return page_of([actions.raw(key) or b"" for key in reversed(actions.keys())], page)


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
    id = data["machine"]
    machine = _unlock(world, id)
    machines.put(world, machine | {"state": data["after"]})
    if data["moved"]:
        machines.put_inner(world, id, machines.inner(world, id) | {"since": iso(world.now)})


def failed(world: World, data: dict[str, Any]) -> None:
    """The machine is as it was before, or broken where it was not set up yet."""
    _mark(world, data, "error")
    state = "error" if data["before"] == "initial" else data["before"]
    machines.put(world, _unlock(world, data["machine"]) | {"state": state})


# -- within -------------------------------------------------------------------------------


def _new(world: World, machine_id: str, name: str, state: str) -> Action:
    id = world.next_id(ACTIONS, FIRST_ID)
    now = iso(world.now)
    action = {"id": id, "name": name, "state": state, "created_at": now, "updated_at": now}
    machines.of_machine(world, ACTIONS, machine_id).put(str(id), action)
    return action


def _mark(world: World, data: dict[str, Any], state: str) -> None:
    actions = machines.of_machine(world, ACTIONS, data["machine"])
    action = actions.get(data["action"])
    actions.put(data["action"], action | {"state": state, "updated_at": iso(world.now)})


def _unlock(world: World, machine_id: str) -> machines.Machine:
    machine = machines.get(world, machine_id) | {"actions_lock": "unlocked"}
    machines.put(world, machine)
    machines.put_inner(world, machine_id, machines.inner(world, machine_id) | {"pending": None})
    return machine
