"""The life of a service: ordered, created, started and stopped, suspended, terminated.

It is `pending` until it is created. A move takes it to a state at once, and the clock to the next
one. To repeat a move is no error and changes nothing; any other move that the state does not allow
is refused. A terminated service is gone. Only `running` is documented, all else is assumed.
"""

from datetime import timedelta
from string import ascii_lowercase, ascii_uppercase, digits
from typing import Any, NamedTuple

from simulators.common import addresses
from simulators.hostafrica import errors
from simulators.kernel.store import Collection
from simulators.kernel.world import World

_SYMBOLS = "!#$%&()*+,-.:;=?@[]^_{|}~"
_LENGTH = 17  # of a password: the documented example's

Service = dict[str, Any]
"""`order`, as it was given, `status`, `ip` (empty until created), `username`, `password`; `event`,
the number of the one that is awaited; of a suspended one `suspend_reason`, and `resumes`, the
status it had."""


class Move(NamedTuple):
    """From the status `of` to `during` at once, and to `after` when it has taken its time."""

    of: str
    during: str
    after: str
    takes: timedelta
    done: str
    """What is done to the service: it is `started`."""


MOVES = {
    "create": Move("pending", "creating", "running", timedelta(minutes=3), "created"),
    "start": Move("stopped", "starting", "running", timedelta(seconds=20), "started"),
    "stop": Move("running", "stopping", "stopped", timedelta(seconds=20), "stopped"),
    "restart": Move("running", "restarting", "running", timedelta(seconds=40), "restarted"),
}


def add(world: World, order: dict[str, Any], username: str) -> dict[str, str]:
    """One that waits to be created: its id and login."""
    id, login = world.uuid(), {"username": username, "password": _password(world)}
    put(world, id, {"order": order, "status": "pending", "ip": "", **login})
    world.effect("hostafrica", "machine-bought", machine=id)
    return {"service_id": id, **login}


def details(world: World, id: str) -> dict[str, str]:
    service = _get(world, id)
    return {name: service[name] for name in ("ip", "username", "password")}


def status(world: World, id: str) -> dict[str, str]:
    return {"status": _get(world, id)["status"]}


# Each of these answers what it has done.


def move(world: World, id: str, verb: str) -> str:
    """`verb` is one of MOVES."""
    service, move = _get(world, id), MOVES[verb]
    if service["status"] == move.of:
        _begin(world, id, service, move)
        return f"Service is being {move.done}."
    if service["status"] in (move.during, move.after):
        return f"Service is already {service['status']}."
    raise errors.state(service["status"], move.done)


def suspend(world: World, id: str, reason: str) -> str:
    service = _get(world, id)
    if service["status"] == "suspended":
        return "Service is already suspended."
    if service["status"] not in ("running", "stopped"):
        raise errors.state(service["status"], "suspended")
    held = {"status": "suspended", "resumes": service["status"], "suspend_reason": reason}
    put(world, id, service | held)
    return "Service has been suspended."


def unsuspend(world: World, id: str) -> str:
    """It is as it was before; what was running has to start."""
    service = _get(world, id)
    if service["status"] in ("pending", "creating"):
        raise errors.state(service["status"], "unsuspended")
    if service["status"] != "suspended":
        return "Service is not suspended."
    status = service.pop("resumes")
    del service["suspend_reason"]
    if status == "running":
        _begin(world, id, service, MOVES["start"])
    else:
        put(world, id, service | {"status": status})
    return "Service has been unsuspended."


def terminate(world: World, id: str) -> str:
    """At once, in whatever state it is."""
    service = _get(world, id)
    if service.get("event"):
        world.cancel(service["event"])
    _services(world).delete(id)
    world.effect("hostafrica", "machine-destroyed", machine=id, why="terminated")
    return "Service has been terminated."


def arrived(world: World, data: dict[str, str]) -> None:
    """Event: a move has taken its time."""
    service = _get(world, data["service"])
    ip = service["ip"] or give_address(world)
    put(world, data["service"], service | {"status": data["status"], "ip": ip, "event": None})


def failed(world: World, data: dict[str, str]) -> None:
    """Event: a move has come to nothing. No status is documented for that."""
    put(
        world, data["service"], _get(world, data["service"]) | {"status": data["of"], "event": None}
    )


def put(world: World, id: str, service: Service) -> None:
    _services(world).put(id, service)


def give_address(world: World) -> str:
    return addresses.give(world).ipv4


# -- within -------------------------------------------------------------------------------


def _services(world: World) -> Collection:
    return world.docs("hostafrica.services")


def _get(world: World, id: str) -> Service:
    service: Service | None = _services(world).get(id)
    if service is None:
        raise errors.service_not_found()
    return service


def _begin(world: World, id: str, service: Service, move: Move) -> None:
    about = {"service": id, "status": move.after, "of": move.of}
    event = world.schedule("hostafrica", f"service-{move.done}", move.takes, about)
    put(world, id, service | {"status": move.during, "event": event})


def _password(world: World) -> str:
    """Like the documented example; without quotes, slashes and angle brackets."""
    kinds = (ascii_lowercase, ascii_uppercase, digits, _SYMBOLS)
    letters = [world.random.choice(kind) for kind in kinds]
    letters += world.random.choices("".join(kinds), k=_LENGTH - len(letters))
    world.random.shuffle(letters)
    return "".join(letters)
