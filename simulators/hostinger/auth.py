"""Bearer tokens: what names a world is one, and nothing else."""

from simulators.kernel.credentials import bearer, naming, parse
from simulators.kernel.vendor import Call, Caller


def credentials(world: str) -> dict[str, str]:
    return {"token": naming(world)}


def identify(call: Call) -> Caller | None:
    token = bearer(call)
    return parse(token) if token else None
