"""An application whose every answer is looked at on its way to whoever asked."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from werkzeug.datastructures import Headers

Faults = Callable[[str, str, int, Headers, bytes], Iterator[str]]
"""What is wrong with an answer: of its request method and path, and of it status, headers, body."""


class Watched:
    """A WSGI application whose answers are all judged."""

    def __init__(self, app: Any, faults: Faults) -> None:
        self.app = app
        self.faults = faults

    def __call__(self, environ: Any, start: Callable[..., Any]) -> Iterable[bytes]:
        answer: dict[str, Any] = {}

        def started(status: str, headers: list[tuple[str, str]], *exc: Any) -> Any:
            answer.update(status=int(status[:3]), headers=Headers(headers))
            return start(status, headers, *exc)

        body = list(self.app(environ, started))
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        found = self.faults(method, path, answer["status"], answer["headers"], b"".join(body))
        faults = list(found)
        assert not faults, "\n".join(faults)
        return body
