"""`hostsim clock get | set | advance | freeze`."""

import json
import re
from typing import Any

import click

from simulators.kernel.clock import MODES, Mode
from simulators.server.commands.api import InWorld, in_world
from simulators.server.commands.base import Clock, Commands, as_json, die, show

_DURATION = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?", re.ASCII)
_SECONDS = (86400, 3600, 60, 1)


class Step(click.ParamType[dict[str, Any]]):
    """`90`, `10m`, `1h30m`, or an instant: what `POST clock/advance` takes."""

    name = "step"

    def convert(self, value: Any, param: Any, ctx: Any) -> dict[str, Any]:
        if isinstance(value, dict):
            return value
        if value and len(value) < 50 and (match := _DURATION.fullmatch(value)):
            parts = zip(match.groups(), _SECONDS, strict=True)
            return {"seconds": sum(int(count) * unit for count, unit in parts if count)}
        if not re.match(r"\d{4}-", value):
            self.fail(
                f"{value!r} is neither a time nor an instant: use 90, 10m, 1h30m, 2d "
                "or 2027-01-01T00:00:00Z",
                param,
                ctx,
            )
        return {"to": value}


@click.group(cls=Commands)
def clock() -> None:
    """Look at a world's time, and move it."""


@clock.command()
@in_world
@as_json
def get(world: InWorld, as_json: bool) -> None:
    """Print the time, the mode, and when something is due next."""
    _print(world("GET", "/clock").json(), as_json)


@clock.command("set")
@click.argument("instant", required=False)
@click.option("--mode", type=Clock(), metavar="|".join(MODES), help="How time goes on from there.")
@in_world
@as_json
def set_(world: InWorld, instant: str | None, mode: Mode | None, as_json: bool) -> None:
    """Set the time, as 2027-01-01T00:00:00Z, the mode, or both."""
    if instant is None and mode is None:
        die("give an instant (2027-01-01T00:00:00Z), --mode, or both")
    given = {"now": instant, "mode": mode and str(mode)}
    change = {name: value for name, value in given.items() if value is not None}
    _print(world("PUT", "/clock", change).json(), as_json)


@clock.command()
@in_world
@as_json
def freeze(world: InWorld, as_json: bool) -> None:
    """Have the time stand still where it is."""
    _print(world("PUT", "/clock", {"mode": "frozen"}).json(), as_json)


@clock.command()
@click.argument("step", type=Step(), metavar="STEP")
@in_world
@as_json
def advance(world: InWorld, step: dict[str, Any], as_json: bool) -> None:
    """Move the time on and list what happened.

    STEP is a time (90, 10m, 1h30m, 2d) or an instant (2027-01-01T00:00:00Z).
    """
    answer = world("POST", "/clock/advance", step).json()
    if as_json:
        show(answer)
        return
    _print(answer["clock"], as_json=False)
    for fired in answer["fired"]:
        account = f" ({fired['account']})" if "account" in fired else ""
        data = json.dumps(fired["data"], ensure_ascii=False)
        click.echo(f"{fired['at']}  {fired['event']}{account}  {data}")


def _print(clock: dict[str, Any], as_json: bool) -> None:
    if as_json:
        show(clock)
        return
    due = f", next due {clock['next_due']}" if clock["next_due"] else ""
    click.echo(f"{clock['now']} {clock['mode']}{due}")
