"""Of HostingCo's invoices, payments and cards."""

from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from tests.contract.mutants import Patch, mutant

TESTS = "tests/hostingco/"
INVOICES = TESTS + "test_invoices.py::"
PAYMENTS = TESTS + "test_payments.py::"
RENEWALS = TESTS + "test_renewals.py::"
SUMMARY = TESTS + "test_billing_summary.py::"
PAPER = TESTS + "test_invoice_pdf.py::"


@mutant(INVOICES + "test_customers_see_their_own_invoices_and_staff_everybody_s")
def hostingco_invoices_that_everybody_sees(patch: Patch) -> None:
    from sqlalchemy import select

    from hostingco_api.core import billing
    from hostingco_api.core.models import Invoice

    def listed(me: Any, user: int | None = None) -> Any:
        found = select(Invoice).order_by(Invoice.id)
        return found if user is None else found.where(Invoice.user_id == user)

    patch.setattr(billing, "listed", listed)


@mutant(INVOICES + "test_invoices_of_a_user")
def hostingco_invoices_of_a_user_that_are_one_s_own(patch: Patch) -> None:
    from hostingco_api.core import billing
    from hostingco_api.core.models import STAFF

    true = billing.listed

    def listed(me: Any, user: int | None = None) -> Any:
        return true(me, user if me.role in STAFF else None)

    patch.setattr(billing, "listed", listed)


@mutant(PAYMENTS + "test_a_card_that_is_not_the_customer_s_pays_nothing")
def hostingco_card_of_another_that_is_charged(patch: Patch) -> None:
    from hostingco_api.core import payments
    from hostingco_api.core.models import PaymentMethod

    def find(session: Any, id: int | None, user_id: int, *, lock: bool = False) -> Any:
        return session.get(PaymentMethod, id) if id else None

    patch.setattr(payments, "find", find)


@mutant(SUMMARY + "test_figures_agree_with_the_lists")
def hostingco_overdue_invoices_that_count_as_pending(patch: Patch) -> None:
    from hostingco_api.core import summary

    true = summary.of

    def of(*args: Any) -> Any:
        found = true(*args)
        return found | {"pending_invoices": found["pending_invoices"] + found["overdue_invoices"]}

    patch.setattr(summary, "of", of)


@mutant(SUMMARY + "test_figures_agree_with_the_lists")
def hostingco_revenue_of_a_month_that_lasts_thirty_days(patch: Patch) -> None:
    from hostingco_api.core import summary

    patch.setattr(summary, "month_of", lambda now: now - timedelta(days=30))


@mutant(INVOICES + "test_it_is_overdue_from_its_date_on")
def hostingco_invoice_that_is_overdue_too_late(patch: Patch) -> None:
    from hostingco_api.core import billing

    def status(invoice: Any, now: datetime) -> str:
        late = invoice.status == "pending" and invoice.due_at < now
        return "overdue" if late else str(invoice.status)

    patch.setattr(billing, "status", status)


@mutant(INVOICES + "test_tax_is_rounded_half_up_to_the_cent")
def hostingco_tax_that_is_rounded_to_even(patch: Patch) -> None:
    from hostingco_api.core import billing

    patch.setattr(billing, "ROUND_HALF_UP", ROUND_HALF_EVEN)


@mutant(INVOICES + "test_tax_is_rounded_half_up_to_the_cent")
def hostingco_tax_of_whole_per_cents(patch: Patch) -> None:
    from hostingco_api.core.settings import Settings

    true = vars(Settings)["tax_rate"].fget
    patch.setattr(Settings, "tax_rate", property(lambda self: round(true(self))))


@mutant(INVOICES + "test_what_is_undone_takes_no_number")
def hostingco_numbers_with_gaps(patch: Patch) -> None:
    from hostingco_api.core import billing

    last = 0

    def number(session: Any, prefix: str, year: int) -> str:
        nonlocal last
        last += 1
        return f"{prefix}{year}-{last:03d}"

    patch.setattr(billing, "_number", number)


@mutant(INVOICES + "test_numbers_begin_anew_every_year")
def hostingco_numbers_that_go_on_in_the_next_year(patch: Patch) -> None:
    from hostingco_api.core import billing

    true = billing._number

    def number(session: Any, prefix: str, year: int) -> str:
        return true(session, f"{prefix}{year}-", 0).replace("-0-", "-")

    patch.setattr(billing, "_number", number)


@mutant(PAYMENTS + "test_an_invoice_that_is_being_paid_or_over_is_not_paid_again")
def hostingco_invoice_that_is_paid_with_two_cards(patch: Patch) -> None:
    _pays_whatever(patch, "processing")


@mutant(PAYMENTS + "test_an_invoice_that_is_being_paid_or_over_is_not_paid_again")
def hostingco_invoice_that_was_cancelled_and_is_paid(patch: Patch) -> None:
    _pays_whatever(patch, "cancelled")


def _pays_whatever(patch: Patch, status: str) -> None:
    """An invoice, or a payment of it, of this status hinders nobody. That there is one payment is
    also for the database to say, which is told nothing of this one until it is settled."""
    from hostingco_api.core import billing
    from hostingco_api.core.models import Payment

    true = billing.pay

    def pay(session: Any, invoice: Any, method_id: int | None, now: datetime) -> Any:
        if invoice.status == status:
            invoice.status = "pending"
        under_way = [one for one in invoice.payments if one.status == status]
        if under_way:
            return Payment(invoice_id=invoice.id, method_id=method_id, status=status)
        return true(session, invoice, method_id, now)

    patch.setattr(billing, "pay", pay)


