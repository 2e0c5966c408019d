"""What an application can do to its client's connection besides answering.

The server puts a `Connection` under KEY into the environ. To wait takes no thread: what an
application wants is carried out by the server once it has returned or raised, so however many
clients are kept waiting, the others are answered, the control API's included.

    connection_of(environ).wait(2)      the answer goes out two seconds later
    connection_of(environ).reset()      the client's connection is reset
    connection_of(environ).hang(60)     nothing is sent until the client leaves, or for 60 s

A body that is shorter than its Content-Length is sent as it is, and then the connection ends.

A client in this process has no connection: it gets Reset or Hang raised, never waits, and takes a
short body as it comes.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

KEY = "hostsim.connection"


class Reset(ConnectionResetError):
    """To be raised out of the application: the connection is reset instead of an answer."""


class Hang(TimeoutError):
    """To be raised out of the application: it is not answered, for that many seconds at most."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"no answer for {seconds:g} s")
        self.seconds = seconds


@dataclass
class Connection:
    """One request's; `delay` is for how many seconds its end is held back, whatever it is."""

    delay: float = 0.0

    def wait(self, seconds: float) -> None:
        """Have it end that much later, or as soon as the client has gone."""
        self.delay += seconds

    def reset(self) -> NoReturn:
        """To be the last thing that an application does: nothing may catch what is raised."""
        raise Reset("connection reset by the server")

    def hang(self, seconds: float) -> NoReturn:
        """Likewise. After that time the connection is reset."""
        raise Hang(seconds)


def connection_of(environ: "WSGIEnvironment") -> Connection:
    """One that is in vain where the server has put none there."""
    found = environ.get(KEY)
    return found if isinstance(found, Connection) else Connection()
