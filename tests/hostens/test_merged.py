"""What becomes of invoices that are one: when it is due, and what is paid in vain."""

import pytest

from tests.contract.calls.hostens.certificates import ORDER
from tests.hostens.client import Hostens


def order(api: Hostens) -> str:
    """The id of an invoice that is to be paid."""
    id: str = api.told("POST", "/order/333", {})["invoice_id"]
    return id


@pytest.mark.parametrize("first", [0, 1])
def test_what_is_merged_is_due_when_the_latest_part_is(api: Hostens, first: int) -> None:
    api.credit("0.00")
    early = order(api)
    api.days(3)
    late = order(api)
    dues = [api.invoice(id)["duedate"] for id in (early, late)]
    assert dues == ["2026-01-08", "2026-01-11"]
    ids = [early, late] if first == 0 else [late, early]
    merged = api.happen("invoices-merged", invoice_ids=ids)
    whole = api.invoice(merged)
    assert (whole["duedate"], whole["paybefore"]) == ("2026-01-11", "2026-01-11")
    api.advance(8 * 86_400 - 1)
    assert api.invoice(merged)["status"] == "Unpaid"
    api.advance(1)
    assert api.invoice(merged)["status"] == "Cancelled"


def test_a_certificate_that_is_off_is_not_issued_for_what_a_merged_invoice_pays(
    api: Hostens,
) -> None:
    api.credit("0.00")
    api.days(27)
    ordered = api.told("POST", "/certificate/order", ORDER)
    api.days(1)  # the seeded services are to be renewed
    renewal = next(
        one["id"]
        for one in api.told("GET", "/invoice")["invoices"]
        if one["status"] == "Unpaid" and one["id"] != ordered["invoice_id"]
    )
    merged = api.happen("invoices-merged", invoice_ids=[renewal, ordered["invoice_id"]])
    api.days(8)
    certificate = f"/certificate/{ordered['items']['id']}"
    assert api.told("GET", certificate)["service"]["status"] == "Cancelled"
    assert api.credit() == "0.00"
    api.pay(merged)
    assert api.credit() == ordered["total"]
    api.days(1)
    assert api.told("GET", certificate)["service"]["status"] == "Cancelled"
