"""`hostsim` as a process that talks to a server."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.running import run


@dataclass
class Commander:
    """Whoever types commands for the server at `url`."""

    url: str

    def __call__(self, *args: str | Path, stdin: bytes = b"", **env: str) -> str:
        """What a command prints that goes well."""
        done = run(*args, stdin=stdin, HOSTSIM_URL=self.url, **env)
        assert (done.returncode, done.stderr) == (0, b""), done.stderr.decode()
        return done.stdout.decode()

    def json(self, *args: str | Path) -> Any:
        return json.loads(self(*args, "--json"))

    def refused(self, *args: str | Path, code: int = 2, **env: str) -> str:
        """The one line that a command ends with which does not go well."""
        env.setdefault("HOSTSIM_URL", self.url)
        done = run(*args, stdin=b"", **env)
        assert (done.returncode, done.stdout) == (code, b""), done.stderr.decode()
        assert done.stderr.startswith(b"hostsim: ")
        assert done.stderr.count(b"\n") == 1
        return done.stderr.decode().removeprefix("hostsim: ").rstrip("\n")
