"""Where worlds are kept, what is refused at the start, and what is answered when a store fails."""

import os
import re
import sqlite3
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result

from simulators.kernel.sql import opening
from simulators.kernel.sql.opening import open_engine
from simulators.server.app import Application
from tests.postgres import Databases
from tests.running import HOSTSIM, environment
from tests.server.conftest import CommandLine
from tests.support import ZONE, Api, application

SECRET = "hunter2"
EXAMPLES = re.findall(
    r"^```bash\n(.*?)^```",
    (Path(__file__).parents[2] / "docs" / "stores.md").read_text(),
    re.MULTILINE | re.DOTALL,
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "worlds.db"


@pytest.fixture
def kept(file: Path) -> Iterator[Application]:
    """An application whose worlds are in the file."""
    app = application(store=f"sqlite:///{file}")
    yield app
    app.worlds.close()


def refusal(hostsim: CommandLine, store: str) -> str:
    """What is said of a store that cannot be had."""
    result: Result = hostsim("serve", "-p", "0", "--store", store)
    assert (result.exit_code, result.stdout, hostsim.served) == (2, "", [])
    assert SECRET not in result.output
    assert "Traceback" not in result.output
    return result.output


@pytest.mark.parametrize(
    ("store", "hint"),
    [
        ("memroy", "did you mean 'memory'?"),
        ("sqlite3:///worlds.db", "did you mean 'sqlite'?"),
        ("sqlite", "sqlite:///<path>"),
        (f"postgres://me:{SECRET}@localhost/db", "did you mean 'postgresql'?"),
        (f"postgresql+psycopg2://me:{SECRET}@localhost/db", "did you mean 'postgresql'?"),
        (f"mysql://me:{SECRET}@localhost/db", "Use memory, sqlite:///<path> or postgresql://"),
        ("", "Use memory"),
        ("sqlite://worlds.db", "sqlite:///<path>"),
        ("sqlite://", "sqlite:///<path>"),
        ("sqlite:///:memory:", "or `memory`"),
        ("sqlite:///worlds.db?mode=ro", "no more"),
        ("sqlite:////no/such/folder/worlds.db", "No such file or directory"),
        ("sqlite:////", "cannot"),
        (f"postgresql://me:{SECRET}@localhost:port/db", "no URL"),
        (f"postgresql://me:{SECRET}@127.0.0.1:1/db", "postgresql://127.0.0.1:1/db: "),
        (f"postgresql://127.0.0.1:1/db?user=me&password={SECRET}", "127.0.0.1:1/db: "),
        (f"postgresql://127.0.0.1:1/db?pasword={SECRET}", "cannot use postgresql://127.0.0.1:1/db"),
    ],
)
def test_what_cannot_be_had_is_refused_without_a_password(
    hostsim: CommandLine, store: str, hint: str
) -> None:
    assert hint in refusal(hostsim, store)


def test_what_is_no_database_is_left_alone(hostsim: CommandLine, file: Path) -> None:
    file.write_text("my diary\n" * 100)
    assert "file is not a database" in refusal(hostsim, f"sqlite:///{file}")
    assert file.read_text() == "my diary\n" * 100


def test_a_file_that_may_not_be_written_is_refused(
    hostsim: CommandLine, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:  # the tests may run as root, who may write anything
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.open", refuse)
    assert f"cannot write {file}: Permission denied" in refusal(hostsim, f"sqlite:///{file}")


def test_worlds_of_another_format_are_refused(
    hostsim: CommandLine, kept: Application, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.worlds.close()
    monkeypatch.setattr(opening, "FORMAT", 2)
    said = refusal(hostsim, f"sqlite:///{file}")
    assert "(format 1, here it is 2)" in said
    assert "another path or database" in said


def test_nobody_else_may_read_the_file(kept: Application, file: Path) -> None:
    Api(kept)("GET", ZONE)
    files = sorted(file.parent.iterdir())
    assert [one.name for one in files] == ["worlds.db", "worlds.db-shm", "worlds.db-wal"]
    assert {stat.S_IMODE(one.stat().st_mode) for one in files} == {0o600}


def test_a_file_that_is_closed_is_one_file(kept: Application, file: Path) -> None:
    Api(kept)("GET", ZONE)
    kept.worlds.close()
    assert list(file.parent.iterdir()) == [file]


def test_a_server_goes_on_where_another_one_ended(kept: Application, file: Path) -> None:
    api = Api(kept, world="mine")
    record = {"name": "kept", "type": "A", "records": [{"content": "192.0.2.1"}]}
    assert api("PUT", ZONE, {"zone": [record]}).status_code == 200
    api.control("POST", "/worlds/mine/clock/advance", {"seconds": 60})
    before, zone = api.control("GET", "/worlds/mine"), api("GET", ZONE).json
    kept.worlds.close()
    later = Api(application(store=f"sqlite:///{file}", clock="real", seed=9), world="mine")
    assert later.control("GET", "/worlds/mine") == before | {"requests": 2}
    assert later("GET", ZONE).json == zone
    assert later.control("GET", "/worlds/mine/journal/count")["count"] == 3
    later.app.worlds.close()


def test_a_store_that_fails_is_a_failure_of_the_vendor(
    kept: Application, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    api = Api(kept)
    assert api("GET", ZONE).status_code == 200
    with sqlite3.connect(file) as connection:
        connection.execute("ALTER TABLE hostsim_journal RENAME TO away")
    connection.close()
    failing = api("GET", ZONE)
    assert (failing.status_code, failing.mimetype) == (500, "application/json")
    assert (failing.json or {}).keys() == {"message", "correlation_id"}
    assert failing.headers["X-Sim-World"] == "default"
    assert "no such table: hostsim_journal" in caplog.text
    head = api("HEAD", ZONE)
    assert (head.status_code, head.data) == (500, b"")
    reply = api.controlled("GET", "/worlds/default/journal")
    assert (reply.status_code, (reply.json or {}).keys()) == (503, {"error"})
    with sqlite3.connect(file) as connection:
        connection.execute("ALTER TABLE away RENAME TO hostsim_journal")
    connection.close()
    assert api("GET", ZONE).status_code == 200


def test_nothing_came_of_a_call_that_could_not_be_kept(kept: Application, file: Path) -> None:
    api = Api(kept)
    zone = api("GET", ZONE).json
    requests = api.control("GET", "/worlds/default")["requests"]
    rule = (
        "CREATE TRIGGER full BEFORE INSERT ON hostsim_documents "
        "BEGIN SELECT raise(ABORT, 'full'); END"
    )
    with sqlite3.connect(file) as connection:
        connection.execute(rule)
    connection.close()
    record = {"name": "lost", "type": "A", "records": [{"content": "192.0.2.1"}]}
    assert api("PUT", ZONE, {"zone": [record]}).status_code == 500
    assert api("GET", ZONE).json == zone
    assert api.control("GET", "/worlds/default")["requests"] == requests + 1


@pytest.mark.parametrize("number", [0, 1])
def test_the_documentations_examples_work(
    number: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    env = environment(PATH=f"{HOSTSIM.parent}:{os.environ['PATH']}")
    if "$DATABASE" in EXAMPLES[number]:
        env["DATABASE"] = request.getfixturevalue("postgresql")()
    script = EXAMPLES[number].replace("curl ", "curl --fail-with-body -sS ")
    script = f"trap 'kill $(jobs -p) 2>/dev/null; wait' EXIT\nset -o pipefail\n{script}"
    done = subprocess.run(
        ["bash", "-eumc", script], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_postgresql_takes_the_settings_of_its_url(postgresql: Databases) -> None:
    engine = open_engine(f"{postgresql()}&options=-c%20synchronous_commit%3Doff")
    with engine.begin() as connection:
        for name, value in (("synchronous_commit", "off"), ("lock_timeout", "1min")):
            assert connection.exec_driver_sql(f"SHOW {name}").scalar_one() == value
    engine.dispose()


def test_postgresql_shows_what_was_done_while_we_waited_whatever_is_usual_there(
    postgresql: Databases,
) -> None:
    usual = "options=-c%20default_transaction_isolation%3Dserializable"
    engine = open_engine(f"{postgresql()}&{usual}")
    with engine.begin() as connection:
        found = connection.exec_driver_sql("SHOW transaction_isolation").scalar_one()
    assert found == "read committed"
    engine.dispose()
