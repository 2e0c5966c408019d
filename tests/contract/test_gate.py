"""A suite that only ever meets refusals, or never meets one, is red."""

import pytest

from tests.contract.harness import JUDGES, seen


@pytest.mark.parametrize("vendor", JUDGES)
def test_every_documented_status_of_every_operation_was_seen(vendor: str) -> None:
    missing = JUDGES[vendor].pairs() - seen.keys()
    assert not missing, f"documented, but never answered in this run: {sorted(missing)}"
