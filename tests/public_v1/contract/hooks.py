"""What Schemathesis has to be told of the public API's data, in tests and in its engine."""

import os
import re
from typing import Any

import schemathesis

from tests.cases import own_method, positive, title

TITLE = "HostingCo Public API"
BEYOND_SHAPE = {
    *("client_id", "product_id", "server_id", "invoice_id", "service_id"),  # what has to be there
    *("module", "module_options", "billing_cycle"),  # likewise
    *("price", "setup_fee", "amount"),  # have two decimals at most
    *("description", "domain"),  # required, but not always
    "pricing",  # each cycle once
    "email",  # JSON Schema's addresses are more than those there are
    "password",  # may have to be longer
    *("due_date", "next_due_date", "from", "to"),  # of this era
    *("created_from", "created_to", "due_from", "due_to"),
    "expires_at",  # in the future
    "allowed_ips",
    "url",  # not of a private address
}
"""Fields with rules that no schema can express."""
TEXTS = {"name", "first_name", "last_name", "gateway", "transaction_id", "slug"}
"""Of one line, where Python and JavaScript differ in what ends one."""


def is_ours(case: Any) -> bool:
    """Other suites may run in the same process."""
    return title(case) == TITLE


@schemathesis.check
def shape_of_the_public_one_s_is_accepted(ctx: Any, response: Any, case: Any) -> None:
    if is_ours(case) and positive(case) and response.status_code == 422 and own_method(case):
        document = response.json()
        if document["code"] == "IDEMPOTENCY_MISMATCH":
            return
        parts = {part for name in document["errors"] for part in re.split(r"\.\d+\.?|\.", name)}
        assert parts, "a well-formed body was called none"
        assert parts & BEYOND_SHAPE, f"well-formed data met a field error: {document['errors']}"


@schemathesis.hook
def map_case(ctx: Any, case: Any) -> Any:
    """Most calls are made without a key to repeat them by: with one that was used before, all they
    would meet is its mismatch."""
    if is_ours(case) and case.headers and positive(case):
        given = case.headers.get("Idempotency-Key")
        if given is not None and len(given) % 8:
            del case.headers["Idempotency-Key"]
    return case


if "PUBLIC_ENGINE_KEY" in os.environ:  # in the engine's process

    @schemathesis.auth()
    class Key:
        def get(self, case: Any, context: Any) -> str:
            return os.environ["PUBLIC_ENGINE_KEY"]

        def set(self, case: Any, data: str, context: Any) -> None:
            case.headers["Authorization"] = f"Bearer {data}"
