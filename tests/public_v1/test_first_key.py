"""`hostingco create-api-key`, by which the first key comes to be."""

from pathlib import Path

import pytest
from sqlalchemy import select

from hostingco_api.core import api_keys
from hostingco_api.core.clock import utcnow
from hostingco_api.core.database import Database
from hostingco_api.core.models import ApiKey, AuditEntry
from tests.hostingco.test_command_line import hostingco, refusal
from tests.running import HOSTINGCO, run


def url(folder: Path) -> str:
    return f"sqlite:///{folder / 'mine.db'}"


def test_it_prints_the_key_and_nothing_else(tmp_path: Path) -> None:
    args = ("create-api-key", "--database", url(tmp_path), "--name", "First", "--scopes", "*")
    done = run(*args, program=HOSTINGCO, XDG_DATA_HOME=str(tmp_path))
    assert (done.returncode, done.stderr) == (0, b"")
    (key,) = done.stdout.decode().splitlines()
    database = Database(url(tmp_path))
    with database.reading() as session:
        found = api_keys.find(session, key, utcnow())
        entry = session.scalars(select(AuditEntry)).one()
    database.close()
    assert (found.name, found.scopes, found.allowed_ips) == ("First", ["*"], [])
    assert found.expires_at is None
    assert (entry.action, entry.actor_type, entry.entity_id) == ("api_key.created", "system", 1)
    assert entry.ip is entry.path is entry.request_id is None
    refused = run(*args[:-1], "clients", program=HOSTINGCO, XDG_DATA_HOME=str(tmp_path))
    assert (refused.returncode, refused.stdout) == (2, b"")
    assert refused.stderr == b"hostingco: there is no scope 'clients'\n"


def test_scopes_are_those_of_the_api(tmp_path: Path) -> None:
    said = "client.read, invoices.*,clients.read"
    args = ("create-api-key", "--database", url(tmp_path), "--name", "Shop", "--expires")
    done = hostingco(tmp_path, *args, "2999-12-31", "--scopes", said)
    assert done.exit_code == 0, done.stderr
    database = Database(url(tmp_path))
    with database.reading() as session:
        key = session.scalars(select(ApiKey)).one()
    database.close()
    assert key.scopes == ["clients.read", "invoices.*"]
    assert f"{key.expires_at:%Y-%m-%d %H:%M}" == "3000-01-01 00:00"


@pytest.mark.parametrize(
    ("name", "scopes", "more", "said"),
    [
        ("Shop", "", (), "no scope ''"),
        ("Shop", "clients.read,", (), "no scope ''"),
        ("Shop", "client.read,users.*", (), "no scope 'users.*'"),
        ("Shop", "clients.read;DROP", (), "no scope 'clients.read;DROP'"),
        ("", "*", (), "a name has"),
        ("a\nb", "*", (), "a name has"),
        ("a" * 101, "*", (), "a name has"),
        ("Shop", "*", ("--expires", "2020-01-01"), "the day is over"),
        ("Shop", "*", ("--expires", "9999-12-31"), "2999-12-31 or before"),
        ("Shop", "*", ("--expires", "tomorrow"), "does not match"),
        ("Shop", "*", ("--database", "mysql://me:geheim@x/y"), "mysql is not supported"),
        ("Shop", "*", ("--database", "nonsense"), "cannot be read"),
        ("Shop", "*", ("--database", "postgresql://me:geheim@127.0.0.1:1/x"), "cannot be used"),
        ("Shop", "*", ("--database", "sqlite:////no/such/folder/x.db"), "No such file"),
    ],
)
def test_what_cannot_be_is_said_in_a_line(
    tmp_path: Path, name: str, scopes: str, more: tuple[str, ...], said: str
) -> None:
    args = ("create-api-key", "--name", name, "--scopes", scopes, "--database", url(tmp_path))
    done = hostingco(tmp_path, *args, *more)
    error = refusal(done)
    assert said in error
    assert "geheim" not in error
    assert done.stdout == ""
    assert not (tmp_path / "mine.db").exists()
