"""Uses of a world that are worth a capsule, and what becomes of them when they are played again."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from simulators.server.replay import parsed, played
from tests.hostafrica.client import ORDER, SERVICE, Hostafrica
from tests.hostens.client import Hostens
from tests.support import ZONE, Api

RECORD = {"name": "x", "type": "A", "records": [{"content": "192.0.2.1"}]}
DAY = 86_400


def saved(api: Api) -> bytes:
    answer = api.controlled("GET", f"/worlds/{api.world}/capsule")
    assert answer.status_code == 200, answer.text
    return bytes(answer.data)


def different(raw: bytes) -> list[str]:
    """What is different when it is played again, if anything is."""
    return [line for request in played(parsed(raw)) for line in request.differences]


def use_dns(api: Api) -> None:
    api("GET", ZONE)
    api("PUT", ZONE, {"zone": [RECORD]})
    api("DELETE", ZONE, {"filters": [{"name": "x", "type": "A"}]})
    api("POST", f"{ZONE}/reset", {"sync": False})


def be_refused(api: Api) -> None:
    api("GET", "/nowhere")
    api("PUT", ZONE, {"zone": [{}]})
    api("PUT", ZONE, data='{"zone": ')
    api("PUT", ZONE, data=b"x" * (2**20 + 1))
    api("PUT", ZONE, data="{}", headers={"Content-Type": "text/plain"})
    api("PUT", ZONE, data="{}", environ_overrides={"CONTENT_LENGTH": "9"})
    api("BREW", ZONE)
    api("HEAD", ZONE)


def get_tokens(api: Api) -> None:
    """Signed ones, which are asked for by credentials and used."""
    africa = Hostafrica(api.app, world=api.world)
    africa("POST", f"{SERVICE}/create-order", ORDER)
    given = Hostens(api.app, world=api.world)
    user = f"{api.world}@sim.test"
    login = {"username": user, "password": f"secret_{api.world}"}
    token = given.told("POST", "/login", login)["token"]
    given("GET", "/api/details", headers={"Authorization": f"Bearer {token}"})


def change_from_outside(api: Api) -> None:
    world = f"/worlds/{api.world}"
    hostens = Hostens(api.app, world=api.world)
    hostens.told("GET", "/balance")
    hostens.credit("12.50")
    api.control("PATCH", f"{world}/quirks", {"quirks": {"hostinger.pretty-404": True}})
    api("GET", "/nowhere")
    api.control("PUT", f"{world}/limits", {"mode": "tiny"})
    for _ in range(5):
        api("GET", ZONE)


def go_back_in_time(api: Api) -> None:
    """What fell due later has happened all the same."""
    world = f"/worlds/{api.world}"
    api("POST", f"{ZONE}/reset", {"sync": False})
    api.control("POST", f"{world}/clock/advance", {"seconds": 400 * DAY})
    api.control("PUT", f"{world}/clock", {"now": "2026-01-02T03:04:05Z"})
    api("GET", ZONE)
    api("GET", "/api/domains/v1/portfolio")


def choose_a_password(api: Api) -> None:
    """One that only the client knows, good enough for a machine, and then logs in by another."""
    machines: Any = api("GET", "/api/vps/v1/virtual-machines").json
    chosen = {"password": "Correct-horse-1"}
    answer = api("PUT", f"/api/vps/v1/virtual-machines/{machines[0]['id']}/root-password", chosen)
    assert answer.status_code == 200, answer.text
    hostens = Hostens(api.app, world=api.world)
    email = f"deputy@{api.world}.sim.test"
    person = {"email": email, "password": "theirs-12345", "firstname": "Dan", "lastname": "Other"}
    hostens.told("POST", "/contact", person | {"privileges": {"billing": ["emails"]}})
    hostens.become(email, "theirs-12345")
    hostens.told("GET", "/details")
    hostens.told("POST", "/login", {"username": email, "password": "theirs-12345"})


def meet_faults(api: Api) -> None:
    faults = f"/worlds/{api.world}/faults"
    use_dns(api)
    api.control("POST", faults, {"effect": "status", "status": 503, "probability": 0.5})
    for _ in range(5):
        use_dns(api)
    api.control("DELETE", faults)
    hostens = Hostens(api.app, world=api.world)
    for effect in ("duplicate", "stale", "throttle", "truncate", "malformed", "html", "reset"):
        api.control("POST", faults, {"effect": effect, "id": effect, "times": 1})
        with suppress(ConnectionError):  # which is what `reset` is
            hostens("POST", "/api/server/113/reboot")
            use_dns(api)
        use_dns(api)
    api.control("DELETE", f"{faults}/reset")


USES: list[Callable[[Api], None]] = [
    use_dns,
    be_refused,
    get_tokens,
    change_from_outside,
    go_back_in_time,
    choose_a_password,
    meet_faults,
]
