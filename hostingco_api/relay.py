"""From the tables to the queues: what has to ask others, modules of services and webhooks.

Whoever queues something claims its row for a while, so that it is queued again where that was in
vain; whoever does it claims the row until it has to be done. So a queue may lose a call, or have it
twice.
"""

import logging
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Lock

from hostingco_api import deliveries, provisioning
from hostingco_api.core import lifecycle
from hostingco_api.core.models import Delivery, Service
from hostingco_api.queue import Queue, Unavailable
from hostingco_api.services import Services

THREADS, SHARE = 8, 3
"""Of each queue, and how many of them wait for the same provider, or the same webhook's receiver:
one that is slow, or two, keep none of the others waiting."""
AT_ONCE = 100
"""Things that are queued in one go."""
QUEUED = timedelta(seconds=30)
"""What is not begun by then is queued again."""
_log = logging.getLogger("hostingco.relay")


@contextmanager
def _claimed() -> Iterator[None]:
    """What is not queued is claimed all the same, and queued when that is over."""
    try:
        yield
    except Unavailable as error:
        _log.warning("%s", error)


class Line:
    """A queue in which each provider, or webhook, has no more than its SHARE of the threads. Those
    that wait for one of theirs are kept in mind here, as long as the claim on them lasts."""

    def __init__(self, name: str, services: Services, do: Callable[..., None]) -> None:
        config = services.config
        self.services = services
        self.queue = Queue(name, config.redis, config.secret, THREADS)
        self._do = do
        self.put = self.queue.task(name, self._turn)
        """Whose it is, an id, and the claim on that; raises Unavailable."""
        self._lock = Lock()
        self._busy: Counter[str] = Counter()
        self._waiting: defaultdict[str, deque[tuple[int, datetime]]] = defaultdict(deque)

    def _turn(self, whose: str, id: int, claim: datetime) -> None:
        with self._lock:
            if self._busy[whose] >= SHARE:
                self._clear(whose)
                self._waiting[whose].append((id, claim))
                return
            self._busy[whose] += 1
        try:
            self._do(self.services, id, claim)
        finally:
            with self._lock:
                self._busy[whose] -= 1
                waiting = self._clear(whose)
                following = waiting.popleft() if waiting else None
            if following:
                with _claimed():
                    self.put(whose, *following)

    def _clear(self, whose: str) -> deque[tuple[int, datetime]]:
        """Of those whose claim is over: the oldest are in front."""
        waiting, now = self._waiting[whose], self.services.config.clock()
        while waiting and waiting[0][1] <= now:
            waiting.popleft()
        return waiting


class Queues:
    """Of what has to ask others. Providers may take minutes, so webhooks do not wait for them."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.modules = Line("modules", services, provisioning.act)
        self.webhooks = Line("webhooks", services, deliveries.attempt)

    def fill(self) -> None:
        """With all that is to be done now."""
        now = self.services.config.clock()
        with self.services.database.writing() as session:
            actions = session.scalars(lifecycle.to_do(now).limit(AT_ONCE)).all()
            messages = session.scalars(deliveries.to_send(now).limit(AT_ONCE)).all()
            found: list[Service | Delivery] = [*actions, *messages]
            for claimed in found:
                claimed.due_at = now + QUEUED
        with _claimed():
            for service in actions:
                self.modules.put(service.module, service.id, now + QUEUED)
            for delivery in messages:
                self.webhooks.put(f"webhook-{delivery.webhook_id}", delivery.id, now + QUEUED)

    def start(self) -> None:
        self.modules.queue.start()
        self.webhooks.queue.start()

    def stop(self, patience: float) -> None:
        self.modules.queue.stop(1.0)  # so that none is begun while webhooks are waited for
        self.webhooks.queue.stop(patience)
