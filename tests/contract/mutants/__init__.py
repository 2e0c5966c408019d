"""Broken servers: each has to turn the suite red.

A mutant patches the product in the process that runs the tests (`HOSTSIM_MUTANT=<name> pytest`),
and names a test that kills it. `python -m tests.contract.mutants` runs the whole suite on each and
prints every test that does.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest

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


def run(name: str, *args: str) -> "subprocess.CompletedProcess[str]":
    """The tests of `args` on a mutant.

    Nobody reads why they fail, and rewriting assertions takes longer than most of them.
    """
    quick = ("-q", "--tb=no", "--assert=plain", "-p", "no:cacheprovider", "-p", "no:faker")
    return subprocess.run(
        [sys.executable, "-m", "pytest", *quick, *args],
        env={**os.environ, "HOSTSIM_MUTANT": name},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )


def killers(name: str) -> list[str]:
    """Every test of the suite that a mutant turns red, without parameters."""
    done = run(name, "tests", "--ignore=tests/contract/test_mutants.py")
    failed = re.findall(r"^(?:FAILED|ERROR) (\S+?)(?:\[| |$)", done.stdout, re.MULTILINE)
    return sorted(set(failed))


for _file in sorted(Path(__file__).parent.glob("**/[a-z]*.py")):
    _name = ".".join(_file.relative_to(Path(__file__).parent).with_suffix("").parts)
    import_module(f"{__name__}.{_name}")
