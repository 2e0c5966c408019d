"""What billing does to a machine; see `billing.products.Product`.

What goes on is broken off: billing does not wait for a lock. The states are documented, their
times and the rest assumed.
"""

from datetime import timedelta

from simulators.hostinger.billing.catalog import Price
from simulators.hostinger.vps import actions, firewalls, machines, setup
from simulators.kernel.world import World

TAKES = timedelta(minutes=1)


def ordered(world: World, subscription_id: str, price: Price) -> str:
    return str(machines.create(world, price.name, subscription_id)["id"])


def renewed(world: World, key: str, expires_at: str) -> None:
    if machines.get(world, key)["state"] == "suspending":
        actions.abort(world, key)
    if machines.get(world, key)["state"] == "suspended":
        after = machines.inner(world, key)["resumes"]
        actions.force(world, key, "ct_unsuspend", takes=TAKES, during="unsuspending", after=after)


def lapsed(world: World, key: str) -> None:
    actions.abort(world, key)
    state = machines.get(world, key)["state"]
    if state in ("suspended", "destroyed"):
        return
    resumes = state if state in ("initial", "stopped", "error") else "running"
    machines.put_inner(world, key, machines.inner(world, key) | {"resumes": resumes})
    actions.force(world, key, "ct_suspend", takes=TAKES, during="suspending", after="suspended")


def ended(world: World, key: str) -> None:
    """It stays in the list, `destroyed`, and nothing is left of it (assumed)."""
    firewalls.release(world, key)
    setup.wipe(world, key, "expired")
    machines.put_inner(world, key, machines.inner(world, key) | {"backups": False})
    actions.force(world, key, "ct_destroy", takes=TAKES, during="destroying", after="destroyed")
