"""The command line.

`serve`, `operations` and `version` need no server; the commands of `commands` talk to one.
"""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulators.kernel.clock import MODES as CLOCKS
from simulators.kernel.clock import Mode
from simulators.kernel.limits import MODES as LIMITS
from simulators.kernel.repository import StoreRefused
from simulators.server.commands.base import (
    Choice,
    Clock,
    Commands,
    die,
    option,
    show,
    unknown,
    write_whole,
)
from simulators.server.commands.capsule import capsule as capsule_commands
from simulators.server.commands.clock import clock as clock_commands
from simulators.server.commands.fault import fault
from simulators.server.commands.world import world as world_commands

if TYPE_CHECKING:
    from simulators.kernel.vendor import Vendor

STORES = "memory|sqlite:///path|postgresql://..."


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Hosting-provider APIs that run on your laptop."""


for commands in (clock_commands, fault, world_commands, capsule_commands):
    main.add_command(commands)


@main.command(context_settings={"help_option_names": ["--help"]})
@option("-H", "--host", default="127.0.0.1", help="Address to listen on.")
@option("-p", "--port", type=click.IntRange(0, 65535), default=4380, help="0 takes a free port.")
@option("--port-file", type=click.Path(path_type=Path), help="Write the port here once listening.")
@option("--seed", type=click.IntRange(0, 2**63 - 1), default=1, help="Of ids and fake data.")
@option(
    "--seed-size",
    type=click.IntRange(2, 100_000),
    default=5,
    help="Domains in a fresh account, and a machine for ten of them.",
)
@option("--strict", is_flag=True, help="Without magic inputs.")
@option("--clock", type=Clock(), default="real", metavar="|".join(CLOCKS), help="The worlds' time.")
@option("--limits", type=Choice(LIMITS), default="real", help="The providers' rate limits.")
@option("--store", default="memory", metavar=STORES, help="Where the worlds are kept.")
@option("--log-format", type=Choice(("text", "json")), default="text", help="Of the access log.")
def serve(
    host: str,
    port: int,
    port_file: Path | None,
    seed: int,
    seed_size: int,
    strict: bool,
    clock: Mode,
    limits: str,
    store: str,
    log_format: str,
) -> None:
    """Simulate the providers over HTTP until SIGTERM or SIGINT.

    The control API (/__sim) answers callers on this machine; others have to send the token in
    HOSTSIM_CONTROL_TOKEN as `Authorization: Bearer`.
    """
    from simulators.server import http, logs

    try:
        sock = http.listen(host, port)
    except OSError as error:
        die(f"cannot listen on {host}:{port}: {error.strerror}; choose another with -H and -p")
    logs.configure(log_format)

    from simulators.server.app import Application

    try:
        app = Application(
            seed=seed,
            size=seed_size,
            strict=strict,
            clock=clock,
            limits=limits,
            store=store,
            control_token=os.environ.get("HOSTSIM_CONTROL_TOKEN") or None,
        )
    except StoreRefused as error:
        sock.close()
        die(f"--store: {error}")
    bound = sock.getsockname()[1]

    def ready() -> None:
        _banner(app.vendors, host, bound)
        if port_file:
            try:
                write_whole(port_file, f"{bound}\n".encode(), 0o644)
            except OSError as error:
                die(f"cannot write the port to {port_file}: {error.strerror}")

    http.serve(app, sock, ready, app.most_bytes)
    app.worlds.close()
    if port_file and port_file.exists() and port_file.read_text() == f"{bound}\n":
        port_file.unlink()


@main.command()
@click.argument("vendor", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of a table.")
def operations(vendor: str | None, as_json: bool) -> None:
    """List every operation of the contracts and whether it is simulated."""
    from simulators.server.operations import listing
    from simulators.server.vendors import VENDORS

    names = [v.name for v in VENDORS]
    if vendor is not None and vendor not in names:
        die(f"vendor {unknown(vendor, names)}")
    rows = [row for row in listing(VENDORS) if vendor in (None, row["vendor"])]
    if as_json:
        show(rows)
        return
    for row in rows:
        mark = "simulated" if row["simulated"] else "-"
        click.echo(f"{row['vendor']:<12}{mark:<11}{row['method']:<8}{row['path']}")
    done = sum(row["simulated"] for row in rows)
    click.echo(f"{done} simulated, {len(rows) - done} not")


@main.command()
def version() -> None:
    """Print the version."""
    from importlib.metadata import version

    click.echo(f"hostsim {version('hostsim')}")


def _banner(vendors: tuple["Vendor", ...], host: str, port: int) -> None:
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 (shown, not listened on)
    base = f"http://{shown}:{port}"
    for vendor in vendors:
        click.echo(f"{vendor.title:<16}{base}/{vendor.name}")
        for name, value in vendor.credentials("default").items():
            click.echo(f"  {name:<14}{value}")
        first = vendor.first_call("default", f"{base}/{vendor.name}")
        click.echo(f"  try           {first}")
    click.echo(f"{'Control API':<16}{base}/__sim (docs: {base}/__sim/docs)")
    sys.stdout.flush()
