"""What drivers have in common."""

import re
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from hostingco_api.gateway.provider import NotDone, ProviderError, RateLimited

AT_ONCE = 8
"""Calls for the things of one list."""
Thing = TypeVar("Thing")
Found = TypeVar("Found")


def slug(name: str) -> str:
    """`kvm-2` of `KVM 2`."""
    return re.sub(r"[^a-z0-9.]+", "-", name.lower()).strip("-.")


def side_by_side(do: Callable[[Thing], Found], things: Iterable[Thing]) -> list[Found]:
    """In the order of the things. The first error ends it."""
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        return list(pool.map(do, things))
    finally:
        pool.shutdown(cancel_futures=True)


class TooEarly(RateLimited, NotDone):
    """Too many calls before the one that counts. Of that one nobody could tell what became."""


@contextmanager
def nothing_done() -> Iterator[None]:
    """Around what comes before: if that fails, what was to come did not."""
    try:
        yield
    except RateLimited as error:
        raise TooEarly(str(error), error.retry_after) from error
    except ProviderError as error:
        if type(error) is not ProviderError:
            raise
        raise NotDone(str(error)) from error
