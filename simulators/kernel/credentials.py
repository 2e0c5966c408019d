"""The form of a credential that names a world: `sim_<world>`, and `sim_<world>.second`.

Every world holds two customers' accounts, so that a domain can move from one to the other, and
one customer can be shown not to see what is the other's.
"""

from simulators.kernel.repository import NAME
from simulators.kernel.vendor import Call, Caller

_PREFIX = "sim_"
SECOND = "second"


def naming(world: str) -> str:
    """The credential of a world's main account."""
    return _PREFIX + world


def bearer(call: Call) -> str | None:
    """The token in a call's header; None where there is another scheme or nothing."""
    scheme, _, token = call.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def parse(text: str) -> Caller | None:
    """Whose it is; None where it is of another form."""
    name, dot, account = text.removeprefix(_PREFIX).partition(".")
    if not text.startswith(_PREFIX) or not NAME.fullmatch(name):
        return None
    if dot and account != SECOND:
        return None
    return Caller(name, account)
