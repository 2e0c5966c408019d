"""The fake accounts: services in the states that a client may meet.

There is no call that lists services, so their ids are the same in every world; the first is the
documented example's, and so are its login and its password.
"""

from simulators.hostafrica import orders, services
from simulators.kernel.credentials import SECOND
from simulators.kernel.world import World

RUNNING = "429ac644-111c-4400-80aa-2cdf23f6edf2"
STOPPED = "8d1f4c2e-6a3b-4e0f-9b57-1c9d2e7a5f30"
SUSPENDED = "b27e9a54-0c68-4d13-8f4a-6e5b3c1d7092"
PENDING = "f3c05d18-7b92-4a6e-a1d4-92e8b7c60f4d"
ANOTHERS = "1a6e7d39-c4f5-4b82-9e03-d8b5a2f7146c"
"""Running, and the second client's."""

_SERVICES = (
    ("", RUNNING, "running", "web"),
    ("", STOPPED, "stopped", "staging"),
    ("", SUSPENDED, "suspended", "shop"),
    ("", PENDING, "pending", "new"),
    (SECOND, ANOTHERS, "running", "another"),
)


def seed(world: World) -> None:
    product = orders.products()[0]
    template_id = product["os_templates"][0]["template_id"]
    least = {name: int(product["config"][name]["min"]) for name in orders.AMOUNTS}
    for account, id, status, name in _SERVICES:
        order = {
            "product_id": product["id"],
            "domain_name": f"{name}.example.com",
            "template_id": template_id,
            **least,
        }
        service = {
            "order": order,
            "status": status,
            "ip": "" if status == "pending" else services.give_address(world),
            "username": orders.USERNAMES[product["template"]],
            "password": "&dYApo$AHs}nMPhYh",
        }
        if status == "suspended":
            service |= {"resumes": "running", "suspend_reason": "Overdue invoice"}
        with world.acting_as(account):
            services.put(world, id, service)
