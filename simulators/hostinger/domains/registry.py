"""Who has which domain, and what may be a domain's name.

The registry is common to all accounts: a name, and the account that has it; None stands for
customers outside the world. DNS asks it too.
"""

from simulators.common.records import ascii_name, parse_domain
from simulators.hostinger import quirks
from simulators.hostinger.domains import errors
from simulators.hostinger.domains.tlds import KNOWN
from simulators.kernel.world import World

REGISTRY = "hostinger.registry"
# Labels that nobody can have: RFC 2606's, and some that everybody knows.
_RESERVED = {"example", "test", "localhost", "amazon", "apple", "github", "google", "hostinger"}


def put(world: World, name: str, account: str | None) -> None:
    world.shared(REGISTRY).put(name, {"account": account})


def release(world: World, name: str) -> None:
    world.shared(REGISTRY).delete(name)


def of_another(world: World, name: str) -> bool:
    """Whether another customer has the domain."""
    entry = world.shared(REGISTRY).get(name)
    return entry is not None and entry["account"] != world.account


def held(world: World, name: str) -> bool:
    """Whether some customer of Hostinger has the domain."""
    return name in world.shared(REGISTRY)


def taken(world: World, name: str) -> bool:
    return held(world, name) or name.split(".")[0] in _RESERVED or magic(world, name, "taken")


def magic(world: World, name: str, *prefixes: str) -> bool:
    """Whether the name is a magic one, `<prefix>-...`."""
    return quirks.magic(world) and name.startswith(tuple(f"{prefix}-" for prefix in prefixes))


def spelled(text: str) -> str:
    """A name as documents are kept under; what is no name finds none."""
    return ascii_name(text) or ""


def parse(text: str) -> tuple[str, str]:
    """A name that can be registered, and its TLD."""
    try:
        name = parse_domain(text)
    except ValueError as error:
        raise errors.data_invalid() from error
    _, _, tld = name.partition(".")
    if tld not in KNOWN:
        raise errors.tld_not_offered()
    return name, tld


def host(text: str) -> str:
    """A host's name, for a name server or a URL; raises 422."""
    try:
        return parse_domain(text.removesuffix("."))
    except ValueError as error:
        raise errors.data_invalid() from error
