"""An application that does to its connections what the path says, on hostsim's own server.

`python -m tests.server.faulty HOST PORT_FILE` serves it on a free port until SIGTERM.
"""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from simulators.kernel.connection import connection_of
from simulators.server import bridge, http

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def app(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
    connection = connection_of(environ)
    _, what, *rest = environ["PATH_INFO"].split("/")
    seconds = float(rest[0]) if rest else 0.0
    body = environ["wsgi.input"].read()
    length = len(body)
    if what == "reset":
        connection.wait(seconds)
        connection.reset()
    elif what == "hang":
        connection.hang(seconds)
    elif what == "wait":
        connection.wait(seconds)
    elif what == "short":
        length += int(rest[0])
    elif what == "descriptors":
        body = str(len(os.listdir("/dev/fd"))).encode()
        length = len(body)
    elif what == "broken":
        raise ValueError("an error of the application's own")
    start("200 OK", [("Content-Length", str(length)), ("Content-Type", "text/plain")])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def main() -> None:
    host, port_file, body_seconds = sys.argv[1:]
    bridge.BODY_SECONDS = float(body_seconds)
    sock = http.listen(host, 0)
    port = sock.getsockname()[1]

    def ready() -> None:
        part = Path(port_file).with_suffix(".part")
        part.write_text(str(port))
        part.replace(port_file)

    http.serve(app, sock, ready)


if __name__ == "__main__":
    main()
