"""What docs/public-v1.md shows works, and what it lists is what there is."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import WebhookVerificationError

import contracts
from hostingco_api import deliveries, signing
from hostingco_api.core import api_keys, lifecycle
from hostingco_api.core.clock import utcnow
from hostingco_api.core.models import EVENTS
from hostingco_api.gateway.registry import installed
from hostingco_api.public_v1.envelope import CODES
from tests.running import HOSTINGCO, running
from tests.test_docs import ROOT, blocks, shell

PAGE = (ROOT / "docs" / "public-v1.md").read_text()


def rows(*head: str) -> list[list[str]]:
    """Of the table with that head."""
    first = re.escape(f"| {' | '.join(head)} |".replace("|  |", "| |"))
    (table,) = re.findall(rf"^{first}\n\|[-|]+\|\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table.splitlines()]


def words(cell: str) -> list[str]:
    return re.findall(r"[a-z_.-]+", cell)


def test_the_page_s_calls_work(tmp_path: Path) -> None:
    env = {"XDG_DATA_HOME": str(tmp_path)}
    with running(tmp_path, env=env, program=HOSTINGCO) as server:
        scripts = [
            script.replace("http://127.0.0.1:3003", server.url).replace(
                ".venv/bin/hostingco", f"XDG_DATA_HOME={tmp_path} {HOSTINGCO}"
            )
            for script in blocks("sh", PAGE)
        ]
        printed = shell(server.url, scripts)
        assert "POST /api/v1/clients 201" in server.output
        assert "hc_live_" not in server.output
    assert '"message":"Client created"' in printed
    assert '"pricing":[{"cycle":"monthly","price":29.99,"setup_fee":0' in printed
    assert '"status":"paid"' in printed
    assert '"status":"active","pending_action":null' in printed
    assert '"status":"suspended"' in printed
    assert '"secret":"whsec_' in printed
    assert '"action":"client.updated"' in printed


def test_receivers_tell_what_is_ours() -> None:
    known: dict[str, Any] = {}
    for block in blocks("python", PAGE):
        exec(block, known)
    secret, body = signing.new_secret(), b'{"type":"invoice.paid"}'
    headers = signing.headers(secret, "msg_1", utcnow(), body)
    assert known["received"](secret, headers, body) == {"type": "invoice.paid"}
    assert known["is_ours"](secret, headers, body)
    for said in ({}, {"X-Webhook-Signature": ""}, {"X-Webhook-Signature": "\xff"}):
        assert not known["is_ours"](secret, said, body)
    for wrong, sent in ((signing.new_secret(), body), (secret, body + b" ")):
        assert not known["is_ours"](wrong, headers, sent)
        with pytest.raises(WebhookVerificationError):
            known["received"](wrong, headers, sent)
    old = signing.headers(secret, "msg_1", utcnow() - timedelta(hours=1), body)
    with pytest.raises(WebhookVerificationError):
        known["received"](secret, old, body)


def test_the_table_of_scopes_is_that_of_the_code() -> None:
    listed = {words(name)[0].rstrip("."): words(actions) for name, actions in rows("scopes", "")}
    assert listed == {name: list(actions) for name, actions in api_keys.ACTIONS.items()}


def test_the_table_of_events_is_that_of_the_code() -> None:
    found = [event for events, _ in rows("event", "`data`") for event in words(events)]
    assert found == list(EVENTS)


def test_every_code_is_listed_with_its_statuses() -> None:
    listed = {
        code: status.split(", ")
        for codes, status, _ in rows("code", "status", "")
        for code in re.findall(r"[A-Z_]+", codes)
    }
    assert list(listed) == list(CODES)
    document = contracts.load("public-v1.yaml")
    answered = {
        status
        for path in document["paths"].values()
        for method, operation in path.items()
        if method != "parameters"
        for status in operation["responses"]
        if status >= "4"
    }
    assert {status for statuses in listed.values() for status in statuses} == answered | {"405"}


def test_the_life_of_a_service_is_that_of_the_code() -> None:
    listed = {
        words(verb)[0]: (words(start), end)
        for verb, start, end, _ in rows("verb", "from", "to", "event")
    }
    assert listed == {
        action: (list(lifecycle._FROM[action]), lifecycle._TARGETS[action])
        for action in lifecycle.ACTIONS
    }
    told = {event for *_, cell in rows("verb", "from", "to", "event") for event in words(cell)}
    assert {f"service.{done}" for done in lifecycle._DONE.values()} <= told


def test_the_modules_are_those_that_are_installed() -> None:
    head = ("`module`", "`plan`", "`template`", "`data_center_id`", "password", "`ssh_key_id`")
    listed = {words(row[0])[0] for row in rows(*head, "suspend", "terminate")}
    assert listed == {*installed().drivers, "manual"}


def test_the_schedule_is_that_of_the_code() -> None:
    (said,) = re.findall(r"tried again after (.*?) hours", PAGE, re.DOTALL)
    units = {"seconds": 1, "minutes": 60}
    times = re.findall(r"(\d+)(?: (seconds|minutes))?", said)
    seconds = [int(number) * units.get(unit, 3600) for number, unit in times]
    assert [timedelta(seconds=each) for each in seconds] == deliveries.SCHEDULE
    assert f"{deliveries.KEPT.days} days" in PAGE


def test_the_operations_are_counted() -> None:
    operations = list(contracts.operations("public-v1.yaml"))
    (documented,) = re.findall(r"Its (\d+) documented operations, and two of ours", PAGE)
    assert int(documented) + 2 == len(operations)
