"""A bug capsule: saved from a running world, played again anywhere, printed as a test."""

import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st

from simulators.kernel import capsule, journal
from simulators.kernel.snapshot import BadSnapshot
from simulators.server.app import Application
from simulators.server.replay import CannotReplay, Played, parsed, played
from tests.hostafrica.client import ORDER, SERVICE, Hostafrica
from tests.hostens.client import Hostens
from tests.kernel.test_snapshots import HISTORIES, play
from tests.running import run
from tests.server.conftest import CommandLine
from tests.support import EXAMPLES, SEED, ZONE, Api, application

RECORD = {"name": "x", "type": "A", "records": [{"content": "192.0.2.1"}]}
DAY = 86_400


def saved(api: Api) -> bytes:
    answer = api.controlled("GET", f"/worlds/{api.world}/capsule")
    assert answer.status_code == 200, answer.text
    return bytes(answer.data)


def different(raw: bytes) -> list[str]:
    """What is different when it is played again, if anything is."""
    return [line for request in played(parsed(raw)) for line in request.differences]


# -- what is played again -----------------------------------------------------------------


def use_dns(api: Api) -> None:
    api("GET", ZONE)
    api("PUT", ZONE, {"zone": [RECORD]})
    api("DELETE", ZONE, {"filters": [{"name": "x", "type": "A"}]})
    api("POST", f"{ZONE}/reset", {"sync": False})


def be_refused(api: Api) -> None:
    api("GET", "/nowhere")
    api("PUT", ZONE, {"zone": [{}]})
    api("PUT", ZONE, data='{"zone": ')
    api("PUT", ZONE, data=b"x" * (2**20 + 1))
    api("PUT", ZONE, data="{}", headers={"Content-Type": "text/plain"})
    api("PUT", ZONE, data="{}", environ_overrides={"CONTENT_LENGTH": "9"})
    api("BREW", ZONE)
    api("HEAD", ZONE)


def get_tokens(api: Api) -> None:
    """Signed ones, which are asked for by credentials and used."""
    africa = Hostafrica(api.app, world=api.world)
    africa("POST", f"{SERVICE}/create-order", ORDER)
    given = Hostens(api.app, world=api.world)
    user = f"{api.world}@sim.test"
    login = {"username": user, "password": f"secret_{api.world}"}
    token = given.told("POST", "/login", login)["token"]
    given("GET", "/api/details", headers={"Authorization": f"Bearer {token}"})


def change_from_outside(api: Api) -> None:
    world = f"/worlds/{api.world}"
    hostens = Hostens(api.app, world=api.world)
    hostens.told("GET", "/balance")
    hostens.credit("12.50")
    api.control("PATCH", f"{world}/quirks", {"quirks": {"hostinger.pretty-404": True}})
    api("GET", "/nowhere")
    api.control("PUT", f"{world}/limits", {"mode": "tiny"})
    for _ in range(5):
        api("GET", ZONE)


def go_back_in_time(api: Api) -> None:
    """What fell due later has happened all the same."""
    world = f"/worlds/{api.world}"
    api("POST", f"{ZONE}/reset", {"sync": False})
    api.control("POST", f"{world}/clock/advance", {"seconds": 400 * DAY})
    api.control("PUT", f"{world}/clock", {"now": "2026-01-02T03:04:05Z"})
    api("GET", ZONE)
    api("GET", "/api/domains/v1/portfolio")


def choose_a_password(api: Api) -> None:
    """One that only the client knows, and then logs in by."""
    hostens = Hostens(api.app, world=api.world)
    email = f"deputy@{api.world}.sim.test"
    person = {"email": email, "password": "theirs-12345", "firstname": "Dan", "lastname": "Other"}
    hostens.told("POST", "/contact", person | {"privileges": {"billing": ["emails"]}})
    hostens.become(email, "theirs-12345")
    hostens.told("GET", "/details")
    hostens.told("POST", "/login", {"username": email, "password": "theirs-12345"})


def meet_faults(api: Api) -> None:
    faults = f"/worlds/{api.world}/faults"
    use_dns(api)
    api.control("POST", faults, {"effect": "status", "status": 503, "probability": 0.5})
    for _ in range(5):
        use_dns(api)
    api.control("DELETE", faults)
    hostens = Hostens(api.app, world=api.world)
    for effect in ("duplicate", "stale", "throttle", "truncate", "malformed", "html", "reset"):
        api.control("POST", faults, {"effect": effect, "id": effect, "times": 1})
        with suppress(ConnectionError):  # which is what `reset` is
            hostens("POST", "/api/server/113/reboot")
            use_dns(api)
        use_dns(api)
    api.control("DELETE", f"{faults}/reset")


USES: list[Callable[[Api], None]] = [
    use_dns,
    be_refused,
    get_tokens,
    change_from_outside,
    go_back_in_time,
    choose_a_password,
    meet_faults,
]


@pytest.mark.parametrize("clock", ["frozen", "real", "auto", "scaled=100000"])
@pytest.mark.parametrize("use", USES, ids=lambda use: use.__name__)
def test_what_was_asked_is_answered_the_same_again(use: Callable[[Api], None], clock: str) -> None:
    api = Api(application(clock=clock, limits="real"), world="mine")
    api("GET", ZONE)
    use(api)
    requests = list(played(parsed(saved(api))))
    assert len(requests) > 3
    assert [request.differences for request in requests] == [[]] * len(requests)


