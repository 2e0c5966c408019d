"""The seeded account's invoices: the documented one, paid long ago."""

from simulators.hostens.billing import invoices
from simulators.kernel.world import World

DOCUMENTED = "308976"


def seed(world: World, size: int) -> None:
    items = [
        ("12305", "0", "Example Service", "15.00"),
        ("12309", "-2", "PayPal Payment Fee", "1.24"),
    ]
    invoices.store(world).put(
        DOCUMENTED,
        {
            "id": DOCUMENTED,
            "status": "Paid",
            "date": "2016-12-30",
            "dateorig": "2016-12-30",
            "duedate": "2017-01-06",
            "paybefore": "2017-01-06",
            "datepaid": "2016-12-30 12:40:47",
            "subtotal": 16.24,
            "credit": 0,
            "tax": 3.41,
            "taxrate": 21,
            "tax2": 0,
            "taxrate2": 0,
            "taxexempt": "0",
            "total": 19.65,
            "rate": 1,
            "rate2": 0,
            "rate3": 1,
            "notes": "",
            "items": [
                {
                    "id": id,
                    "invoice_id": DOCUMENTED,
                    "type": "Other",
                    "item_id": item_id,
                    "description": description,
                    "amount": amount,
                    "taxed": "1",
                    "qty": "1.00",
                    "linetotal": amount,
                }
                for id, item_id, description, amount in items
            ],
            "number": "2016/12/1",
            "currency": "USD",
            "merge_id": None,
            "event": None,
            "acts": [],
        },
    )
