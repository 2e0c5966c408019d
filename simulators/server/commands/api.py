"""A command's way to the control API of a running server.

    @at_server                     adds --url; the command gets a `Server`
    @in_world                      adds --url and --world; the command gets an `InWorld`

    clock = world("PUT", "/clock", {"mode": "frozen"}).json()

A call answers, or ends the command with one line that says what to do.
"""

import os
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from simulators.kernel.repository import NAME
from simulators.server.commands.base import die, option

if TYPE_CHECKING:
    from requests import Response

URL = "http://127.0.0.1:4380"
_CONNECT, _READ = 5, 300  # seconds; a large world takes a while to load

T = TypeVar("T")


class Server:
    """The control API at a base URL. The token is that of HOSTSIM_CONTROL_TOKEN, if it is set."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")

    def __call__(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        raw: bytes | None = None,
        query: dict[str, str] | None = None,
    ) -> "Response":
        """The answer to a call that went well; `raw` is a body that is JSON already."""
        import requests

        headers = {"Content-Type": "application/json"} if raw is not None else {}
        if token := os.environ.get("HOSTSIM_CONTROL_TOKEN"):
            headers["Authorization"] = f"Bearer {token}"
        with requests.Session() as session:
            session.trust_env = False  # no proxy is let in, and no netrc has the token
            try:
                answer = session.request(
                    method,
                    f"{self.url}/__sim{path}",
                    headers=headers,
                    params=query,
                    json=body,
                    data=raw,
                    timeout=(_CONNECT, _READ),
                    allow_redirects=False,
                )
            except requests.ConnectionError:
                die(f"no server answers at {self.url}; start one (hostsim serve) or give --url")
            except requests.Timeout:
                die(f"the server at {self.url} did not answer in {_READ} s", 1)
            except requests.exceptions.InvalidJSONError as error:
                die(f"that cannot be sent: {error}")
            except (requests.RequestException, UnicodeError) as error:
                die(f"cannot ask {self.url!r}: {error}")
        is_json = answer.headers.get("Content-Type") == "application/json"
        if answer.status_code >= 300 or not (is_json or answer.status_code == 204):
            self._refused(answer)
        return answer

    def _refused(self, answer: "Response") -> NoReturn:
        try:
            body = answer.json()
            text = str(body["error"])
        except (ValueError, TypeError, KeyError):
            what = f"{answer.status_code} {answer.headers.get('Content-Type', '')}".rstrip()
            die(f"what answers at {self.url} is no hostsim ({what}); give --url", 1)
        if wrong := "; ".join(told(body.get("fields", {}))):
            text = f"{text}: {wrong}"
        die(text, 1 if answer.status_code >= 500 else 2)


class InWorld:
    """The part of the control API that is about one world."""

    def __init__(self, server: Server, name: str) -> None:
        self.server = server
        self.name = named(name)

    def __call__(self, method: str, path: str, body: Any = None, **kwargs: Any) -> "Response":
        return self.server(method, f"/worlds/{self.name}{path}", body, **kwargs)


def named(text: str) -> str:
    """A part of a path, such as a world's name; `..` would lead elsewhere."""
    if not NAME.fullmatch(text):
        die(f"{text!r} is no name: use 1 to 63 of A-Z a-z 0-9 _ -")
    return text


def told(fields: Any, at: str = "") -> list[str]:
    """`mode: is not known` and the like, of messages nested below `json` or `query`."""
    if isinstance(fields, dict):
        items = [(f"{at}.{name}" if at else str(name), found) for name, found in fields.items()]
        return [line for path, found in items for line in told(found, path)]
    texts = fields if isinstance(fields, list) else [fields]
    place = ".".join(part for part in at.split(".")[1:] if part != "_schema")
    return [f"{place}: {text}" if place else str(text) for text in texts]


def at_server(command: Callable[..., T]) -> Callable[..., T]:
    """Give the command the server to talk to, as its first argument."""

    @wraps(command)
    def with_server(*args: Any, url: str, **kwargs: Any) -> T:
        return command(Server(url), *args, **kwargs)

    add: Callable[[Any], Any] = option("--url", default=URL, help="Of the running server.")
    decorated: Callable[..., T] = add(with_server)
    return decorated


def in_world(command: Callable[..., T]) -> Callable[..., T]:
    """Give the command its world of the server to talk to, as its first argument."""

    @wraps(command)
    def with_world(server: Server, *args: Any, world: str, **kwargs: Any) -> T:
        return command(InWorld(server, world), *args, **kwargs)

    add: Callable[[Any], Any] = option("--world", default="default", help="Which world.")
    decorated: Callable[..., T] = add(at_server(with_world))
    return decorated
