"""A capsule, played again in this process.

    world = opened(Path("bug.json"))
    answer = world("hostinger", "GET", "/api/dns/v1/zones/example.com", at=..., headers=...)

The world is loaded under its own name, and its clock stands at the instant of each request while
that is answered. Secrets are not in a capsule; a request that had one is sent with `STAND_IN`, and
answers are compared as the journal has them, where secrets are `***`.
"""

import difflib
import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from simulators.kernel import capsule, snapshot
from simulators.kernel.body import MOST_BYTES
from simulators.kernel.capsule import Capsule
from simulators.kernel.clock import parse_mode
from simulators.kernel.journal import CONTROL, Entry
from simulators.kernel.masking import MASK
from simulators.kernel.snapshot import BadSnapshot
from simulators.server.app import CONTROL as CONTROL_PATH
from simulators.server.app import Application

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

STAND_IN = "Stand-in.4.Secrets"
"""Sent for every secret; every vendor takes it for a good password."""
_MOST_LINES, _MOST_LETTERS = 40, 200


class CannotReplay(ValueError):
    """A request is not whole in the capsule, or does not reach its world."""


@dataclass(frozen=True)
class Answer:
    """What the journal says of an answer, with `***` for secrets and for what stood in for them."""

    status: int
    headers: list[tuple[str, str]]
    body: str

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Replay:
    """The capsule's world. Raises BadSnapshot where there is none in it."""

    def __init__(self, capsule: Capsule) -> None:
        self._app = Application()
        world = snapshot.load(capsule.start, self._app.worlds.nature)
        world.clock.switch(parse_mode("frozen"))
        self._app.worlds.put(world)
        self.name = world.name

    def __call__(
        self,
        vendor: str,
        method: str,
        path: str,
        *,
        at: str,
        query: str = "",
        headers: Mapping[str, str] | None = None,
        body: str = "",
        json: Any = None,
        unread: str = "",
    ) -> Answer:
        """The answer to a request that is made at that instant; of a vendor's own path.

        The vendor `control` is the control API. Raises CannotReplay.
        """
        text = body if json is None else orjson.dumps(json).decode()
        request = {"headers": [*(headers or {}).items()], "body": text, "unread": unread}
        (*_, made) = self.again(
            Entry(
                n=0,
                at=datetime.fromisoformat(at),
                vendor=vendor,
                operation=None,
                method=method,
                path=path,
                query=query,
                status=0,
                request=request,
                response={},
                fault=None,
            )
        )
        return answer_of(made)

    def again(self, entry: Entry) -> list[Entry]:
        """Make a request again: its entry in the journal, or more if it comes to more than one."""
        if entry.request.get("truncated"):
            raise CannotReplay("its body was too long to be kept whole")
        with self._app.worlds.hold(self.name) as world:
            world.clock.set(entry.at)
            before = world.requests + world.changes
        status, body = self._send(self._environ(entry))
        with self._app.worlds.hold(self.name) as world:
            count = world.requests + world.changes - before
            made = list(world.journal.entries())[-count:] if count > 0 else []
        if not made:
            told = f"({status}: {body.decode(errors='replace')[:_MOST_LETTERS].strip()})"
            raise CannotReplay(f"it does not reach the world {self.name!r} {told}")
        return made

    def _send(self, environ: "WSGIEnvironment") -> tuple[str, bytes]:
        told = [""]

        def start(status: str, headers: Any, exc_info: Any = None) -> Any:
            told[0] = status.strip()

        try:
            body = b"".join(self._app(environ, start))
        except (ConnectionError, TimeoutError):  # what a fault does to a connection
            body = b""
        return told[0], body

    def _environ(self, entry: Entry) -> "WSGIEnvironment":
        headers = {name.lower(): value for name, value in entry.request["headers"]}
        if entry.vendor == CONTROL:
            path = f"/{CONTROL_PATH}{entry.path}"
        else:
            path = self._app.address(entry.vendor, headers.get("host", ""), entry.path)
        text = entry.request["body"]
        if entry.vendor == CONTROL and entry.path.endswith("/clock/advance"):
            text = json.dumps({"to": entry.at.isoformat()})
        body = _with_secrets(text).encode()
        environ: WSGIEnvironment = {
            "REQUEST_METHOD": entry.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path.encode().decode("latin-1"),
            "QUERY_STRING": _latin(_with_secrets(entry.query)),
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            "wsgi.input_terminated": True,
            "wsgi.errors": BytesIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        if "transfer-encoding" not in headers:
            environ["CONTENT_LENGTH"] = str(len(body))
        unread = {"too-large": MOST_BYTES + 1, "broke-off": 1}
        if why := entry.request.get("unread"):
            environ["CONTENT_LENGTH"] = str(unread[why])
        for name, value in headers.items():
            key = name.replace("-", "_").upper()
            environ[key if name == "content-type" else f"HTTP_{key}"] = _latin(_header(value))
        return environ


def opened(path: Path) -> Replay:
    """The world of a capsule's file. Raises OSError, BadSnapshot."""
    return Replay(parsed(path.read_bytes()))


def parsed(raw: bytes) -> Capsule:
    """Raises BadSnapshot."""
    try:
        document = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise BadSnapshot(f"this is no JSON: {error}") from error
    return capsule.load(document)


@dataclass(frozen=True)
class Played:
    """A request, what is known of its answer, and how the new answer differs, if it does."""

    entry: Entry
    count: int
    """How many entries it came to: one, but for what is delivered twice."""
    expected: Answer
    differences: list[str]


def played(capsule: Capsule) -> Iterator[Played]:
    """Every request again, in order. Raises BadSnapshot, CannotReplay."""
    world = Replay(capsule)
    entries = list(capsule.entries)
    while entries:
        made = world.again(entries[0])
        known, entries = entries[: len(made)], entries[len(made) :]
        pairs = [(answer_of(k), answer_of(m)) for k, m in zip(known, made, strict=False)]
        lines = [line for pair in pairs for line in differences(*pair)]
        if len(made) > len(known):
            lines.append("it is delivered once more than it was")
        yield Played(known[0], len(known), pairs[-1][0], lines)


def answer_of(entry: Entry) -> Answer:
    told = entry.response
    headers = [(name, value.replace(STAND_IN, MASK)) for name, value in told["headers"]]
    return Answer(entry.status, headers, told["body"].replace(STAND_IN, MASK))


def differences(expected: Answer, got: Answer) -> list[str]:
    """What a person wants to know of them, in lines; none where they are the same."""
    lines = []
    if got.status != expected.status:
        lines.append(f"status: expected {expected.status}, got {got.status}")
    headers = [_comparable(answer.headers, got) for answer in (expected, got)]
    lines += [f"header: expected {n}: {v}" for n, v in headers[0] if (n, v) not in headers[1]]
    lines += [f"header: got {n}: {v}" for n, v in headers[1] if (n, v) not in headers[0]]
    if got.body != expected.body:
        lines += _compared(_lines(expected.body), _lines(got.body))
    return lines


def _comparable(headers: list[tuple[str, str]], got: Answer) -> list[tuple[str, str]]:
    """Without the length of a body that another secret may have made longer."""
    masked = MASK in got.body
    return [(n, v) for n, v in headers if not (masked and n.lower() == "content-length")]


def _compared(expected: list[str], got: list[str]) -> list[str]:
    lines = list(difflib.unified_diff(expected, got, "expected", "got", n=2, lineterm=""))
    cut = [line[:_MOST_LETTERS] for line in lines[:_MOST_LINES]]
    more = len(lines) - len(cut)
    return [*cut, f"... and {more} lines more"] if more else cut


def _lines(body: str) -> list[str]:
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False).splitlines()
    except ValueError:
        return body.splitlines()


def _with_secrets(text: str) -> str:
    return text.replace(MASK, STAND_IN)


def _latin(text: str) -> str:
    """Of the letters that a request's line and headers can have."""
    return text.encode("latin-1", "replace").decode("latin-1")


def _header(value: str) -> str:
    """One that had a secret in it gets another."""
    scheme, _, rest = value.partition(" ")
    if scheme.lower() != "basic":
        return _with_secrets(value)
    user, password = "nobody", MASK
    with suppress(ValueError):
        user, _, password = b64decode(rest, validate=True).decode().partition(":")
    if password != MASK:
        return value
    return f"{scheme} {b64encode(f'{user}:{STAND_IN}'.encode()).decode()}"
