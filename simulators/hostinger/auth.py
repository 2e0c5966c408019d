"""Bearer tokens: `sim_<world>` is the token of that world, and nothing else is a token."""

from simulators.kernel.vendor import Call
from simulators.kernel.worlds import NAME

_PREFIX = "sim_"


def credentials(world: str) -> dict[str, str]:
    return {"token": _PREFIX + world}


def identify(call: Call) -> str | None:
    scheme, _, token = call.headers.get("authorization", "").partition(" ")
    name = token.strip().removeprefix(_PREFIX)
    if scheme.lower() != "bearer" or name == token.strip() or not NAME.fullmatch(name):
        return None
    return name
