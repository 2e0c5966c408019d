"""`hostsim operations` and `hostsim version`."""

import json
import subprocess
from importlib.metadata import version

import pytest

import contracts
from tests.contract.calls import VENDORS
from tests.kernel.toy import Toy
from tests.running import HOSTSIM
from tests.server.conftest import CommandLine

DOCUMENTED = contracts.operations("hostinger.yaml")
ALL = [
    (vendor, operation)
    for vendor in VENDORS
    for operation in contracts.operations(f"{vendor}.yaml")
]


def test_version_prints_the_version_of_the_package(hostsim: CommandLine) -> None:
    result = hostsim("version")
    assert (result.exit_code, result.output) == (0, f"hostsim {version('hostsim')}\n")


def test_the_installed_command_is_this_command() -> None:
    done = subprocess.run([HOSTSIM, "version"], capture_output=True, text=True, timeout=20)
    assert done.stdout == f"hostsim {version('hostsim')}\n"


def of(given: list[str]) -> list[tuple[str, contracts.Operation]]:
    return [pair for pair in ALL if not given or pair[0] in given]


@pytest.mark.parametrize("given", [[], ["hostinger"], ["hostafrica"], ["hostens"]])
def test_operations_lists_what_the_contracts_document(
    hostsim: CommandLine, given: list[str]
) -> None:
    result = hostsim("operations", *given)
    *rows, total = result.output.splitlines()
    assert result.exit_code == 0
    assert [row.split() for row in rows] == [
        [vendor, "simulated", operation.method, operation.path] for vendor, operation in of(given)
    ]
    assert total == f"{len(of(given))} simulated, 0 not"


@pytest.mark.parametrize("given", [[], ["hostinger"], ["hostafrica"], ["hostens"]])
def test_operations_lists_them_as_json_too(hostsim: CommandLine, given: list[str]) -> None:
    result = hostsim("operations", "--json", *given)
    assert json.loads(result.output) == [
        {
            "vendor": vendor,
            "operation": operation.id,
            "method": operation.method,
            "path": operation.path,
            "simulated": True,
        }
        for vendor, operation in of(given)
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
