"""Bearer tokens: what names a world is one, and nothing else."""

from simulators.kernel.credentials import naming, parse
from simulators.kernel.vendor import Call, Caller


def credentials(world: str) -> dict[str, str]:
    return {"token": naming(world)}


def identify(call: Call) -> Caller | None:
    scheme, _, token = call.headers.get("authorization", "").partition(" ")
    return parse(token.strip()) if scheme.lower() == "bearer" else None
