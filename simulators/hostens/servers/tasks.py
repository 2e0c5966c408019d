"""Tasks: what is done to a server, and takes its time.

`begin` keeps the server busy. The clock has the task assigned, and later completed: then, and only
then, it has its effect (`work`), or it has failed and there is none.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

from simulators.hostens import dates
from simulators.hostens.servers import errors, machines
from simulators.hostens.servers.machines import Server
from simulators.hostens.users import User
from simulators.kernel.world import World

FIRST_ID = 77_995
"""The documented reboot's."""
FAILED = "Error: the task has failed"
ASSIGNED_AFTER = timedelta(seconds=15)
_MOST_LAST = 10
_TELLING_LOGINS = ("server_recreate", "server_reset_password", "server_web_console")
_KNOWING_LOGINS = ("logindetails", "servermanagement")
"""Privileges: who may have a new password made may know it."""
_HIDDEN = "permission_denied"

Task = dict[str, Any]
"""In wire form: `name`, `activated`, `assigned`, `completed`, `results`."""


def free(world: World, id: str) -> Server:
    """The server, if a task can begin. Raises a Refusal."""
    server = machines.get(world, id)
    if server.service["status"] != machines.ACTIVE:
        raise errors.not_active(server.service["status"])
    if server.machine["task"]:
        raise errors.busy()
    return server


def begin(
    world: World, server: Server, name: str, takes: timedelta, about: dict[str, Any], fault: str
) -> dict[str, int]:
    """Of a server that is free. `fault` is what it will have failed with, empty where it will not.

    The effect is that of `work`, given `about`.
    """
    id = world.next_id("hostens.tasks", FIRST_ID)
    task: Task = {
        "name": name,
        "activated": dates.iso(world.now),
        "assigned": "",
        "completed": "",
        "results": "",
    }
    machines.tasks(world, server.id).put(str(id), task)
    which = {"server": server.id, "task": str(id), "name": name}
    end = ("task-failed", {"fault": fault}) if fault else ("task-completed", {"about": about})
    events = [
        world.schedule("hostens", "task-assigned", ASSIGNED_AFTER, which),
        world.schedule("hostens", end[0], takes, which | end[1]),
    ]
    machines.put(world, server.id, server.machine | {"task": str(id), "events": events})
    return {"task_id": id}


def read(world: World, server_id: str, id: str, user: User) -> Task:
    """By its id; or by its name, the latest of that. Raises a Refusal."""
    machines.get(world, server_id)
    found: Task | None = machines.tasks(world, server_id).get(id)
    named = (task for task in _backwards(world, server_id) if task["name"] == id)
    if task := found or next(named, None):
        return _shown(task, server_id, user)
    raise errors.invalid_task()


def active(world: World, server: Server) -> Task | None:
    """As a server's details have it."""
    if not server.machine["task"]:
        return None
    task = machines.tasks(world, server.id).get(server.machine["task"])
    return {name: task[name] for name in ("name", "activated", "assigned")}


def last(world: World, server_id: str, user: User) -> list[Task]:
    """The latest that are completed, newest first."""
    completed = (task for task in _backwards(world, server_id) if task["completed"])
    return [_shown(task, server_id, user) for task in islice(completed, _MOST_LAST)]


def _shown(task: Task, server_id: str, user: User) -> Task:
    """Its results are not for everybody who sees the server, if they may tell a login."""
    if not task["completed"] or task["name"] not in _TELLING_LOGINS:
        return task
    if any(user.may("services", name, server_id) for name in _KNOWING_LOGINS):
        return task
    return task | {"results": _HIDDEN}


# -- events -------------------------------------------------------------------------------


def assigned(world: World, data: dict[str, Any]) -> None:
    _change(world, data, assigned=dates.iso(world.now))


def failed(world: World, data: dict[str, Any]) -> None:
    complete(world, data, data.get("fault", FAILED))


def complete(world: World, data: dict[str, Any], results: str) -> None:
    """The server is free again."""
    _change(world, data, completed=dates.iso(world.now), results=results)
    machine = machines.get(world, data["server"]).machine
    machines.put(world, data["server"], machine | {"task": None, "events": []})


def _backwards(world: World, server_id: str) -> Iterator[Task]:
    """The newest first. Each is decoded when it is asked for: there may be very many."""
    tasks = machines.tasks(world, server_id)
    return map(tasks.get, reversed(tasks.keys()))


def _change(world: World, data: dict[str, Any], **fields: str) -> None:
    tasks = machines.tasks(world, data["server"])
    tasks.put(data["task"], tasks.get(data["task"]) | fields)
