"""The seeded accounts' domains.

`47` is the document's, and `48` an earlier one of the same name, which was let expire long ago.
`shop-3.example` and so on have the ids from 101 on, up to the size of the account. The second
customer has `90`.
"""

from typing import Any

from simulators.hostens import dates
from simulators.hostens.domains import life, registry, stored, tlds
from simulators.hostens.domains.nameservers import DEFAULT
from simulators.hostens.domains.stored import ACTIVE, EXPIRED
from simulators.kernel.credentials import SECOND
from simulators.kernel.world import World

DOCUMENTED, EARLIER, ANOTHERS = "47", "48", "90"
_DAYS_AGO = 400  # it was free again when the documented one was registered


def seed(world: World, size: int) -> None:
    today = dates.day(world.now)
    _add(world, DOCUMENTED, "testname.com", today)
    began = dates.add_months(dates.add_days(today, -_DAYS_AGO), -12)
    _add(world, EARLIER, "testname.com", began, status=EXPIRED)
    for n in range(3, size + 1):
        # Spread over the first ten months of a year, so that none is to be renewed soon.
        created = dates.add_days(today, -(n * 37 % 300))
        autorenew = str(n % 2)
        _add(world, stored.new_id(world), f"shop-{n}.example", created, autorenew=autorenew)
    with world.acting_as(SECOND):
        _add(world, ANOTHERS, "another-shop.example", today)


def _add(
    world: World, id: str, name: str, created: str, *, status: str = ACTIVE, autorenew: str = "1"
) -> None:
    tld = tlds.of_name(name)
    assert tld
    domain: dict[str, Any] = {
        "id": id,
        "name": name,
        "date_created": created,
        "firstpayment": str(tld.price("register", 1)),
        "recurring_amount": str(tld.price("renew", 1)),
        "period": "1",
        "expires": "",
        "status": status,
        "next_due": "",
        "next_invoice": "",
        "idprotection": "0",
        "nameservers": DEFAULT,
        "autorenew": autorenew,
    }
    domain = stored.lasting_until(domain, dates.add_months(created, 12))
    record = life.new_record({"tld": tld.id, "action": "register", "contacts": {}})
    record["epp"] = life.new_code(world)
    stored.add(world, domain, record)
    if status == ACTIVE:
        registry.reserve(world, name, id)
        life.plan(world, domain, record)
