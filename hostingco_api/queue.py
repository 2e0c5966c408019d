"""A queue of calls, which threads of any process that has it carry out: Huey's, in the memory of
this process, or in Redis.

What is queued may be lost with the process, or with Redis, and may be done twice. So a call is no
more than a hint where to look, an id: what is to be done, and whether it still is, the tables say.
"""

import logging
from collections.abc import Callable
from threading import Event, Semaphore, Thread
from time import monotonic
from typing import Any

from huey import Huey
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


class Queue:
    """Its threads are Huey's consumer without what that does to a process: handle signals, and
    have a schedule and a thread for it."""

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
        self._huey = Huey(name, results=False, serializer=signed, **kept)
        self._over = Event()
        self._seldom = Seldom(_log)
        self._threads = [
            Thread(target=self._work, name=f"{name}-{number}", daemon=True)
            for number in range(1, workers + 1)
        ]

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
            queued = call.s(*args)
            data = self._huey.serialize_task(queued)  # what cannot be is the caller's mistake
            try:
                self._huey.storage.enqueue(data)
            except Exception as error:
                raise Unavailable(f"{name} was not queued: {_told(error)}") from error

        return enqueue

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self, patience: float) -> None:
        """No more is begun; what is not done within `patience` seconds ends with the process."""
        self._over.set()
        deadline = monotonic() + patience
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(max(0, deadline - monotonic()))
        if self._pool:
            self._pool.disconnect()

    def _work(self) -> None:
        while not self._over.is_set():
            try:
                data = self._huey.storage.dequeue()
            except Exception as error:
                self._seldom.warn("the queue cannot be read, tried again: %s", _told(error))
                self._over.wait(PAUSE)
                continue
            if data is not None:
                self._do(data)

    def _do(self, data: bytes) -> None:
        try:
            task = self._huey.deserialize_task(data)
        except Exception as error:  # another secret, another version, or somebody else's
            self._seldom.warn("a call was dropped that is none of ours: %s", type(error).__name__)
            return
        task.execute()


def _told(error: Exception) -> str:
    """Not the text, which is Redis's own and may say anything."""
    return type(error).__name__
