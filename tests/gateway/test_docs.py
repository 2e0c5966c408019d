"""What docs/gateway.md shows works, and what it lists is what there is."""

import re
from pathlib import Path
from typing import Any

import contracts
from hostingco_api.gateway.registry import METHODS, installed, supports
from tests.running import HOSTINGCO, running
from tests.test_docs import ROOT, blocks, shell

PAGE = (ROOT / "docs" / "gateway.md").read_text()


def test_the_page_s_calls_work(server: str, tmp_path: Path) -> None:
    env = {"XDG_DATA_HOME": str(tmp_path)}
    with running(tmp_path, "--demo", env=env, program=HOSTINGCO) as application:
        scripts = [
            script.replace("http://127.0.0.1:3003", application.url)
            for script in blocks("sh", PAGE)
        ]
        printed = shell(server, scripts)
    assert '{"status":"configured"}{"status":"ok","message":"Connection successful"}' in printed
    assert '"display_name":"Hostinger","connected":true' in printed
    assert '"content":"192.0.2.35","ttl":3600' in printed


def row(name: str) -> list[str]:
    (line,) = [line for line in PAGE.splitlines() if line.startswith(f"| [{name}]")]
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_the_table_of_providers_is_that_of_the_drivers() -> None:
    lacks: dict[str, Any] = {
        "Hostinger": ([], [], [], [], []),
        "Hostens": (
            ["resetDnsZone"],
            ["enablePrivacy", "disablePrivacy"],
            ["listDataCenters"],
            None,
            [],
        ),
        "HOSTAFRICA": (None, None, ["listDataCenters"], None, ["listSubscriptions"]),
    }
    words = {
        "resetDnsZone": "but reset",
        "enablePrivacy": "but privacy",
        "listDataCenters": "but data centers",
        "listSubscriptions": "catalog",
    }
    assert [driver.display_name for driver in installed().drivers.values()] == [
        "HOSTAFRICA",
        "Hostens",
        "Hostinger",
    ]
    for driver in installed().drivers.values():
        cells = row(driver.display_name)[2:]
        for ids, missing, cell in zip(
            METHODS.values(), lacks[driver.display_name], cells, strict=True
        ):
            there = [id for id in ids if supports(driver, id)]
            wanted = [] if missing is None else [id for id in ids if id not in missing]
            assert there == wanted
            said = "no" if missing is None else words[missing[0]] if missing else "yes"
            assert cell == said


def test_the_table_of_errors_has_the_contract_s_statuses() -> None:
    document = contracts.load("gateway.yaml")
    statuses = {
        status
        for path in document["paths"].values()
        for method, operation in path.items()
        if method != "parameters"
        for status in operation["responses"]
    } - {"200"}
    listed = re.findall(r"^\| ([\d, ]+) \|", PAGE, re.MULTILINE)
    assert {status for cell in listed for status in cell.split(", ")} == statuses | {"405"}
