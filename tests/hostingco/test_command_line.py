"""`hostingco` as its users call it."""

import json
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner, Result

from hostingco_api.cli import main
from tests.running import HOSTINGCO, Running, exchange, read_answer, running

ADMIN = {"email": "admin@hostingco.com", "password": "admin123"}
STRONG = "correct horse battery staple of mine"


def hostingco(home: Path, *args: str | Path, stdin: bytes = b"", **env: str) -> Result:
    """In this process, where it ends by itself."""
    env = {"XDG_DATA_HOME": str(home)} | env
    return CliRunner().invoke(main, [str(arg) for arg in args], input=stdin, env=env)


@contextmanager
def serving(
    home: Path, *args: str | Path, env: dict[str, str] | None = None, **kwargs: Any
) -> Iterator[Running]:
    env = {"XDG_DATA_HOME": str(home)} | (env or {})
    with running(home, *args, env=env, program=HOSTINGCO, **kwargs) as server:
        yield server


def login(url: str, **body: str) -> requests.Response:
    return requests.post(f"{url}/api/auth/login", json=body, timeout=20)


def refusal(done: Result) -> str:
    assert done.exit_code == 2, done
    assert isinstance(done.exception, SystemExit)  # so there is no traceback
    return done.stderr


def test_it_serves_on_loopback_and_ends_well(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        health = requests.get(f"{server.url}/api/health", timeout=20).json()
        assert health["data"]["environment"] == "development"
        assert login(server.url, **ADMIN).status_code == 401  # there is nobody yet
        server.process.terminate()
        assert server.finish() == 0
    assert f"HostingCo API on http://127.0.0.1:{server.port}/api (development)" in server.output
    assert "POST /api/auth/login 401" in server.output


def test_every_option_has_its_twin(tmp_path: Path) -> None:
    env = {
        "HOSTINGCO_HOST": "127.0.0.1",
        "HOSTINGCO_PORT": "0",
        "HOSTINGCO_PORT_FILE": str(tmp_path / "port"),
        "HOSTINGCO_DATABASE": f"sqlite:///{tmp_path / 'mine.db'}",
        "HOSTINGCO_DEMO": "1",
    }
    with serving(tmp_path, flags=(), env=env) as server:
        assert login(server.url, **ADMIN).status_code == 200
    assert (tmp_path / "mine.db").exists()


def test_what_was_written_is_there_again(tmp_path: Path) -> None:
    new = {"email": "new@example.com", "password": "password123", "name": "New User"}
    with serving(tmp_path) as server:
        assert requests.post(f"{server.url}/api/auth/register", json=new, timeout=20).ok
    with serving(tmp_path) as server:  # the first was killed
        answer = login(server.url, email=new["email"], password=new["password"])
        token = answer.json()["data"]["token"]
    with serving(tmp_path) as server:  # the secret was kept, so the token is still good
        headers = {"Authorization": f"Bearer {token}"}
        assert requests.get(f"{server.url}/api/users/user_1", headers=headers, timeout=20).ok


def is_open(server: Running) -> bool:
    try:
        server.connect().close()
    except ConnectionRefusedError:
        return False
    return True


def test_what_was_asked_before_the_end_is_answered(tmp_path: Path) -> None:
    """A request that is half there when the signal comes."""
    with serving(tmp_path, "--demo") as server, ExitStack() as stack:
        connection = stack.enter_context(server.connect())
        body = b'{"email": "admin@hostingco.com", "password": "admin123"}'
        head = b"POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        connection.sendall(head + b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(body))
        assert login(server.url, **ADMIN).status_code == 200  # so that it was read by now
        server.process.send_signal(signal.SIGINT)
        while is_open(server):
            pass
        connection.sendall(body)
        answer = read_answer(connection)
        assert answer.startswith(b"HTTP/1.1 200")
        assert server.finish() == 0


def test_what_is_no_http_is_refused_in_the_envelope(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        for request in (
            b"GARBAGE\r\n\r\n",
            b"GET /api/health HTTP/1.1\r\nX: " + b"a" * 32_739,
            b"POST /api/auth/login HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n",
            b"POST /api/auth/login HTTP/1.1\r\nContent-Length: x\r\n\r\n",
            b"GET /api/health HTTP/1.1\r\nA b: c\r\n\r\n",
        ):
            answer = exchange(server.url, request)
            head, _, body = answer.partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1."), answer
            assert b" 4" in head.splitlines()[0]
            assert b'"code":"VALIDATION_ERROR"' in body, answer
        for head in (b"Content-Length: 99999999", b"Content-Length: x", b"A b: c"):
            request = b"POST /api/hosting/providers/x/test HTTP/1.1\r\n" + head + b"\r\n\r\n"
            body = exchange(server.url, request).partition(b"\r\n\r\n")[2]
            assert list(json.loads(body)) == ["error"]
            head, _, body = exchange(
                server.url, request.replace(b"/hosting/providers/x/test", b"/v1/clients")
            ).partition(b"\r\n\r\n")
            told = json.loads(body)
            assert list(told) == ["success", "error", "code", "errors", "request_id"]
            assert f"X-Request-Id: {told['request_id']}".lower() in head.decode().lower()
        assert requests.get(f"{server.url}/api/health", timeout=20).ok


@pytest.mark.parametrize(("proxies", "left"), [("1", ["99", "99"]), ("0", ["99", "98"])])
def test_a_proxy_says_whose_a_request_is_where_there_is_one(
    tmp_path: Path, proxies: str, left: list[str]
) -> None:
    with serving(tmp_path, env={"HOSTINGCO_PROXIES": proxies}) as server:
        answers = [
            requests.get(
                f"{server.url}/api/hosting/plans", headers={"X-Forwarded-For": said}, timeout=20
            )
            for said in ("192.0.2.1", "192.0.2.2")
        ]
    assert [answer.headers["X-RateLimit-Remaining"] for answer in answers] == left


def test_who_only_connects_keeps_nobody_out(tmp_path: Path) -> None:
    with serving(tmp_path) as server, ExitStack() as stack:
        for _ in range(200):
            stack.enter_context(server.connect())
        assert requests.get(f"{server.url}/api/health", timeout=5).ok


def test_a_path_cannot_write_into_the_log(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        requests.get(f"{server.url}/api/%0aPOST%20/forged?token=geheim", timeout=20)
        requests.get(f"{server.url}/api/%ff%1b[31m", timeout=20)
        server.process.terminate()
        server.finish()
    assert "GET /api/\\nPOST /forged 404" in server.output
    assert "geheim" not in server.output
    assert "\x1b" not in server.output


def test_a_taken_port_is_said(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        said = refusal(hostingco(tmp_path, "serve", "-p", str(server.port)))
    assert f"cannot listen on 127.0.0.1:{server.port}: Address already in use" in said


def test_production_wants_a_secret_of_its_own(tmp_path: Path) -> None:
    production: dict[str, Any] = {"HOSTINGCO_ENV": "production"}
    said = refusal(hostingco(tmp_path, "serve", "-p", "0", **production))
    assert "HOSTINGCO_SECRET is not set" in said
    assert not list(tmp_path.rglob("secret"))
    said = refusal(hostingco(tmp_path, "serve", "-p", "0", HOSTINGCO_SECRET="x" * 31, **production))
    assert "shorter than 32 bytes" in said
    assert "xxx" not in said
    with serving(tmp_path, env=production | {"HOSTINGCO_SECRET": STRONG}) as server:
        health = requests.get(f"{server.url}/api/health", timeout=20).json()
        assert health["data"]["environment"] == "production"
    assert not list(tmp_path.rglob("secret"))
    assert "does not run in production" in refusal(
        hostingco(tmp_path, "serve", "--demo", HOSTINGCO_SECRET=STRONG, **production)
    )


def test_a_secret_is_made_for_its_owner_only(tmp_path: Path) -> None:
    with serving(tmp_path):
        pass
    (secret,) = tmp_path.rglob("secret")
    assert secret.stat().st_mode & 0o777 == 0o600
    assert len(secret.read_text()) >= 48
    secret.chmod(0o640)
    said = refusal(hostingco(tmp_path, "serve", "-p", "0"))
    assert f"chmod 600 {secret}" in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENV", "staging"),
        ("LIMITS", "none"),
        ("PRIVATE_WEBHOOKS", "yes"),
        ("PROXIES", "-1"),
        ("DATABASE", "mysql://x/y"),
    ],
)
def test_a_setting_that_cannot_be_is_named(tmp_path: Path, name: str, value: str) -> None:
    env: dict[str, Any] = {f"HOSTINGCO_{name}": value}
    said = refusal(hostingco(tmp_path, "serve", "-p", "0", **env))
    assert value.partition(":")[0] in said


@pytest.mark.parametrize("url", ["http://me:geheim@host", "redis://me:geh/eim@host"])
def test_the_password_of_redis_is_not_said(tmp_path: Path, url: str) -> None:
    said = refusal(hostingco(tmp_path, "serve", "-p", "0", HOSTINGCO_REDIS=url))
    assert "the URL of Redis cannot be read" in said
    assert "geh" not in said


def test_a_demo_and_a_company_do_not_share_a_database(tmp_path: Path) -> None:
    demo = f"sqlite:///{tmp_path / 'demo.db'}"
    assert hostingco(tmp_path, "seed", "--database", demo).exit_code == 0
    said = refusal(hostingco(tmp_path, "serve", "-p", "0", "--database", demo))
    assert "passwords everybody knows" in said
    with serving(tmp_path, "--demo", "--database", demo) as server:
        assert login(server.url, **ADMIN).status_code == 200
    mine = f"sqlite:///{tmp_path / 'mine.db'}"
    made = create_admin(tmp_path, mine)
    assert made.exit_code == 0, made
    said = refusal(hostingco(tmp_path, "serve", "-p", "0", "--demo", "--database", mine))
    assert "a database of its own" in said


def create_admin(home: Path, database: str, email: str = "me@example.com", **env: str) -> Result:
    args = ("create-admin", "--database", database, "--email", email, "--name", "My Name")
    given: dict[str, Any] = {"HOSTINGCO_ADMIN_PASSWORD": "a password of mine"} | env
    return hostingco(home, *args, **given)


def test_an_administrator_is_made(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'mine.db'}"
    assert create_admin(tmp_path, database).exit_code == 0
    with serving(tmp_path, "--database", database) as server:
        answer = login(server.url, email="me@example.com", password="a password of mine")
        assert answer.json()["data"]["user"]["role"] == "admin"
    assert "already exists" in refusal(create_admin(tmp_path, database))
    assert "email: Not a valid" in refusal(create_admin(tmp_path, database, "not an address"))
    short = {"HOSTINGCO_ADMIN_PASSWORD": "short"}
    assert "password: " in refusal(create_admin(tmp_path, database, "you@example.com", **short))


def test_a_password_may_be_typed(tmp_path: Path) -> None:
    args = ("create-admin", "--email", "me@example.com", "--name", "My Name")
    typed = b"a password of mine\na password of mine\n"
    done = hostingco(tmp_path, *args, stdin=typed)
    assert done.exit_code == 0, done
    assert "a password of mine" not in done.output


def test_a_database_is_migrated_when_told(tmp_path: Path) -> None:
    path = tmp_path / "mine.db"
    database = f"sqlite:///{path}"
    assert hostingco(tmp_path, "migrate", "--database", database).exit_code == 0
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    said = refusal(hostingco(tmp_path, "serve", "-p", "0", "--database", database))
    assert "update hostingco" in said
    refusal(hostingco(tmp_path, "migrate", "--database", database))


def test_a_database_that_is_not_there_is_said(tmp_path: Path) -> None:
    for url in ("postgresql://me:geheim@127.0.0.1:1/x", f"sqlite:///{tmp_path}/no/such.db"):
        said = refusal(hostingco(tmp_path, "serve", "-p", "0", "--database", url))
        assert "geheim" not in said
