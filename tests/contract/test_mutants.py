"""Every mutant dies by the test that is named for it."""

import pytest

from tests.contract.mutants import MUTANTS, run


@pytest.mark.parametrize("name", MUTANTS)
def test_the_suite_goes_red_for(name: str) -> None:
    done = run(name, "-x", MUTANTS[name].killer)
    assert done.returncode == 1, f"survived: {done.stdout}{done.stderr}"
    assert "1 failed" in done.stdout, done.stdout