@given(HISTORIES, st.sampled_from(["frozen", "real", "auto"]))
@settings(max_examples=EXAMPLES, deadline=None, database=None, phases=set(Phase) - {Phase.shrink})
@seed(SEED)
def test_every_operation_is_answered_the_same_again(calls: list[str], clock: str) -> None:
    api = Api(application(clock=clock))
    play(api.app, calls)
    assert different(saved(api)) == []


def test_strangers_are_refused_again() -> None:
    """Whose secrets are not kept."""
    api = Api(application())
    for stranger in ("Bearer real-secret", "Basic cmVhbDpzZWNyZXQ=", "Basic x", "real-secret"):
        api("GET", ZONE, headers={"Authorization": stranger})
        Hostafrica(api.app)("POST", SERVICE, headers={"Authorization": stranger})
        Hostens(api.app)("GET", "/api/details", headers={"Authorization": stranger})
    raw = saved(api)
    assert b"real-secret" not in raw
    assert b"cmVhbDpzZWNyZXQ" not in raw
    assert different(raw) == []


def test_a_capsule_begins_where_its_world_does() -> None:
    api = Api(application())
    use_dns(api)
    api.control("DELETE", "/worlds/default/journal")
    api("GET", ZONE)
    assert len(list(played(parsed(saved(api))))) == 1
    api.control("PUT", "/worlds/default/checkpoints/here")
    use_dns(api)
    api.control("POST", "/worlds/default/checkpoints/here/rollback")
    assert list(played(parsed(saved(api)))) == []
    api.control("PUT", "/worlds/default/limits", {"mode": "tiny"})
    loaded = api.control("GET", "/worlds/default/snapshot?journal=true")
    api.control("PUT", "/worlds/default/snapshot", loaded)
    api("GET", ZONE)
    (only,) = played(parsed(saved(api)))
    assert (only.entry.method, only.differences) == ("GET", [])


def test_what_the_journal_has_dropped_cannot_be_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "ENTRIES", 5)
    api = Api(application())
    for _ in range(6):
        api("GET", "/nowhere")
    answer = api.controlled("GET", "/worlds/default/capsule")
    assert answer.status_code == 409
    assert "have it begin anew" in answer.text
    api.control("POST", "/worlds/default/checkpoints/start/rollback")
    for _ in range(5):
        api("GET", "/nowhere")
    assert different(saved(api)) == []
    api.control("PUT", "/worlds/default/limits", {"mode": "off"})
    assert api.controlled("GET", "/worlds/default/capsule").status_code == 409


def test_a_body_that_was_not_kept_whole_cannot_be_sent_again() -> None:
    api = Api(application())
    api("PUT", ZONE, {"zone": [RECORD], "x": "x" * 70_000})
    with pytest.raises(CannotReplay, match="too long"):
        different(saved(api))


# -- changes are in the journal -----------------------------------------------------------


def test_changes_from_outside_are_in_the_journal_if_asked_for() -> None:
    api = Api(application())
    change_from_outside(api)
    path = "/worlds/default/journal"
    changes = api.control("GET", f"{path}?vendor=control")["entries"]
    assert [(e["n"], e["operation"], e["method"], e["path"]) for e in changes] == [
        (1, "makeHappen", "POST", "/worlds/default/events"),
        (2, "setQuirks", "PATCH", "/worlds/default/quirks"),
        (3, "setLimits", "PUT", "/worlds/default/limits"),
    ]
    assert json.loads(changes[2]["request"]["body"]) == {"mode": "tiny"}
    vendors = {entry["vendor"] for entry in api.control("GET", path)["entries"]}
    assert "control" not in vendors


def test_what_was_refused_or_only_looked_at_changed_nothing() -> None:
    api = Api(application())
    for method, path, body in (
        ("GET", "limits", None),
        ("PUT", "limits", {"mode": "tny"}),
        ("PATCH", "quirks", {"quirks": {"no": True}}),
        ("POST", "events", {"event": "hostens.invoice-paid", "data": {"invoice_id": "1"}}),
        ("PUT", "clock", {"mode": "auto"}),
    ):
        api.controlled(method, f"/worlds/default/{path}", body)
    count = api.control("GET", "/worlds/default/journal/count?vendor=control")["count"]
    assert count == 0


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
    import requests

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


@pytest.mark.parametrize("use", USES, ids=lambda use: use.__name__)
def test_the_printed_test_passes(
    hostsim: CommandLine, tmp_path: Path, use: Callable[[Api], None]
) -> None:
    api = Api(application(clock="real", limits="real"), world="mine")
    use(api)
    (tmp_path / "bug.json").write_bytes(saved(api))
    result = hostsim("capsule", "replay", str(tmp_path / "bug.json"), "--pytest")
    assert (result.exit_code, result.stderr) == (0, "")
    (tmp_path / "test_bug.py").write_text(result.stdout)
    done = run_pytest(tmp_path)
    assert (done.returncode, "1 passed" in done.stdout) == (0, True), done.stdout


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
