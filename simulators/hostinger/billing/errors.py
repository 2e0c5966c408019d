"""What the Billing operations refuse."""

from simulators.common.laravel import SELECTED
from simulators.hostinger.errors import assumed, invalid, observed
from simulators.kernel.refusal import Aftermath, Refusal

NOT_FOUND = assumed("hostinger.billing.not-found", "no text is known")


def payment_method_not_found() -> Refusal:
    return Refusal(404, "[Billing:2002] Payment method is not found.", NOT_FOUND)


def subscription_not_found() -> Refusal:
    return Refusal(404, "[Billing:2002] Subscription is not found.", NOT_FOUND)


DECLINED = observed("hostinger.billing.payment-declined", "newCoworker's reconcile-orphans.ts")


def declined(aftermath: Aftermath | None = None) -> Refusal:
    text = "Card payment could not be completed"
    return Refusal(402, text, DECLINED, aftermath=aftermath)


OPAQUE = observed("hostinger.billing.request-failed", "a refused card; the report is not numbered")


def request_failed(aftermath: Aftermath | None = None) -> Refusal:
    return Refusal(422, "[Billing:9999] Request failed", OPAQUE, aftermath=aftermath)


CONFLICT = assumed("hostinger.billing.not-possible", "no texts are known; the code by analogy")


def not_possible(text: str) -> Refusal:
    return Refusal(422, f"[Billing:9999] {text}", CONFLICT)


ORDERS_GONE = observed("hostinger.billing.orders-gone", "Terraform provider, pull request 15")


def orders_gone() -> Refusal:
    return Refusal(404, "[Billing:2002] Route is not found.", ORDERS_GONE)


def selected_invalid(field: str) -> Refusal:
    """The field names something that is not there."""
    return invalid({field: [SELECTED]})
