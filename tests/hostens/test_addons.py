"""Addons of services: when they are due again."""

from tests.hostens.client import SERVER, Hostens

DAY = 86_400


def unpaid(api: Hostens) -> list[str]:
    """Ids of invoices."""
    every = api.told("GET", "/invoice")["invoices"]
    return [one["id"] for one in every if one["status"] == "Unpaid"]


def test_a_renewal_counts_from_the_day_it_was_due_however_late_it_is_paid(api: Hostens) -> None:
    api.told("POST", f"/service/{SERVER}/addon", {"addon_id": 32, "cycle": "m"})
    api.credit("0.00")
    api.days(36)  # it was due on the first of February, and is suspended
    for id in unpaid(api):
        api.pay(id)
    assert "addon-invoiced" not in api.advance(20 * DAY - 1)
    assert "addon-invoiced" in api.advance(1)  # three days before the first of March
    assert {api.invoice(id)["duedate"] for id in unpaid(api)} == {"2026-03-01"}


def test_a_renewal_that_is_paid_early_gives_nothing_away(api: Hostens) -> None:
    api.told("POST", f"/service/{SERVER}/addon", {"addon_id": 32, "cycle": "q"})
    fired = [api.days(1) for _ in range(180)]
    days = [number for number, kinds in enumerate(fired, 1) if "addon-invoiced" in kinds]
    assert days == [87, 178]  # three days before the first of April, and of July