@mutant(PAYMENTS + "test_a_card_that_cannot_be_charged_leaves_the_invoice_as_it_was")
def hostingco_card_that_expired_and_is_charged(patch: Patch) -> None:
    from hostingco_api.core import payments

    patch.setattr(payments, "expired", lambda method, now: False)


@mutant(PAYMENTS + "test_a_card_is_good_until_its_month_is_over")
def hostingco_card_that_expires_when_its_month_begins(patch: Patch) -> None:
    from hostingco_api.core import payments

    def expired(method: Any, now: datetime) -> bool:
        return (method.expiry_year, method.expiry_month) <= (now.year, now.month)

    patch.setattr(payments, "expired", expired)


@mutant(PAYMENTS + "test_number_and_cvv_go_to_the_processor_and_nowhere_else")
def hostingco_number_of_a_card_that_is_kept(patch: Patch) -> None:
    from hostingco_api.core import payments

    true = payments.add

    def add(session: Any, me: Any, processor: Any, now: datetime, card: dict[str, Any]) -> Any:
        method = true(session, me, processor, now, card)
        method.token += card["number"]
        return method

    patch.setattr(payments, "add", add)


@mutant(PAYMENTS + "test_number_and_cvv_go_to_the_processor_and_nowhere_else")
def hostingco_security_code_that_is_logged(patch: Patch) -> None:
    import logging

    from hostingco_api.core import payments

    true = payments.add

    def add(session: Any, me: Any, processor: Any, now: datetime, card: dict[str, Any]) -> Any:
        logging.getLogger("hostingco").debug("a new card: %s", card)
        return true(session, me, processor, now, card)

    patch.setattr(payments, "add", add)


@mutant(PAYMENTS + "test_a_card_is_refused_by_its_field")
def hostingco_card_with_a_wrong_check_digit(patch: Patch) -> None:
    from hostingco_api.core import payments

    patch.setattr(payments, "is_number", lambda digits: True)


@mutant(PAYMENTS + "test_the_oldest_card_is_the_default_once_that_is_gone")
def hostingco_default_card_that_leaves_none(patch: Patch) -> None:
    from hostingco_api.core import payments

    def remove(session: Any, id: int | None, me: Any, now: datetime) -> None:
        method = payments._own(session, id, me)
        method.is_default, method.deleted_at = False, now

    patch.setattr(payments, "remove", remove)


@mutant(PAYMENTS + "test_what_the_processor_could_not_do_is_asked_again_as_the_same_charge")
def hostingco_charge_that_is_another_one_when_asked_again(patch: Patch) -> None:
    from itertools import count

    from hostingco_api.core import billing
    from hostingco_api.core.payments import Processor

    true, numbers = billing.settle, count()

    class Other:
        def __init__(self, processor: Processor) -> None:
            self.processor = processor

        def charge(self, reference: str, *args: Any, **kwargs: Any) -> None:
            self.processor.charge(f"{reference}-{next(numbers)}", *args, **kwargs)

    def settle(session: Any, payment: Any, processor: Processor, now: datetime) -> None:
        true(session, payment, Other(processor), now)  # type: ignore[arg-type]

    patch.setattr(billing, "settle", settle)


@mutant(RENEWALS + "test_a_server_of_the_31st_is_billed_on_the_last_day_of_shorter_months")
def hostingco_month_that_has_thirty_days(patch: Patch) -> None:
    from hostingco_api.core import billing

    def months_after(anchor: datetime, months: int) -> datetime:
        return anchor + timedelta(days=30 * months)

    patch.setattr(billing, "months_after", months_after)


@mutant(RENEWALS + "test_what_was_given_up_is_billed_no_more_and_stays_billed")
def hostingco_server_that_is_billed_after_its_end(patch: Patch) -> None:
    from sqlalchemy import select

    from hostingco_api.core import billing
    from hostingco_api.core.models import Server

    def to_bill(now: datetime) -> Any:
        due = Server.next_billing_at <= now + billing.TIME_TO_PAY
        return select(Server).where(due).order_by(Server.id)

    patch.setattr(billing, "to_bill", to_bill)


@mutant(PAPER + "test_an_invoice_says_all_that_it_has_to")
def hostingco_paper_without_its_tax(patch: Patch) -> None:
    from hostingco_api.core import pdf

    patch.setattr(pdf, "_rate", lambda found: Decimal(0))


@mutant(PAPER + "test_names_of_any_letters_are_readable")
def hostingco_paper_in_latin_letters_only(patch: Patch) -> None:
    from hostingco_api.core import pdf

    true = pdf._Sheet.plain

    def plain(self: Any, text: str) -> str:
        return true(self, text.encode("latin-1", "replace").decode("latin-1"))

    patch.setattr(pdf._Sheet, "plain", plain)


@mutant(TESTS + "test_waiting.py::test_a_month_is_billed_while_its_customer_orders")
def hostingco_locks_that_keep_out_who_only_refers(patch: Patch) -> None:
    from hostingco_api.core import database

    patch.setitem(database.LOCK, "key_share", False)


@mutant(TESTS + "test_waiting.py::test_a_customer_who_was_deleted_meanwhile_gets_nothing_more")
def hostingco_orders_of_who_was_deleted(patch: Patch) -> None:
    from hostingco_api.core import accounts

    patch.setattr(accounts, "hold", lambda session, me: session.refresh(me, with_for_update=True))
