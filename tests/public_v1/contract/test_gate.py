"""A suite that only ever meets refusals, or never meets one, is red."""

from tests.public_v1.contract.world import JUDGE, seen


def test_every_documented_status_of_every_operation_was_seen() -> None:
    missing = JUDGE.pairs() - seen.keys()
    assert not missing, f"documented, but never answered in this run: {sorted(missing)}"
