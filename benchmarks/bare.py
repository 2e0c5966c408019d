"""The yardstick: the least a Flask application can do, on hostsim's own server.

GET answers bytes made once, about as many as a zone; POST parses a JSON body and keeps it in a
dict. `python bare.py PORT_FILE` serves it on a free port until SIGTERM.
"""

import json
import sys
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

from simulators.server import http

RRSETS = [
    {
        "name": f"a-name-of-some-length-{number}",
        "records": [{"content": f"198.51.100.{number}", "is_disabled": False}],
        "ttl": 14400,
        "type": "A",
    }
    for number in range(12)
]


def make_app() -> Flask:
    app = Flask("bare", static_folder=None)
    raw = json.dumps(RRSETS, separators=(",", ":")).encode()
    kept: dict[str, Any] = {}

    @app.get("/zone")
    def get() -> Response:
        return Response(raw, content_type="application/json")

    @app.post("/zone")
    def post() -> dict[str, str]:
        kept["zone"] = request.get_json()
        return {"message": "Request accepted"}

    return app


def main() -> None:
    sock = http.listen("127.0.0.1", 0)
    port = sock.getsockname()[1]
    port_file = Path(sys.argv[1])

    def ready() -> None:
        part = port_file.with_suffix(".part")
        part.write_text(str(port))
        part.replace(port_file)

    http.serve(make_app(), sock, ready)


if __name__ == "__main__":
    main()
