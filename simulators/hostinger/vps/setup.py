"""How a machine comes to be: bought, set up, recreated.

Whatever is wrong with a set-up is found before anything is charged.
"""

from datetime import timedelta
from typing import Any

from simulators.common import addresses
from simulators.common.laravel import REQUIRED
from simulators.common.names import is_fqdn
from simulators.hostinger.billing import orders, payments, subscriptions
from simulators.hostinger.billing.catalog import Price
from simulators.hostinger.errors import invalid
from simulators.hostinger.vps import actions, errors, keys, machines, scripts, snapshots
from simulators.hostinger.vps.actions import Action
from simulators.hostinger.vps.data import DATA_CENTERS, TEMPLATES
from simulators.hostinger.vps.names import check_passwords, check_resolvers
from simulators.kernel.refusal import Aftermath, Refusal
from simulators.kernel.world import World, iso

CREATE_TAKES = timedelta(minutes=3)
RECREATE_TAKES = timedelta(minutes=3)

_RECREATABLE = (*actions.USUAL, "recovery", "error")

Body = dict[str, Any]


def buy(world: World, body: Body) -> dict[str, Any]:
    price = orders.price_of(world, body["item_id"], "VPS")
    try:
        key = _check(world, body["setup"], "setup.")
    except Refusal as refusal:
        if refusal.rule is errors.HOSTNAME_AT_SETUP:
            refusal.aftermath = _charged_all_the_same(world, price, body)
        raise
    sale = orders.buy(
        world, body["item_id"], category="VPS", payment_method_id=body.get("payment_method_id")
    )
    machine = machines.create(world, price.name, sale.subscription_id)
    subscriptions.attach(world, sale.subscription_id, str(machine["id"]))
    return {"order": sale.order, "virtual_machine": _configure(world, machine, body["setup"], key)}


def set_up(world: World, id: str, body: Body) -> machines.Machine:
    machine = actions.allowed(world, id, ("initial",))
    return _configure(world, machine, body, _check(world, body))


def recreate(world: World, id: str, body: Body) -> Action:
    """What was on the machine is gone when it succeeded; backups stay (assumed)."""
    actions.allowed(world, id, _RECREATABLE)
    _check_choice("template_id", body["template_id"] in TEMPLATES)
    panel = {"panel_password": body.get("panel_password")}
    check_passwords(world, {"password": body.get("password")}, panel)
    _check_script(world, body)
    then = ("machine-recreated", {"machine": id, "template": body["template_id"]})
    return actions.begin(
        world,
        id,
        "ct_recreate",
        takes=RECREATE_TAKES,
        during="recreating",
        after="running",
        then=then,
        states=_RECREATABLE,
    )


def recreated(world: World, data: dict[str, Any]) -> None:
    """Event."""
    id = data["machine"]
    template = TEMPLATES[data["template"]].document
    machines.put(world, machines.get(world, id) | {"template": template})
    wipe(world, id, "recreated")


def wipe(world: World, id: str, why: str) -> None:
    """Whatever is on the machine goes, and its snapshot (documented)."""
    machines.destroyed(world, id, why)
    machines.put_inner(world, id, machines.inner(world, id) | {"monarx": None})
    snapshots.deleted(world, {"machine": id})
    for collection in (machines.PROJECTS, machines.KEYS):
        machines.of_machine(world, collection, id).clear()


def created(world: World, data: dict[str, Any]) -> None:
    """Event: it is up, and what was to be on it begins."""
    now = iso(world.now)
    wanted = {
        "backups": data["backups"],
        "backups_from": now,
        "monarx": now if data["monarx"] else None,
    }
    machines.put_inner(world, data["machine"], machines.inner(world, data["machine"]) | wanted)


# -- within -------------------------------------------------------------------------------


def _charged_all_the_same(world: World, price: Price, body: Body) -> Aftermath | None:
    """The quirk: a client that tries again buys twice."""
    method = payments.usable(world, body.get("payment_method_id"))
    if method is None or not world.quirks["hostinger.vps-wrong-hostname-charges"]:
        return None
    if payments.outcome(world, method, price.outcome) == "declined":
        return None
    orphan = {"prices": [price.id], "payment_method_id": method["id"], "renews": None}
    return Aftermath("billing.orphaned-delivery", payments.ORPHAN_AFTER, orphan)


def _check(world: World, setup: Body, at: str = "") -> Body | None:
    """Answers the public key, if one is given, which the account has from now on (assumed).

    `at` is where the set-up is in the body. Empty texts count as absent, as Laravel has it.
    """
    _check_choice("template_id", setup["template_id"] in TEMPLATES)
    _check_choice("data_center_id", setup["data_center_id"] in DATA_CENTERS)
    _check_script(world, setup)
    check_passwords(world, {f"{at}password": setup.get("password")})
    check_resolvers(setup, at)
    if setup.get("hostname") and not is_fqdn(setup["hostname"]):
        raise errors.hostname_at_setup()
    key = setup.get("public_key", {})
    given = [field for field in ("name", "key") if key.get(field)]
    if not given:
        return None
    if len(given) < 2:
        field = "key" if given == ["name"] else "name"
        raise invalid({f"{at}public_key.{field}": [REQUIRED]})
    return keys.create(world, key, f"{at}public_key.")


def _check_choice(field: str, there: bool) -> None:
    if not there:
        raise errors.selection(field)


def _check_script(world: World, body: Body) -> None:
    id = body.get("post_install_script_id")
    _check_choice("post_install_script_id", id is None or str(id) in world.docs(scripts.SCRIPTS))


def _configure(
    world: World, machine: machines.Machine, setup: Body, key: Body | None
) -> machines.Machine:
    id = str(machine["id"])
    ns1, ns2 = addresses.RESOLVERS
    machine |= {
        "data_center_id": setup["data_center_id"],
        "hostname": setup.get("hostname") or machine["hostname"],
        "ns1": setup.get("ns1") or ns1,
        "ns2": setup.get("ns2") or ns2,
        "template": TEMPLATES[setup["template_id"]].document,
    }
    machines.give_addresses(world, machine)
    machines.put(world, machine)
    if key:
        keys.keep(world, {"machine": id, "keys": [key]})
    wanted = {
        "machine": id,
        "backups": setup["enable_backups"],
        "monarx": setup["install_monarx"],
    }
    actions.begin(
        world,
        id,
        "ct_create",
        takes=CREATE_TAKES,
        during="creating",
        after="running",
        then=("machine-created", wanted),
        states=("initial",),
    )
    return machines.get(world, id)
