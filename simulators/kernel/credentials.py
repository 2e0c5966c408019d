"""The form of a credential that names a world: `sim_<world>`, and `sim_<world>.second`.

Every world holds two customers' accounts, so that a domain can move from one to the other, and
one customer can be shown not to see what is the other's.
"""

from simulators.kernel.repository import NAME
from simulators.kernel.vendor import Caller

_PREFIX = "sim_"
SECOND = "second"


def naming(world: str) -> str:
    """The credential of a world's main account."""
    return _PREFIX + world


def parse(text: str) -> Caller | None:
    """Whose it is; None where it is of another form."""
    name, dot, account = text.removeprefix(_PREFIX).partition(".")
    if not text.startswith(_PREFIX) or not NAME.fullmatch(name):
        return None
    if dot and account != SECOND:
        return None
    return Caller(name, account)
