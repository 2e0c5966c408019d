"""Broken servers: each has to turn the suite red.

A mutant patches the product in the process that runs the tests (`HOSTSIM_MUTANT=<name> pytest`),
and names a test that kills it. `python -m tests.contract.mutants` runs the whole suite on each and
prints every test that does.
"""

import gc
import multiprocessing
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import wait
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import NamedTuple

import pytest
from hypothesis import Phase, settings

ROOT = Path(__file__).parents[3]

Patch = pytest.MonkeyPatch


@dataclass(frozen=True)
class Mutant:
    apply: Callable[[Patch], None]
    killer: str
    """Arguments of pytest."""


MUTANTS: dict[str, Mutant] = {}


def mutant(killer: str) -> Callable[[Callable[[Patch], None]], Callable[[Patch], None]]:
    def add(apply: Callable[[Patch], None]) -> Callable[[Patch], None]:
        MUTANTS[apply.__name__.replace("_", "-")] = Mutant(apply, killer)
        return apply

    return add


def apply_named_by_environment() -> None:
    if name := os.environ.get("HOSTSIM_MUTANT"):
        MUTANTS[name].apply(pytest.MonkeyPatch())


# Each run is a process of its own, forked from one that has imported what takes long to import:
# the product before it is patched, and what tests are made of.
_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(
    [
        "_hypothesis_pytestplugin",
        "_pytest.unraisableexception",
        "anyio.pytest_plugin",
        "anyio.to_thread",
        "authlib.integrations.requests_client",
        "authlib.oauth2.rfc6749",
        "concurrent.futures.thread",
        "hostingco_api.gateway.drivers.hostafrica",
        "hostingco_api.gateway.drivers.hostens",
        "hostingco_api.gateway.drivers.hostinger",
        "joserfc.jwk",
        "joserfc.jwt",
        "pdb",
        "platformdirs.pytest_plugin",
        "schemathesis.pytest.plugin",
        "simulators.hostafrica.seed",
        "simulators.hostens.seed",
        "simulators.hostinger.seed",
        "simulators.kernel.gate",
        "simulators.kernel.web",
        "tests.conftest",
        "tests.contract.calls.every",
        "tests.contract.hooks",
        "tests.contract.mutants._begun",
        "tests.contract.words",
        "tests.hostingco.support",
    ]
)


_one_at_a_time = Lock()


class Run(NamedTuple):
    code: int
    output: str


def run(name: str, *args: str, server: str = "") -> Run:
    """The tests of `args` on a mutant; those that need a simulator have that `server`, or else one
    of their own."""
    with TemporaryDirectory(prefix="mutant-", ignore_cleanup_errors=True) as folder:
        process = _forks.Process(target=_test, args=(name, args, folder, server))
        # To start a process asks for the exit codes of the others, each of which can be read once:
        # threads that start and join at the same time lose some.
        with _one_at_a_time:
            process.start()
        wait([process.sentinel])
        with _one_at_a_time:
            process.join()
        assert process.exitcode is not None
        return Run(process.exitcode, Path(folder, "output").read_text())


def _test(name: str, args: tuple[str, ...], folder: str, server: str) -> None:
    """In a process of its own. Nobody reads why tests fail: to look for the least that makes them,
    or to rewrite their assertions, takes longer than most of them."""
    with Path(folder, "output").open("w") as sink:
        os.dup2(sink.fileno(), 1)
        os.dup2(sink.fileno(), 2)
    gc.freeze()  # pytest collects garbage several times, and what is there already is none
    os.chdir(ROOT)
    os.environ["HOSTSIM_MUTANT"] = name
    if server:
        os.environ["HOSTSIM_TEST_SERVER"] = server
    settings.register_profile("mutant", phases=[Phase.explicit, Phase.generate])
    settings.load_profile("mutant")
    quick = ("-q", "--tb=no", "--assert=plain", "-p", "no:cacheprovider", "-p", "no:faker")
    # The folder that all runs share is looked through by each, while the others write to it.
    sys.exit(pytest.main([*quick, f"--basetemp={folder}/temp", *args]))


def killers(name: str) -> list[str]:
    """Every test of the suite that a mutant turns red, without parameters."""
    done = run(name, "tests", "--ignore=tests/contract/test_mutants.py")
    failed = re.findall(r"^(?:FAILED|ERROR) (\S+?)(?:\[| |$)", done.output, re.MULTILINE)
    return sorted(set(failed))


for _file in sorted(Path(__file__).parent.glob("**/[a-z]*.py")):
    _name = ".".join(_file.relative_to(Path(__file__).parent).with_suffix("").parts)
    import_module(f"{__name__}.{_name}")
