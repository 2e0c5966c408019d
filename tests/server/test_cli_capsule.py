"""`hostsim capsule`: saved, played again with the first difference told, printed as a test."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests

from simulators.kernel import capsule
from simulators.kernel.snapshot import BadSnapshot
from simulators.server.app import Application
from simulators.server.replay import Played, played
from tests.running import run
from tests.server.bottled import RECORD, USES, different, saved, use_dns
from tests.server.conftest import CommandLine
from tests.support import ZONE, Api, application

# -- differences --------------------------------------------------------------------------


def recorded() -> bytes:
    api = Api(application(), world="mine")
    use_dns(api)
    return saved(api)


def tampered(raw: bytes, number: int, **changed: Any) -> bytes:
    """As if that answer had been another one."""
    document = json.loads(raw)
    entry = document["entries"][number]
    for name, value in changed.items():
        target = entry if name == "status" else entry["response"]
        target[name] = value
    return json.dumps(document).encode()


def test_the_first_answer_that_differs_is_told(hostsim: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "bug.json"
    raw = tampered(recorded(), 1, status=418, body='{"message": "I am a teapot"}')
    file.write_bytes(tampered(raw, 3, status=418))
    result = hostsim("capsule", "replay", str(file))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines() == [
        "request 2 of 4 is answered differently:",
        f"PUT {ZONE} (hostinger, 2026-01-01T00:00:00+00:00)",
        "  status: expected 418, got 200",
        "  --- expected",
        "  +++ got",
        "  @@ -1,3 +1,3 @@",
        "   {",
        '  -  "message": "I am a teapot"',
        '  +  "message": "Request accepted"',
        "   }",
    ]


def test_headers_are_compared(hostsim: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "bug.json"
    document = json.loads(recorded())
    headers = document["entries"][0]["response"]["headers"]
    headers[[name for name, _ in headers].index("X-Sim-World")][1] = "another"
    file.write_text(json.dumps(document))
    stderr = hostsim("capsule", "replay", str(file)).stderr
    assert "header: expected X-Sim-World: another" in stderr
    assert "header: got X-Sim-World: mine" in stderr


def test_what_is_broken_later_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were only what is recorded read again, nothing of this would be."""
    raw = recorded()
    before = Application.address
    monkeypatch.setattr(
        Application,
        "address",
        lambda app, vendor, host, path: before(app, vendor, host, path + "x"),
    )
    assert any("expected 200, got 4" in line for line in different(raw))


def test_a_long_difference_is_cut() -> None:
    body = json.dumps(list(range(1000)))
    lines = different(tampered(recorded(), 0, body=body))
    assert len(lines) < 50
    assert "lines more" in lines[-1]


# -- the commands -------------------------------------------------------------------------


def test_a_capsule_goes_from_a_server_to_another_process(server: str, tmp_path: Path) -> None:
    file = tmp_path / "bug.json"
    token = {"Authorization": "Bearer sim_bottle"}
    url = f"{server}/hostinger{ZONE}"
    requests.put(url, json={"zone": [RECORD]}, headers=token).raise_for_status()
    requests.get(url, headers=token, params={"a": "b c"}).raise_for_status()
    requests.post(f"{url}/reset", json={"sync": False}, headers=token).raise_for_status()
    done = run("capsule", "save", file, "--world", "bottle", HOSTSIM_URL=server)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    done = run("capsule", "replay", file)
    assert (done.returncode, done.stdout) == (0, b"3 requests, all answers the same\n"), done.stderr
    done = run("capsule", "replay", "-", stdin=file.read_bytes())
    assert done.stdout == b"3 requests, all answers the same\n"
    done = run("capsule", "save", file, "--world", "bottel", HOSTSIM_URL=server)
    assert (done.returncode, b"did you mean 'bottle'?" in done.stderr) == (2, True)


def run_pytest(folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", folder],
        capture_output=True,
        text=True,
        cwd=folder,
    )


