"""A PostgreSQL of the tests' own: made in a folder, with its socket, and gone in the end."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

import psycopg

from tests.programs import absent

Databases = Callable[[], str]
"""Makes an empty database, and answers its URL."""


def _programs() -> Path | None:
    """Where initdb is: on the path, or where distributions hide it."""
    folders = [Path(found).parent for found in [shutil.which("initdb")] if found]
    if config := shutil.which("pg_config"):
        told = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=True)
        folders.append(Path(told.stdout.strip()))
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


@contextmanager
def serving() -> Iterator[Databases]:
    programs = _programs()
    if programs is None:
        absent("PostgreSQL", "initdb was not found; install `postgresql`")
    folder = Path(mkdtemp(prefix="hostsim-pg-"))  # a short path, as that of a socket has to be
    become: list[str] = []
    if os.geteuid() == 0:  # as whom it does not run
        user = next((u.pw_name for u in pwd.getpwall() if u.pw_name in ("postgres", "nobody")), "")
        if not user or not shutil.which("runuser"):
            absent("PostgreSQL", "it does not run as root, and there is nobody else to be")
        shutil.chown(folder, user)
        become = ["runuser", "-u", user, "--"]
    data = folder / "data"

    def run(program: str, *args: str | Path) -> None:
        # Not captured: the server keeps what it was given, and a pipe would stay open.
        with (folder / "output").open("a") as output:
            command = [*become, programs / program, "-D", data, *args]
            done = subprocess.run(command, stdout=output, stderr=output, cwd=folder)
        assert done.returncode == 0, (folder / "output").read_text()

    try:
        run("initdb", "-U", "hostsim", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        # Nobody pulls the plug of a test; that a process is killed, it survives without.
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        run("pg_ctl", "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield _databases(folder)
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def _databases(folder: Path) -> Databases:
    numbers = count(1)

    def make() -> str:
        name = f"test{next(numbers)}"
        with psycopg.connect(
            host=str(folder), user="hostsim", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return f"postgresql://hostsim@/{name}?host={folder}"

    return make
