"""The seeded accounts' services.

`301` is the document's hosting and `113` its server, `10` and `20` its services with DNS. `302` is
ordered and not paid. The second customer has `900`, a server, and `901`, DNS.
"""

from decimal import Decimal

from simulators.hostens import dates
from simulators.hostens.billing import invoices, payments
from simulators.hostens.cart import catalog
from simulators.hostens.products import Line
from simulators.hostens.services import lives, stored
from simulators.kernel.credentials import SECOND
from simulators.kernel.world import World

_SERVICES = (
    # account, id, product, domain, status, label, user name, password
    ("", "301", "333", "examplename.com", "Active", "", "examplen", "pdtzc"),
    ("", "302", "333", "newname.com", "Pending", "", "", ""),
    ("", "10", "350", "booble.com", "Active", "", "", ""),
    ("", "20", "350", "bgg12ooble.com", "Active", "", "", ""),
    ("", "113", "13", "server.domain.name", "Active", "Data Server", "root", ""),
    ("", "114", "15", "win.example.com", "Active", "", "Administrator", ""),
    (SECOND, "900", "14", "another.example.net", "Active", "", "root", ""),
    (SECOND, "901", "350", "another.example.net", "Active", "", "", ""),
)
_MONTH = "m"
_CUSTOM = {"13": {"1701": "11001"}, "15": {"1701": "11004"}}


def seed(world: World, size: int) -> None:
    today = dates.day(world.now)
    for account, id, product_id, domain, status, label, username, password in _SERVICES:
        price = catalog.products()[product_id].prices[_MONTH]
        service = {
            "id": id,
            "product_id": product_id,
            "order_num": 0,
            "domain": domain,
            "status": status,
            "date_created": today,
            "firstpayment": price,
            "total": price,
            "cycle": _MONTH,
            "next_due": dates.add_months(today, 1),
            "next_invoice": dates.add_days(dates.add_months(today, 1), -stored.NOTICE_DAYS),
            "label": label,
            "username": username,
            "password": password,
            "custom": _CUSTOM.get(product_id, {}),
            "addons": [],
            "cancels": "",
            "event": None,
        }
        with world.acting_as(account):
            stored.put(world, service)
            if status == "Active":
                lives.seeded(world, service)
            else:
                act = {"kind": "service", "id": id, "act": "new"}
                line = Line(f"Starter Hosting - {domain} (Monthly)", Decimal(price), act)
                invoices.bill(world, [line], payments.DEFAULT)
