"""A Redis of the tests' own, on a free port of loopback, that can go away and come back."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from redis import Redis
from redis.exceptions import RedisError

from tests.programs import absent
from tests.running import PATIENCE, free_port

PASSWORD = "p4ssw0rd-of-redis"


class RedisServer:
    """With nothing in it, whenever it starts."""

    def __init__(self, program: str, folder: str) -> None:
        self._port = free_port()
        self._command = [
            *(program, "--port", str(self._port), "--bind", "127.0.0.1", "--dir", folder),
            *("--save", "", "--requirepass", PASSWORD),
        ]
        self._output = Path(folder, "output")
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"redis://:{PASSWORD}@127.0.0.1:{self._port}/0"
        self.client = Redis(port=self._port, password=PASSWORD)

    def start(self) -> None:
        if self._process:
            return
        with self._output.open("wb") as output:
            self._process = subprocess.Popen(self._command, stdout=output, stderr=output)
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                self.client.ping()
            except RedisError:
                assert self._process.poll() is None, self._output.read_text()
                assert time.monotonic() < deadline, "Redis did not start"
                time.sleep(0.01)
            else:
                return

    def stop(self) -> None:
        self.client.close()
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextmanager
def serving() -> Iterator[RedisServer]:
    program = shutil.which("redis-server")
    if program is None:
        absent("Redis", "redis-server was not found; install it")
    with TemporaryDirectory(prefix="hostsim-redis-") as folder:
        server = RedisServer(program, folder)
        try:
            server.start()
            yield server
        finally:
            server.stop()
