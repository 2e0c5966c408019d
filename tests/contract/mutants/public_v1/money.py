"""Of money in the public API, and of what it sets going."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.contract.mutants import Patch, mutant

TESTS = "tests/public_v1/"
INVOICES = TESTS + "test_invoices.py::"
PAYMENTS = TESTS + "test_payments.py::"
LIVES = TESTS + "test_service_lives.py::"
TERMS = TESTS + "test_terms.py::"
KEYS = TESTS + "test_idempotency.py::"


@mutant(PAYMENTS + "test_money_counts_in_the_month_in_which_it_comes")
def public_v1_credit_that_is_revenue_again(patch: Patch) -> None:
    from hostingco_api.core import summary

    patch.setattr(summary, "CREDIT", "no such gateway")


@mutant(PAYMENTS + "test_what_is_too_much_becomes_credit_and_is_spent_once")
def public_v1_credit_that_is_never_spent(patch: Patch) -> None:
    from hostingco_api.core import clients

    patch.setattr(clients, "CREDIT", "no such gateway")


@mutant(PAYMENTS + "test_a_part_is_paid_from_credit_and_who_has_none_pays_nothing")
def public_v1_credit_that_nobody_looks_for(patch: Patch) -> None:
    from hostingco_api.core import billing

    patch.setattr(billing, "_check_credit", lambda *args: None)


@mutant(PAYMENTS + "test_what_was_paid_of_a_cancelled_invoice_is_credit")
def public_v1_cancelled_invoice_that_keeps_the_money(patch: Patch) -> None:
    from hostingco_api.core import billing

    def cancel(invoice: Any, now: Any) -> None:
        billing._check_open(invoice)
        invoice.status = "cancelled"

    patch.setattr(billing, "cancel", cancel)


@mutant(PAYMENTS + "test_a_card_that_is_being_charged_keeps_everything_else_away")
def public_v1_invoice_that_is_paid_while_a_card_is_charged(patch: Patch) -> None:
    from hostingco_api.core import billing
    from hostingco_api.core.errors import invalid_state

    def check(invoice: Any) -> None:
        if invoice.status != "pending":
            raise invalid_state("No")

    patch.setattr(billing, "_check_open", check)


@mutant(PAYMENTS + "test_a_transaction_counts_once")
def public_v1_transaction_of_any_invoice(patch: Patch) -> None:
    """What is sent with a known one is taken for it."""
    from sqlalchemy import select

    from hostingco_api.core import billing
    from hostingco_api.core.models import Payment

    true = billing.receive

    def receive(session: Any, invoice: Any, *args: Any, **kwargs: Any) -> Any:
        known = kwargs.get("transaction_id") and session.scalar(
            select(Payment).where(Payment.transaction_id == kwargs["transaction_id"])
        )
        return (known, True) if known else true(session, invoice, *args, **kwargs)

    patch.setattr(billing, "receive", receive)


@mutant(INVOICES + "test_to_set_up_stays_in_an_invoice_of_which_the_items_are_replaced")
def public_v1_setup_fee_that_is_lost(patch: Patch) -> None:
    from hostingco_api.core import billing

    true = billing.lines_of

    def lines_of(session: Any, service: Any, quantity: int = 1, besides: Any = None) -> Any:
        return true(session, service, quantity)

    patch.setattr(billing, "lines_of", lines_of)


@mutant(INVOICES + "test_it_is_overdue_once_the_day_is_over")
def public_v1_day_that_is_over_before_it_begins(patch: Patch) -> None:
    from hostingco_api.core.clock import end_of as true
    from hostingco_api.public_v1 import invoices

    patch.setattr(invoices, "end_of", lambda day: true(day) - timedelta(days=1))


@mutant(INVOICES + "test_another_due_date_can_be_missed_anew")
def public_v1_invoice_that_is_overdue_in_silence(patch: Patch) -> None:
    from hostingco_api.core import billing

    true = billing.change

    def change(session: Any, invoice: Any, *args: Any, **kwargs: Any) -> None:
        marked = invoice.overdue_at
        true(session, invoice, *args, **kwargs)
        invoice.overdue_at = marked

    patch.setattr(billing, "change", change)


@mutant(TERMS + "test_a_period_ends_on_the_day_it_began")
def public_v1_month_that_stays_short(patch: Patch) -> None:
    from hostingco_api.core import lifecycle

    true = lifecycle._later
    patch.setattr(lifecycle, "_later", lambda due, months, day: true(due, months, due.day))


@mutant(TERMS + "test_nobody_pays_for_longer_than_there_are_years")
def public_v1_time_without_end(patch: Patch) -> None:
    from hostingco_api.core import lifecycle

    def later(due: date, months: int, day: int) -> date:
        return due.replace(year=due.year + months // 12)

    patch.setattr(lifecycle, "_later", later)


@mutant(TERMS + "test_it_comes_back_when_nothing_else_is_overdue")
def public_v1_service_that_comes_back_too_early(patch: Patch) -> None:
    from sqlalchemy import false

    from hostingco_api.core import lifecycle

    patch.setattr(lifecycle, "_owes", lambda now: false())


@mutant(TERMS + "test_what_was_suspended_for_another_reason_stays_so")
def public_v1_abuse_that_is_paid_for(patch: Patch) -> None:
    from hostingco_api.core import lifecycle

    patch.setattr(lifecycle, "_ended_by_paying", lambda service: service.status == "suspended")


@mutant(LIVES + "test_what_is_paid_while_it_is_being_suspended_comes_back")
def public_v1_payment_that_undoes_what_is_under_way(patch: Patch) -> None:
    from hostingco_api.core import lifecycle

    true = lifecycle.paid

    def paid(session: Any, service: Any, periods: int, now: Any) -> None:
        if service.suspend_reason == lifecycle.OVERDUE:
            service.pending_action = None
        true(session, service, periods, now)

    patch.setattr(lifecycle, "paid", paid)


@mutant(LIVES + "test_a_server_has_so_many_places")
def public_v1_server_without_walls(patch: Patch) -> None:
    from hostingco_api.core import products

    patch.setattr(products, "used_places", lambda session, ids: {})


@mutant(KEYS + "test_a_key_is_one_of_whoever_uses_it")
def public_v1_idempotency_key_of_everybody(patch: Patch) -> None:
    from sqlalchemy import select

    from hostingco_api.core import idempotency
    from hostingco_api.core.models import IdempotentCall

    patch.setattr(
        idempotency,
        "_find",
        lambda me, key: select(IdempotentCall).where(IdempotentCall.key == key),
    )


@mutant(KEYS + "test_a_call_of_a_process_that_died_is_made_again")
def public_v1_idempotency_key_that_waits_for_the_dead(patch: Patch) -> None:
    from hostingco_api.core import idempotency

    patch.setattr(idempotency, "LONGEST", timedelta(hours=1))


@mutant(KEYS + "test_what_was_answered_cannot_be_read_in_the_database")
def public_v1_answer_that_is_kept_as_it_is(patch: Patch) -> None:
    from hostingco_api.core import vault

    patch.setattr(vault.Vault, "lock", lambda self, text: text)


@mutant(INVOICES + "test_the_dearest_invoice_is_exact_and_can_be_paid")
def public_v1_money_of_floats(patch: Patch) -> None:
    from hostingco_api.core import billing

    true = billing.line

    def line(description: str, quantity: int, price: Decimal, service_id: Any = None) -> Any:
        made = true(description, quantity, price, service_id)
        made.total = Decimal(round(float(price)) * quantity)
        return made

    patch.setattr(billing, "line", line)
