"""Every mutant dies by the test that is named for it."""

import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from tests.contract.mutants import MUTANTS, Run, run

PREFIX = "tests/contract/test_mutants.py::test_the_suite_goes_red_for"

NEW = ("public_v1",)
"""What is worked on; the mutants of all else are for scripts/deep."""

Runs = dict[str, "Future[Run]"]


@pytest.fixture(scope="module")
def runs(request: pytest.FixtureRequest, server: str) -> Iterator[Runs]:
    """Each is a process of its own, so they run side by side; those that were selected. What is
    patched is never the server, which has a world for every test."""
    selected = {item.nodeid for item in request.session.items}
    names = [name for name in MUTANTS if f"{PREFIX}[{name}]" in selected]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield {
            name: pool.submit(run, name, "-x", *MUTANTS[name].killer.split(), server=server)
            for name in names
        }


def _of(name: str) -> str:
    """The folder of a mutant, or its file."""
    return MUTANTS[name].apply.__module__.removeprefix("tests.contract.mutants.").partition(".")[0]


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=() if _of(name) in NEW else pytest.mark.settled) for name in MUTANTS],
)
def test_the_suite_goes_red_for(runs: Runs, name: str) -> None:
    done = runs[name].result()
    assert done.code == 1, f"survived: {done.output}"
    assert "1 failed" in done.output, done.output
