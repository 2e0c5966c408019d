"""Bearer tokens, and nothing else is one: `sim_<world>`, and `sim_<world>.second`.

Every world holds two customers' accounts, so that a domain can move from one to the other.
"""

from simulators.kernel.vendor import Call, Caller
from simulators.kernel.worlds import NAME

_PREFIX = "sim_"
SECOND = "second"


def credentials(world: str) -> dict[str, str]:
    return {"token": _PREFIX + world}


def identify(call: Call) -> Caller | None:
    scheme, _, token = call.headers.get("authorization", "").partition(" ")
    token = token.strip()
    name, dot, account = token.removeprefix(_PREFIX).partition(".")
    if scheme.lower() != "bearer" or not token.startswith(_PREFIX) or not NAME.fullmatch(name):
        return None
    if dot and account != SECOND:
        return None
    return Caller(name, account)
