"""`hostsim world list | create | save | load | fork | reset | delete | checkpoint | rollback`."""

from typing import Any

import click
import orjson

from simulators.server.commands.api import InWorld, Server, at_server, named
from simulators.server.commands.base import Commands, as_json, deliver, die, read_whole, show


@click.group(cls=Commands)
def world() -> None:
    """Make, save, load, copy, roll back and drop worlds."""


@world.command("list")
@at_server
@as_json
def list_(server: Server, as_json: bool) -> None:
    """List the worlds there are."""
    found = server("GET", "/worlds").json()
    if as_json:
        show(found)
        return
    for one in found:
        _print(one)


@world.command()
@click.argument("name")
@click.option("--seed", type=int, help="Of ids and fake data; the server's if left out.")
@at_server
def create(server: Server, name: str, seed: int | None) -> None:
    """Make a world."""
    body = {"name": name} | ({} if seed is None else {"seed": seed})
    _print(server("POST", "/worlds", body).json())


@world.command()
@click.argument("name")
@click.argument("file")
@click.option("--journal", is_flag=True, help="With what the world was asked.")
@at_server
def save(server: Server, name: str, file: str, journal: bool) -> None:
    """Save everything of a world in a file (- is standard output)."""
    query = {"journal": "true" if journal else "false"}
    deliver(file, InWorld(server, name)("GET", "/snapshot", query=query).content)


@world.command()
@click.argument("file")
@click.option("--as", "name", metavar="NAME", help="Which world to make or replace; its own.")
@at_server
def load(server: Server, file: str, name: str | None) -> None:
    """Load a file that was saved (- is standard input).

    The world is made, or replaced if there is one of that name.
    """
    raw = read_whole(file)
    if name is None:
        name = _name_in(raw, file)
    _print(InWorld(server, name)("PUT", "/snapshot", raw=raw).json())


@world.command()
@click.argument("name")
@click.argument("new")
@at_server
def fork(server: Server, name: str, new: str) -> None:
    """Copy a world with everything in it but its journal."""
    _print(InWorld(server, name)("POST", "/fork", {"name": new}).json())


@world.command()
@click.argument("name")
@at_server
def reset(server: Server, name: str) -> None:
    """Replace a world by a fresh one of the same seed."""
    _print(InWorld(server, name)("POST", "/reset").json())


@world.command()
@click.argument("name")
@at_server
def delete(server: Server, name: str) -> None:
    """Drop a world and its checkpoints."""
    InWorld(server, name)("DELETE", "")


@world.command()
@click.argument("name")
@click.argument("label", required=False)
@click.option("--delete", is_flag=True, help="Drop that checkpoint instead.")
@at_server
def checkpoint(server: Server, name: str, label: str | None, delete: bool) -> None:
    """Keep a world as it is now, to be rolled back to; without a LABEL, list what is kept."""
    found = InWorld(server, name)
    if label is not None:
        found("DELETE" if delete else "PUT", f"/checkpoints/{named(label)}")
        return
    if delete:
        die("give the LABEL of the checkpoint to drop")
    for kept in found("GET", "/checkpoints").json():
        click.echo(kept["label"])


@world.command()
@click.argument("name")
@click.argument("label", default="start")
@at_server
def rollback(server: Server, name: str, label: str) -> None:
    """Have a world as it was at a checkpoint; without a LABEL, as it began."""
    path = f"/checkpoints/{named(label)}/rollback"
    _print(InWorld(server, name)("POST", path).json())


def _name_in(raw: bytes, file: str) -> str:
    try:
        found = orjson.loads(raw)["world"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        found = None
    if not isinstance(found, str):
        die(f"{file} is no snapshot of hostsim")
    return found


def _print(view: dict[str, Any]) -> None:
    clock = view["clock"]
    click.echo(f"{view['name']:<20} {clock['now']} {clock['mode']:<8} {view['requests']} requests")
