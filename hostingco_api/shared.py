"""What processes share of what is not in the database: a Redis, if there is one."""

import logging
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from redis import ConnectionPool

CONNECTING = 1.0
"""Seconds; a Redis is near."""


def pool(url: str, timeout: float) -> "ConnectionPool":
    """Connections whose every answer is there within `timeout` seconds. Nothing is asked yet.

    Raises ValueError, which does not have the URL: it may have a password in it.
    """
    try:
        from redis import ConnectionPool
        from redis.backoff import NoBackoff
        from redis.retry import Retry
    except ImportError:
        raise ValueError("there is no client for Redis: pip install 'hostsim[redis]'") from None
    try:
        if urlsplit(url).scheme not in ("redis", "rediss"):
            raise ValueError
        return ConnectionPool.from_url(
            url,
            socket_connect_timeout=CONNECTING,
            socket_timeout=timeout,
            # Once more, since a connection may have been lost while nobody used it.
            retry=Retry(NoBackoff(), 1),
        )
    except ValueError:
        form = "redis://[user:password@]host[:port][/number]"
        raise ValueError(f"the URL of Redis cannot be read: use {form}") from None


class Seldom:
    """Warns of what goes on and on once a minute."""

    EVERY = 60.0

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._lock = Lock()
        self._next = 0.0

    def warn(self, text: str, *args: object) -> None:
        with self._lock:
            if monotonic() < self._next:
                return
            self._next = monotonic() + self.EVERY
        self._log.warning(text, *args)
