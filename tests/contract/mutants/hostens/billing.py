"""Of Hostens' billing, cart and services."""

from decimal import Decimal
from typing import Any

from tests.contract.mutants import Patch, mutant

BILLING = "tests/hostens/test_billing.py::"
SERVICES = "tests/hostens/test_services.py::"
CART = "tests/hostens/test_cart.py::"


@mutant(CART + "test_an_order_costs_what_its_quote_said")
def quote_without_the_payment_fee(patch: Patch) -> None:
    from simulators.hostens import money
    from simulators.hostens.billing import payments
    from simulators.hostens.cart import basket

    class Invoices:
        @staticmethod
        def quote(world: Any, amounts: Any, pay_method: str) -> Any:
            from simulators.hostens.clientarea import profile

            payments.method(pay_method)
            return money.totals(amounts, money.ZERO, money.ZERO, profile.credit(world))

    patch.setattr(basket, "invoices", Invoices)


@mutant(BILLING + "test_the_way_to_pay_has_its_fee")
def fee_is_not_taxed(patch: Patch) -> None:
    from simulators.hostens import money

    whole = money.totals

    def totals(*args: Any) -> Any:
        sums = whole(*args)
        tax = money.cents((sums.subtotal - sums.fee) * money.TAX_RATE / 100)
        return sums._replace(tax=tax, total=sums.total - sums.tax + tax)

    patch.setattr(money, "totals", totals)


@mutant(BILLING + "test_what_credit_does_not_pay_is_to_be_paid")
def credit_pays_all_or_nothing(patch: Patch) -> None:
    from simulators.hostens import money

    whole = money.totals

    def totals(amounts: Any, fixed: Decimal, percent: Decimal, credit: Decimal) -> Any:
        sums = whole(amounts, fixed, percent, credit)
        return sums if sums.total == 0 else whole(amounts, fixed, percent, money.ZERO)

    patch.setattr(money, "totals", totals)


@mutant(BILLING + "test_an_order_that_is_not_paid_in_time_is_off")
def credit_of_a_cancelled_order_is_lost(patch: Patch) -> None:
    from simulators.hostens.billing import invoices

    def cancel(world: Any, invoice: Any) -> None:
        invoices.store(world).put(invoice["id"], invoice | {"status": "Cancelled"})

    patch.setattr(invoices, "_cancel", cancel)


@mutant(BILLING + "test_what_is_paid_too_late_becomes_credit")
def late_payment_is_lost(patch: Patch) -> None:
    from simulators.hostens import dates, products
    from simulators.hostens.billing import invoices

    def settle(world: Any, invoice: Any) -> Any:
        invoice = invoices._close(world, invoice, "Paid", datepaid=dates.stamp(world.now))
        for act in invoice["acts"]:
            if not act.get("off"):
                products.kind(act["kind"]).paid(world, act)
        return invoice

    patch.setattr(invoices, "_settle", settle)


@mutant(SERVICES + "test_an_upgrade_is_made_when_it_is_paid")
def upgrade_before_it_is_paid(patch: Patch) -> None:
    from simulators.hostens.cart import orders
    from simulators.hostens.services import stored

    more = orders.more

    def at_once(world: Any, item: Any, lines: Any, pay_method: str) -> Any:
        for line in lines:
            if "to" in line.act:
                stored.put(world, stored.get(world, line.act["id"]) | line.act["to"])
        return more(world, item, lines, pay_method)

    patch.setattr(orders, "more", at_once)


@mutant(SERVICES + "test_who_pays_later_has_the_service_back")
def suspended_for_good(patch: Patch) -> None:
    from simulators.hostens.services import lives

    extend = lives._extend

    def stays(world: Any, service: Any, start: str) -> None:
        from simulators.hostens.services import stored

        before = stored.get(world, service["id"])["status"]
        extend(world, service | {"status": before} if before == "Suspended" else service, start)

    patch.setattr(lives, "_extend", stays)


@mutant(SERVICES + "test_otherwise_a_service_runs_to_its_end_and_is_not_renewed")
def every_cancellation_is_immediate(patch: Patch) -> None:
    from simulators.hostens.services import lives

    cancel = lives.cancel
    patch.setattr(lives, "cancel", lambda *about, immediate: cancel(*about, immediate=True))


@mutant(SERVICES + "test_a_service_that_is_not_renewed_is_suspended_then_terminated")
def terminated_services_are_billed_on(patch: Patch) -> None:
    from simulators.hostens.billing import invoices

    patch.setattr(invoices, "drop_all", lambda *about: None)


@mutant("tests/hostens/test_money_model.py")
def renewal_counts_from_the_payment(patch: Patch) -> None:
    from simulators.hostens import dates
    from simulators.hostens.services import lives

    extend = lives._extend
    patch.setattr(
        lives, "_extend", lambda world, service, start: extend(world, service, dates.day(world.now))
    )


FAIR = "tests/hostens/test_fair_play.py::"


@mutant(FAIR + "test_a_whole_order_that_is_paid_in_vain_becomes_credit")
def only_the_first_line_comes_back(patch: Patch) -> None:
    from simulators.hostens.billing import invoices

    patch.setattr(invoices, "takewhile", lambda *about: [])


@mutant(FAIR + "test_there_is_no_upgrade_while_the_next_cycle_is_to_be_paid")
def upgrade_beside_an_open_renewal(patch: Patch) -> None:
    from simulators.hostens.billing import invoices

    patch.setattr(invoices, "waits", lambda *about: False)


@mutant(FAIR + "test_a_merged_invoice_is_off_when_all_that_it_was_for_is")
def merged_invoices_outlive_what_they_were_for(patch: Patch) -> None:
    from simulators.hostens.billing import invoices

    drop = invoices.drop

    def unless_merged(world: Any, invoice: Any, is_off: Any) -> None:
        if len(invoice["acts"]) == 1:
            drop(world, invoice, is_off)

    patch.setattr(invoices, "drop", unless_merged)


@mutant(FAIR + "test_what_is_off_is_not_overdue_again_when_it_is_merged_once_more")
def overdue_twice(patch: Patch) -> None:
    from simulators.hostens import events, products
    from simulators.hostens.billing import invoices

    def again(world: Any, data: Any) -> None:
        for act in invoices.get(world, data["invoice_id"])["acts"]:
            if act.get("off"):
                products.kind(act["kind"]).overdue(world, act)
        invoices.overdue(world, data)

    patch.setitem(events.HANDLERS, "invoice-overdue", again)
