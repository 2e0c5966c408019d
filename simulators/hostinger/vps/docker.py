"""Docker projects of a machine.

A project is kept with what its containers are made of; how they are doing follows from the clock,
the project's last start and stop, and the machine, so nothing has to happen while they run.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from simulators.hostinger.quirks import magic
from simulators.hostinger.vps import actions, compose, errors, machines
from simulators.hostinger.vps.data import TEMPLATES
from simulators.hostinger.vps.noise import noise
from simulators.kernel.store import Collection
from simulators.kernel.world import World, iso

INSTALL_TAKES = timedelta(seconds=30)  # this and the other times are assumed
TAKES = timedelta(seconds=10)
HEALTHY_AFTER = timedelta(seconds=30)
LINES = 300  # of a project's logs; documented
LINE_EVERY = timedelta(seconds=30)

_NAME = re.compile(r"[A-Za-z0-9_-]{3,64}")
_DOWN = ("stopped", "starting", "suspended", "unsuspending", "recovery", "destroyed", "error")
"""States of a machine in which no container runs."""
_MAGIC = "hostsim/"

Project = dict[str, Any]
Container = dict[str, Any]
Action = dict[str, Any]


# -- reading ------------------------------------------------------------------------------


def listing(world: World, machine_id: str) -> list[dict[str, Any]]:
    """Without what the containers use (documented)."""
    machine = _machine(world, machine_id)
    return [
        _rendered(world, machine, project) for _, project in _projects(world, machine_id).items()
    ]


def contents(world: World, machine_id: str, name: str) -> dict[str, str | None]:
    project = _get(world, machine_id, name)
    return {"content": project["content"], "environment": project["environment"]}


def containers(world: World, machine_id: str, name: str) -> list[Container]:
    project = _get(world, machine_id, name)
    machine = machines.get(world, machine_id)
    shown = _rendered(world, machine, project)["containers"]
    for container in shown:
        if container["state"] == "running":
            container["stats"] = _stats(world, machine, container["id"])
    return list(shown)


def logs(world: World, machine_id: str, name: str) -> list[dict[str, Any]]:
    """One line at the start, and one every half minute while it runs (assumed)."""
    project = _get(world, machine_id, name)
    started, until = _run(world, machine_id, project)
    services = project["services"]
    most = LINES // len(services)
    return [
        {
            "service": service["name"],
            "entries": []
            if started is None
            else list(_lines(world, service, started, until, most)),
        }
        for service in services
    ]


# -- changing -----------------------------------------------------------------------------


def create(world: World, machine_id: str, body: dict[str, Any]) -> Action:
    """Replaces what has the name; it is there at once, and runs when the action succeeded."""
    _machine(world, machine_id)
    name = body["project_name"]
    if not _NAME.fullmatch(name):
        raise errors.project_name()
    action = actions.begin(
        world,
        machine_id,
        "docker_instance_install",
        takes=INSTALL_TAKES,
        then=("project-started", {"machine": machine_id, "project": name}),
        states=("running",),
    )
    put(world, machine_id, name, body["content"], body.get("environment"))
    return action


def start(world: World, machine_id: str, name: str) -> Action:
    if _get(world, machine_id, name)["state"] == "running":
        return _noop(world, machine_id, "docker_instance_start")
    return _begin(world, machine_id, name, "start", "started")


def stop(world: World, machine_id: str, name: str) -> Action:
    if _get(world, machine_id, name)["state"] != "running":
        return _noop(world, machine_id, "docker_instance_stop")
    return _begin(world, machine_id, name, "stop", "stopped")


def restart(world: World, machine_id: str, name: str) -> Action:
    """One that is stopped is started, as Docker Compose does (assumed)."""
    _get(world, machine_id, name)
    return _begin(world, machine_id, name, "restart", "started")


def update(world: World, machine_id: str, name: str) -> Action:
    """Makes the containers anew; one that is stopped is started, as by `up` (assumed)."""
    _get(world, machine_id, name)
    return _begin(world, machine_id, name, "update", "updated")


def delete(world: World, machine_id: str, name: str) -> Action:
    _get(world, machine_id, name)
    return _begin(world, machine_id, name, "delete", "deleted")


def put(world: World, machine_id: str, name: str, content: str, environment: str | None) -> Project:
    """Keep a project that has not run yet."""
    content = compose.fetched(content)
    services = [
        {
            "id": _new_id(world),
            "name": service.name,
            "image": service.image,
            "container": service.container or f"{name.lower()}-{service.name}-1",
            "command": service.command,
            "checked": service.checked,
            "fate": _fate(world, service.image),
            "ports": service.ports,
        }
        for service in compose.parse(name, content, environment)
    ]
    project = {
        "name": name,
        "content": content,
        "environment": environment,
        "state": "created",
        "started": None,
        "stopped": None,
        "services": services,
    }
    _projects(world, machine_id).put(name, project)
    return project


# -- events -------------------------------------------------------------------------------


def started(world: World, about: dict[str, str]) -> None:
    change(world, about, {"state": "running", "started": iso(world.now)})


def stopped(world: World, about: dict[str, str]) -> None:
    change(world, about, {"state": "stopped", "stopped": iso(world.now)})


def updated(world: World, about: dict[str, str]) -> None:
    project = _projects(world, about["machine"]).get(about["project"])
    if project is not None:
        anew = [service | {"id": _new_id(world)} for service in project["services"]]
        change(world, about, {"services": anew})
        started(world, about)


def deleted(world: World, about: dict[str, str]) -> None:
    _projects(world, about["machine"]).delete(about["project"])


def change(world: World, about: dict[str, str], fields: dict[str, Any]) -> None:
    projects = _projects(world, about["machine"])
    project = projects.get(about["project"])
    if project is not None:
        projects.put(about["project"], project | fields)


# -- within -------------------------------------------------------------------------------


def _machine(world: World, id: str) -> machines.Machine:
    """One that has Docker."""
    machine = machines.get(world, id)
    template = machine["template"]
    if template is None or not TEMPLATES[template["id"]].docker:
        raise errors.no_docker()
    return machine


def _projects(world: World, machine_id: str) -> Collection:
    return machines.of_machine(world, machines.PROJECTS, machine_id)


def _get(world: World, machine_id: str, name: str) -> Project:
    _machine(world, machine_id)
    project: Project | None = _projects(world, machine_id).get(name)
    if project is None:
        raise errors.project_not_found()
    return project


def _begin(world: World, machine_id: str, name: str, what: str, then: str) -> Action:
    return actions.begin(
        world,
        machine_id,
        f"docker_instance_{what}",
        takes=INSTALL_TAKES if what == "update" else TAKES,
        then=(f"project-{then}", {"machine": machine_id, "project": name}),
        states=("running",),
    )


def _noop(world: World, machine_id: str, name: str) -> Action:
    actions.allowed(world, machine_id, ("running",))
    return actions.noop(world, machine_id, name)


def _new_id(world: World) -> str:
    return f"{world.random.getrandbits(48):012x}"


def _fate(world: World, image: str) -> str:
    """What becomes of the containers of a magic image."""
    fate = image.removeprefix(_MAGIC).partition(":")[0] if image.startswith(_MAGIC) else ""
    return fate if magic(world) and fate in ("exits", "unhealthy") else ""


def _run(world: World, machine_id: str, project: Project) -> tuple[datetime | None, datetime]:
    """From when to when it ran; until now where it does."""
    if project["started"] is None:
        return None, world.now
    start = _instant(project["started"])
    if project["state"] == "stopped":
        return start, _instant(project["stopped"])
    machine = machines.get(world, machine_id)
    turned = _instant(machines.inner(world, machine_id)["power"][-1][0])
    if machine["state"] in _DOWN:
        return start, max(start, turned)
    return max(start, turned), world.now


def _rendered(world: World, machine: machines.Machine, project: Project) -> dict[str, Any]:
    """The project in wire form."""
    started, until = _run(world, str(machine["id"]), project)
    up = project["state"] == "running" and machine["state"] not in _DOWN
    shown = [_container(world, service, started, until, up) for service in project["services"]]
    states = [container["state"] for container in shown]
    state = {"running": "running", "exited": "stopped", "created": "created"}[states[0]]
    if len(set(states)) > 1 or any(container["health"] == "unhealthy" for container in shown):
        state = "mixed"
    counts = (f"{state}({states.count(state)})" for state in dict.fromkeys(states))
    return {
        "name": project["name"],
        "status": ", ".join(counts),
        "state": state,
        "path": f"/docker/{project['name']}/docker-compose.yaml",
        "containers": shown,
    }


def _container(
    world: World, service: dict[str, Any], started: datetime | None, until: datetime, up: bool
) -> Container:
    state, health = "created", ""
    status = "Created"
    if started is not None:
        gone = service["fate"] == "exits"
        state = "running" if up and not gone else "exited"
        if state == "running":
            health = _health(service, until - started)
            status = f"Up {_spoken(until - started)}"
            if health:
                status += f" (health: {health})" if health == "starting" else f" ({health})"
        else:
            since = started if gone else until
            status = f"Exited ({int(gone)}) {_spoken(world.now - since)} ago"
    return {
        "id": service["id"],
        "name": service["container"],
        "image": service["image"],
        "command": service["command"],
        "status": status,
        "state": state,
        "health": health,
        "ports": service["ports"],
        "stats": None,
    }


def _health(service: dict[str, Any], uptime: timedelta) -> str:
    if service["fate"] == "unhealthy":
        return "unhealthy"
    if not service["checked"]:
        return ""
    return "healthy" if uptime >= HEALTHY_AFTER else "starting"


def _spoken(duration: timedelta) -> str:
    """As Docker says it."""
    seconds = int(duration.total_seconds())
    minutes, hours = seconds // 60, round(seconds / 3600)
    for most, text in (
        (1, "Less than a second"),
        (2, "1 second"),
        (60, f"{seconds} seconds"),
        (120, "About a minute"),
        (46 * 60, f"{minutes} minutes"),
        (90 * 60, "About an hour"),
        (48 * 3600, f"{hours} hours"),
        (14 * 86400, f"{hours // 24} days"),
        (60 * 86400, f"{hours // 24 // 7} weeks"),
        (730 * 86400, f"{hours // 24 // 30} months"),
    ):
        if seconds < most:
            return text
    return f"{hours // 24 // 365} years"


def _stats(world: World, machine: machines.Machine, id: str) -> dict[str, float | int]:
    total = float(machine["memory"] * 1024 * 1024)
    used = round(total * (0.002 + 0.05 * noise(world, id, "memory")), 1)
    return {
        "cpu_percentage": round(100 * noise(world, id, "cpu", iso(world.now)) ** 3, 2),
        "memory_percentage": round(100 * used / total, 2),
        "memory_used": used,
        "memory_total": total,
        "net_in": int(5_000_000 * noise(world, id, "in")),
        "net_out": int(5_000_000 * noise(world, id, "out")),
    }


def _lines(
    world: World, service: dict[str, Any], started: datetime, until: datetime, most: int
) -> Iterator[dict[str, str]]:
    """The last `most`."""
    last = (until - started) // LINE_EVERY
    for n in range(max(0, last - most + 1), last + 1):
        at = started + n * LINE_EVERY
        micro = int(1_000_000 * noise(world, service["id"], n))
        line = f"{service['name']} started"
        if n:
            client = f"203.0.113.{1 + int(254 * noise(world, service['id'], n, 'client'))}"
            when = at.strftime("%d/%b/%Y:%H:%M:%S +0000")
            line = f'{client} - - [{when}] "GET / HTTP/1.1" 200 612'
        yield {"timestamp": f"{at:%Y-%m-%dT%H:%M:%S}.{micro:06d}Z", "line": line}


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
