"""What docs/hostingco.md shows works, and what it lists is what there is."""

import re
from pathlib import Path

import pytest

from hostingco_api.core.errors import STATUSES
from hostingco_api.core.support import MOVES
from tests.running import HOSTINGCO, run, running
from tests.test_docs import ROOT, blocks, shell

PAGE = (ROOT / "docs" / "hostingco.md").read_text()


def test_the_page_s_calls_work(tmp_path: Path) -> None:
    env = {"XDG_DATA_HOME": str(tmp_path)}
    with running(tmp_path, "--demo", env=env, program=HOSTINGCO) as server:
        scripts = [
            script.replace("http://127.0.0.1:3003", server.url) for script in blocks("sh", PAGE)
        ]
        printed = shell(server.url, scripts)
    assert '"name":"web-server-01"' in printed
    assert '"message":"Server created successfully"' in printed
    assert '"message":"Support ticket created successfully"' in printed
    assert '"message":"Logged out successfully"' in printed


def test_the_options_are_those_of_the_command() -> None:
    help = run("serve", "--help", program=HOSTINGCO, COLUMNS="200").stdout.decode()
    for pattern in (r"--[a-z-]+", r"HOSTINGCO_\w+"):
        given = set(re.findall(pattern, help)) - {"--help"}
        listed = "".join(line for line in PAGE.splitlines() if line.startswith("| `-"))
        assert given == set(re.findall(pattern, listed))


@pytest.mark.parametrize("name", ["ENV", "SECRET", "LIMITS", "PROXIES"])
def test_the_variables_are_those_that_are_read(name: str) -> None:
    source = (ROOT / "hostingco_api" / "config.py").read_text()
    assert f'"HOSTINGCO_{name}"' in source
    assert f"| `HOSTINGCO_{name}` |" in PAGE


def test_every_code_is_listed_with_its_status() -> None:
    rows = re.findall(r"^\| (`[A-Z_`, ]+`) \| (\d+) \|", PAGE, re.MULTILINE)
    listed = {code: int(status) for codes, status in rows for code in re.findall(r"\w+", codes)}
    assert listed == STATUSES


def test_every_move_of_a_ticket_is_listed() -> None:
    (text,) = re.findall(r"\*\*Tickets\*\* move as documented: (.*?)\. A reply", PAGE, re.DOTALL)
    listed = {}
    for move in " ".join(text.split()).split("; "):
        source, _, targets = move.partition(" to ")
        listed[source] = tuple(targets.split(", "))
    assert listed == {source: tuple(targets) for source, targets in MOVES.items()}
