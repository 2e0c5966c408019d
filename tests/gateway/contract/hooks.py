"""What Schemathesis has to be told of the gateway's data, in tests and in its engine."""

import os
import re
from typing import Any

import schemathesis

from tests.cases import own_method, positive, title
from tests.gateway.contract.world import JUDGE

BEYOND_SHAPE = {
    "content",  # by the type of its record
    "priority",  # likewise
    *("domains", "nameservers"),  # without regard to case none of them twice
    "extra",  # its base_url is a URL
}
"""Fields with rules that no schema can express."""
BY_THE_GATEWAY = re.compile(r"([a-z_]+(?:\.[a-z0-9_]+)*): [A-Z`]")
"""How it names a field that is wrong; what a provider calls wrong is in the provider's words."""


PROVIDERS = ("Hostinger", "Hostens", "HOSTAFRICA")


def is_ours(case: Any) -> bool:
    """Other suites may run in the same process."""
    return title(case) == str(JUDGE.document["info"]["title"])


@schemathesis.check
def shape_of_the_gateway_s_is_accepted(ctx: Any, response: Any, case: Any) -> None:
    if is_ours(case) and positive(case) and response.status_code == 400 and own_method(case):
        said = response.json()["error"]
        if (found := BY_THE_GATEWAY.match(said)) and not any(name in said for name in PROVIDERS):
            parts = {part for part in found[1].split(".") if not part.isdigit()}
            assert parts & BEYOND_SHAPE, f"well-formed data met a field error: {said}"


if "GATEWAY_ENGINE_TOKEN" in os.environ:  # in the engine's process

    @schemathesis.auth()
    class Token:
        def get(self, case: Any, context: Any) -> str:
            return os.environ["GATEWAY_ENGINE_TOKEN"]

        def set(self, case: Any, data: str, context: Any) -> None:
            case.headers["Authorization"] = f"Bearer {data}"
