"""`hostsim operations` and `hostsim version`."""

import json
import subprocess
from importlib.metadata import version

import pytest

import contracts
from tests.kernel.toy import Toy
from tests.running import HOSTSIM
from tests.server.conftest import CommandLine

DOCUMENTED = contracts.operations("hostinger.yaml")


def test_version_prints_the_version_of_the_package(hostsim: CommandLine) -> None:
    result = hostsim("version")
    assert (result.exit_code, result.output) == (0, f"hostsim {version('hostsim')}\n")


def test_the_installed_command_is_this_command() -> None:
    done = subprocess.run([HOSTSIM, "version"], capture_output=True, text=True, timeout=20)
    assert done.stdout == f"hostsim {version('hostsim')}\n"


@pytest.mark.parametrize("vendor", [[], ["hostinger"]])
def test_operations_lists_what_the_contracts_document(
    hostsim: CommandLine, vendor: list[str]
) -> None:
    result = hostsim("operations", *vendor)
    *rows, total = result.output.splitlines()
    assert result.exit_code == 0
    assert [row.split() for row in rows] == [
        ["hostinger", "simulated", operation.method, operation.path] for operation in DOCUMENTED
    ]
    assert total == f"{len(DOCUMENTED)} simulated, 0 not"


@pytest.mark.parametrize("vendor", [[], ["hostinger"]])
def test_operations_lists_them_as_json_too(hostsim: CommandLine, vendor: list[str]) -> None:
    result = hostsim("operations", "--json", *vendor)
    assert json.loads(result.output) == [
        {
            "vendor": "hostinger",
            "operation": operation.id,
            "method": operation.method,
            "path": operation.path,
            "simulated": True,
        }
        for operation in DOCUMENTED
    ]


def test_operations_tells_what_is_not_simulated(
    hostsim: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The toy's contract is Hostinger's, of which it simulates nothing."""
    monkeypatch.setattr("simulators.server.vendors.VENDORS", (Toy(),))
    *rows, total = hostsim("operations", "toy").output.splitlines()
    assert {row.split()[1] for row in rows} == {"-"}
    assert total == f"0 simulated, {len(DOCUMENTED)} not"
    listed = json.loads(hostsim("operations", "--json").output)
    assert not any(row["simulated"] for row in listed)
