"""How often a client may ask, in fixed windows, as documented (X-RateLimit-*)."""

import logging
import math
from ipaddress import ip_address, ip_network
from time import monotonic

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import FixedWindowRateLimiter

from hostingco_api.core.clock import utcnow
from hostingco_api.core.errors import Refusal
from hostingco_api.shared import Seldom, pool

API = RateLimitItemPerMinute(100, 15, namespace="api")
AUTH = RateLimitItemPerMinute(10, 15, namespace="auth")
"""Of all that a password can be guessed with, and of registering, together."""
KEY = RateLimitItemPerMinute(100, 1, namespace="key")
TIMEOUT = 1.0
"""Seconds for Redis to answer."""
REST = 10.0
"""Seconds for which it is not asked when it did not."""
_log = logging.getLogger("hostingco.throttle")


class Throttle:
    """Of all processes that share a Redis, or else of one: several behind a balancer allow each its
    own number. While Redis fails, everybody may ask."""

    def __init__(self, on: bool, redis_url: str | None = None) -> None:
        """Raises ValueError where the URL is none."""
        self.on = on
        self._storage = (
            RedisStorage("redis://", pool(redis_url, TIMEOUT), "hostingco", wrap_exceptions=True)
            if redis_url
            else MemoryStorage()
        )
        self._limiter = FixedWindowRateLimiter(self._storage)
        self._rests_until = 0.0
        self._seldom = Seldom(_log)

    def count(self, item: RateLimitItem, client: str) -> dict[str, str]:
        """A client by its address. The headers that tell how it stands; raises a refusal where it
        is too much."""
        return self.count_as(item, _network(client))

    def count_as(self, item: RateLimitItem, identity: str) -> dict[str, str]:
        """Whoever is told apart by something else."""
        allowed, resets, remaining = self._asked(item, identity)
        headers = {
            "X-RateLimit-Limit": str(item.amount),
            "X-RateLimit-Remaining": str(remaining),
            "X-RateLimit-Reset": str(math.ceil(resets)),
        }
        if not allowed:
            wait = max(1, math.ceil(resets - utcnow().timestamp()))
            raise Refusal(
                "RATE_LIMIT",
                "Too many requests, please try again later",
                headers=headers | {"Retry-After": str(wait)},
            )
        return headers

    def _asked(self, item: RateLimitItem, identity: str) -> tuple[bool, float, int]:
        """Is it allowed, when does the window end, and how many are left?"""
        if monotonic() >= self._rests_until:
            try:
                allowed = not self.on or self._limiter.hit(item, identity)
                resets, left = self._limiter.get_window_stats(item, identity)
                # Redis tells whole seconds, which may be one more than there are.
                return allowed, min(resets, utcnow().timestamp() + item.get_expiry()), left
            except StorageError:
                self._rests_until = monotonic() + REST
                self._seldom.warn("Redis cannot be asked: who asks how often is not counted")
        return True, utcnow().timestamp() + item.get_expiry(), item.amount


def _network(client: str) -> str:
    """Whose an IPv6 address is, are 2**64 of them."""
    address = ip_address(client)
    return client if address.version == 4 else str(ip_network((client, 64), strict=False))
