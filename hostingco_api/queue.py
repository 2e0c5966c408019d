"""A queue of calls, which threads of any process that has it carry out: Huey's, in the memory of
this process, or in Redis.

What is queued may be lost with the process, or with Redis, and may be done twice. So a call is no
more than a hint where to look, an id: what is to be done, and whether it still is, the tables say.
"""

import logging
from collections.abc import Callable
from threading import Semaphore
from typing import Any

from huey import Huey
from huey.consumer import Consumer
from huey.serializer import SignedSerializer
from huey.storage import MemoryStorage, RedisStorage

from hostingco_api.shared import Seldom, pool

LOOK = 0.25
"""Seconds that a thread waits for a call before it looks whether it is to stop; before version 6,
Redis knew no part of a second."""
PAUSE = 1.0
"""Seconds from a failure of Redis to the next try."""
TIMEOUT = 3.0
"""Seconds for an answer of Redis, which has to be more than it is told to wait."""
_log = logging.getLogger("hostingco.queue")
# It would tell every call with its arguments; what goes wrong with them is said here.
logging.getLogger("huey").setLevel(logging.CRITICAL)


class Unavailable(Exception):
    """Nothing was queued: Redis cannot be reached."""


class _Memory(MemoryStorage):  # type: ignore[misc]
    """Without polling: who waits for a call is woken by it."""

    blocking = True

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._there = Semaphore(0)

    def enqueue(self, data: bytes, priority: float | None = None) -> None:
        super().enqueue(data, priority)
        self._there.release()

    def dequeue(self) -> Any:
        return super().dequeue() if self._there.acquire(timeout=LOOK) else None


class _Huey(Huey):  # type: ignore[misc]
    """That says what is wrong with its storage, and not at every try."""

    def __init__(self, name: str, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.seldom = Seldom(_log)

    def dequeue(self) -> Any:
        try:
            return super().dequeue()
        except Exception as error:  # also of a call that is none of ours: another secret, version
            self.seldom.warn("the queue cannot be read, tried again: %s", _told(error))
            raise


class _Consumer(Consumer):  # type: ignore[misc]
    def _set_signal_handlers(self) -> None:
        """The process has its own."""


class Queue:
    def __init__(self, name: str, redis_url: str | None, secret: str, workers: int) -> None:
        """Raises ValueError where the URL is none."""
        self._pool = pool(redis_url, TIMEOUT) if redis_url else None
        kept: dict[str, Any] = {"storage_class": _Memory}
        if self._pool:
            kept = {
                "storage_class": RedisStorage,
                "connection_pool": self._pool,
                "read_timeout": LOOK,
            }
        # What is read is unpickled: only if it was signed here.
        signed = SignedSerializer(secret=secret, salt=name)
        self._huey = _Huey(name, results=False, serializer=signed, **kept)
        self._started = False
        self._consumer = _Consumer(
            self._huey,
            workers,
            periodic=False,
            initial_delay=PAUSE,
            max_delay=PAUSE,
            check_worker_health=False,
        )

    def task(self, name: str, function: Callable[..., object]) -> Callable[..., None]:
        """What queues a call of it, with arguments that can be pickled; raises Unavailable.

        What the function raises is logged, and the call is over.
        """

        def run(*args: Any) -> None:
            try:
                function(*args)
            except Exception:
                _log.exception("%s failed", name)

        call = self._huey.task(name=name)(run)

        def enqueue(*args: Any) -> None:
            try:
                call(*args)
            except Exception as error:
                raise Unavailable(f"{name} was not queued: {_told(error)}") from error

        return enqueue

    def start(self) -> None:
        self._started = True
        self._consumer.start()

    def stop(self, patience: float) -> None:
        """No more is begun; what is not done within `patience` seconds ends with the process."""
        if self._started:
            self._consumer.shutdown_timeout = patience
            self._consumer.stop(graceful=True)
        if self._pool:
            self._pool.disconnect()


def _told(error: Exception) -> str:
    """Not the text, which is Redis's own and may say anything."""
    return type(error).__name__
