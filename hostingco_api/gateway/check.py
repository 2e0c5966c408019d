"""Is a provider as its driver takes it to be? Asks what can be asked without changing a thing."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

from hostingco_api.gateway.provider import NotFound, ProviderError

READS = ("domains", "vms", "data_centers", "ssh_keys", "subscriptions", "catalog")


def check(using: Callable[[], AbstractContextManager[Any]]) -> Iterator[tuple[str, str, bool]]:
    """What was asked, what came of it, and whether that is well. What `using` lends is a driver
    that raises ProviderError only, without secrets."""
    with using() as driver:
        has = {
            name for name in ("test", *READS, "domain", "records", "vm") if hasattr(driver, name)
        }
    asked: list[tuple[str, tuple[str, ...]]] = [("test", ()), *((name, ()) for name in READS)]
    while asked:
        name, args = asked.pop(0)
        if name not in has:
            continue
        said = f"{name}({', '.join(args)})"
        try:
            with using() as driver:
                answer = getattr(driver, name)(*args)
                many = isinstance(answer, list | tuple)
                found = f"{len(answer)} found" if many else "ok"
                if name == "domains" and answer:
                    asked += [("domain", (answer[0].name,)), ("records", (answer[0].name,))]
                if name == "vms" and answer:
                    asked.append(("vm", (answer[0].id,)))
        except NotFound:  # a domain has no zone for being in the account
            yield said, "none", True
        except ProviderError as error:
            yield said, f"{type(error).__name__}: {error}", False
        else:
            yield said, found, True