def test_the_printed_tests_pass(hostsim: CommandLine, tmp_path: Path) -> None:
    """One for each use, and all of them run at once."""
    for use in USES:
        api = Api(application(clock="real", limits="real"), world="mine")
        use(api)
        file = tmp_path / f"{use.__name__}.json"
        file.write_bytes(saved(api))
        result = hostsim("capsule", "replay", str(file), "--pytest")
        assert (result.exit_code, result.stderr) == (0, "")
        (tmp_path / f"test_{use.__name__}.py").write_text(result.stdout)
    done = run_pytest(tmp_path)
    assert (done.returncode, f"{len(USES)} passed" in done.stdout) == (0, True), done.stdout


def test_the_printed_test_fails_where_an_answer_differs(
    hostsim: CommandLine, tmp_path: Path
) -> None:
    (tmp_path / "bug.json").write_bytes(tampered(recorded(), 1, body='{"message": "No"}'))
    result = hostsim("capsule", "replay", str(tmp_path / "bug.json"), "--pytest")
    assert (result.exit_code, "request 2 of 4" in result.stderr) == (1, True)
    (tmp_path / "test_bug.py").write_text(result.stdout)
    done = run_pytest(tmp_path)
    assert done.returncode == 1
    assert "assert answer.json ==" in done.stdout


def test_the_printed_test_is_readable(hostsim: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "bug.json").write_bytes(recorded())
    printed = hostsim("capsule", "replay", str(tmp_path / "bug.json"), "--pytest").stdout
    assert "'hostinger', 'PUT', '/api/dns/v1/zones/example.com'," in printed
    assert "assert answer.json == {'message': 'Request accepted'}" in printed
    assert max(map(len, printed.splitlines())) <= 110


NASTY = "x\"\"\"\n'''\\ {} \u2028"


def test_nothing_in_a_capsule_is_run_by_printing_it(hostsim: CommandLine, tmp_path: Path) -> None:
    document = json.loads(recorded())
    document["version"] = NASTY
    document["entries"][0] |= {"operation": f"{NASTY}\nraise SystemExit(7)", "query": NASTY}
    (tmp_path / "bug.json").write_text(json.dumps(document))
    result = hostsim("capsule", "replay", str(tmp_path / "bug.json"), "--pytest")
    (tmp_path / "test_bug.py").write_text(result.stdout)
    assert run_pytest(tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "no JSON"),
        (b"{}", "this is no capsule of hostsim"),
        (b'{"hostsim": "snapshot", "format": 1}', "this is no capsule of hostsim"),
        (b'{"hostsim": "capsule", "format": 9, "version": "7"}', "format 9, of hostsim 7"),
        (b'{"hostsim": "capsule", "format": 1}', "snapshot: Missing data"),
    ],
)
def test_what_is_no_capsule_is_one_line(
    hostsim: CommandLine, tmp_path: Path, raw: bytes, why: str
) -> None:
    file = tmp_path / "bug.json"
    file.write_bytes(raw)
    result = hostsim("capsule", "replay", str(file))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"hostsim: {file}: ")
    assert why in result.stderr
    assert result.stderr.count("\n") == 1


def test_what_cannot_be_made_again_is_one_line(hostsim: CommandLine, tmp_path: Path) -> None:
    document = json.loads(recorded())
    document["entries"][2]["request"]["headers"] = []
    (tmp_path / "bug.json").write_text(json.dumps(document))
    result = hostsim("capsule", "replay", str(tmp_path / "bug.json"))
    assert result.exit_code == 2
    assert result.stderr.startswith(f"hostsim: request 3 cannot be made again: DELETE {ZONE}: ")


def test_a_capsule_s_world_is_judged_like_every_other(hostsim: CommandLine, tmp_path: Path) -> None:
    found = capsule.load(json.loads(recorded()))
    found.start["digest"] = "0" * 64
    with pytest.raises(BadSnapshot, match="damaged or edited"):
        list[Played](played(found))
    with pytest.raises(BadSnapshot):
        list[Played](played(replace(found, start=None)))
