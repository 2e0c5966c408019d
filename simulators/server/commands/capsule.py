"""`hostsim capsule save | replay`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulators.server.commands.api import InWorld, in_world, told
from simulators.server.commands.base import Commands, deliver, die, read_whole

if TYPE_CHECKING:
    from simulators.kernel.snapshot import BadSnapshot
    from simulators.server.replay import Played


@click.group(cls=Commands)
def capsule() -> None:
    """Keep all that a world was asked since it began, and ask it again."""


@capsule.command()
@click.argument("file")
@in_world
def save(world: InWorld, file: str) -> None:
    """Save a world's capsule in a file (- is standard output)."""
    deliver(file, world("GET", "/capsule").content)


@capsule.command()
@click.argument("file")
@click.option("--pytest", "as_test", is_flag=True, help="Print a pytest test of it.")
def replay(file: str, as_test: bool) -> None:
    """Make every request of a capsule again (- is standard input), and compare the answers.

    No server is needed. It ends at the first answer that differs, with status 1.
    """
    from simulators.kernel.snapshot import BadSnapshot
    from simulators.server.replay import CannotReplay, parsed, played

    raw = read_whole(file)
    done: list[Played] = []
    try:
        found = parsed(raw)
        for request in played(found):
            done.append(request)
            if request.differences and not as_test:
                break
    except BadSnapshot as error:
        die(f"{file}: {_whole(error)}")
    except CannotReplay as error:
        entry = found.entries[sum(request.count for request in done)]
        die(f"request {len(done) + 1} cannot be made again: {entry.method} {entry.path}: {error}")
    if as_test:
        from simulators.server.as_pytest import printed

        name = "capsule.json" if file == "-" else Path(file).name
        click.echo(printed(found, done, name), nl=False)
    for number, request in enumerate(done, 1):
        if request.differences:
            _report(number, len(found.entries), request, found.version)
            sys.exit(1)
    if not as_test:
        click.echo(f"{len(done)} requests, all answers the same")


def _whole(error: "BadSnapshot") -> str:
    places = "; ".join(told({"json": error.fields or {}}))
    return f"{error}: {places}" if places else str(error)


def _report(number: int, count: int, request: "Played", version: str) -> None:
    from importlib import metadata

    entry = request.entry
    ours = metadata.version("hostsim")
    other = "" if ours == version else f", saved by hostsim {version}, played by {ours}"
    query = f"?{entry.query}" if entry.query else ""
    click.echo(
        f"request {number} of {count} is answered differently{other}:\n"
        f"{entry.method} {entry.path}{query} ({entry.vendor}, {entry.at.isoformat()})",
        err=True,
    )
    for line in request.differences:
        click.echo(f"  {line}", err=True)
