"""What the commands have in common: words they know, options, last words, whole files."""

import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp
from typing import Any, NoReturn

import click

from simulators.kernel.clock import BadClock, Mode, parse_mode
from simulators.kernel.nearest import hint


class Choice(click.Choice[str]):
    """A choice that names the nearest word."""

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(unknown(str(value), [str(c) for c in self.choices]), param, ctx)


class Clock(click.ParamType[Mode]):
    name = "clock"

    def convert(self, value: Any, param: Any, ctx: Any) -> Mode:
        if isinstance(value, Mode):
            return value
        try:
            return parse_mode(value)
        except BadClock as error:
            self.fail(str(error), param, ctx)


class Commands(click.Group):
    """A group that names the nearest command."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            ctx.fail(unknown(args[0], list(self.commands)))
        return super().resolve_command(ctx, args)


def unknown(value: str, known: list[str]) -> str:
    return f"{value!r} is not known. {hint(value, known)}"


def option(*names: str, **kwargs: Any) -> Any:
    """An option with its HOSTSIM_* twin."""
    env = "HOSTSIM_" + names[-1].lstrip("-").replace("-", "_").upper()
    return click.option(*names, envvar=env, show_envvar=True, show_default=True, **kwargs)


as_json = click.option("--json", "as_json", is_flag=True, help="The API's own answer.")


def show(document: Any) -> None:
    """One JSON document for programs to read."""
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))


def die(message: str, code: int = 2) -> NoReturn:
    """`code`: 2 where what was asked for cannot be done, 1 where something is wrong."""
    click.echo(f"hostsim: {message}", err=True)
    sys.exit(code)


def read_whole(path: str) -> bytes:
    """A file; `-` is standard input."""
    if path == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(path).read_bytes()
    except OSError as error:
        die(f"cannot read {path}: {error.strerror}")


def write_whole(path: Path, raw: bytes, mode: int = 0o600) -> None:
    """All of it or nothing, whoever else writes there. Raises OSError."""
    # In the same folder, to be on the same disk; of a name that nobody else has.
    handle, name = mkstemp(prefix=f".{path.name}.", dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
        part.chmod(mode)
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise


def deliver(path: str, raw: bytes) -> None:
    """Into a file that only its owner can read; `-` is standard output.

    What is there and no file, such as a pipe, is written to, and not replaced.
    """
    if path == "-":
        sys.stdout.buffer.write(raw)
        sys.stdout.buffer.flush()
        return
    try:
        target = Path(path).resolve()
        if target.exists() and not target.is_file():
            target.write_bytes(raw)
        else:
            write_whole(target, raw)
    except OSError as error:
        die(f"cannot write {path}: {error.strerror}")
