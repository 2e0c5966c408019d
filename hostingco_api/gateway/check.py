"""Is a provider as its driver takes it to be? Asks what can be asked without changing a thing."""

from collections.abc import Iterator
from typing import Any

from hostingco_api.gateway.provider import NotFound, ProviderError

READS = ("domains", "vms", "data_centers", "ssh_keys", "subscriptions", "catalog")


def check(driver: Any) -> Iterator[tuple[str, str, bool]]:
    """What was asked, what came of it, and whether that is well."""
    asked: list[tuple[str, tuple[str, ...]]] = [("test", ()), *((name, ()) for name in READS)]
    while asked:
        name, args = asked.pop(0)
        if not hasattr(driver, name):
            continue
        said = f"{name}({', '.join(args)})"
        try:
            answer = getattr(driver, name)(*args)
        except NotFound:  # a domain has no zone for being in the account
            yield said, "none", True
            continue
        except ProviderError as error:
            yield said, f"{type(error).__name__}: {error}", False
            continue
        many = isinstance(answer, list | tuple)
        yield said, f"{len(answer)} found" if many else "ok", True
        if name == "domains" and answer:
            asked += [("domain", (answer[0].name,)), ("records", (answer[0].name,))]
        if name == "vms" and answer:
            asked.append(("vm", (answer[0].id,)))
