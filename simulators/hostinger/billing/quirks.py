"""What the live service does in billing beside or against its document."""

from simulators.kernel.refusal import Evidence, Quirk

QUIRKS = (
    Quirk(
        "billing-non-renewing",
        False,
        Evidence.OBSERVED,
        "seen live; the SDK generated from the document refuses it",
        "Subscriptions without auto-renewal have the status `non_renewing`.",
    ),
    Quirk(
        "billing-opaque-refusals",
        False,
        Evidence.OBSERVED,
        "clients report both this and 402",
        "A declined payment answers 422 and `[Billing:9999] Request failed`.",
    ),
    Quirk(
        "billing-orders-gone",
        False,
        Evidence.OBSERVED,
        "Terraform provider, pull request 15: from December 2025 for some months",
        "POST /api/billing/v1/orders answers 404.",
    ),
)
