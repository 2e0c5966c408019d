"""Same version, seed, clock and requests: the same bytes, in this process and in others."""

import json
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from simulators.kernel.clock import EPOCH
from tests.running import exchange, running
from tests.support import SNAPSHOTS, ZONE, Api, application

RECORDS = [{"content": "192.0.2.1"}, {"content": "192.0.2.2"}]
UPDATE = {"zone": [{"name": "det", "type": "A", "ttl": 300, "records": RECORDS}]}
TOKEN, STRANGER = "Bearer sim_default", "Bearer nobody"

Call = tuple[str, str, Any, str]
CALLS: list[Call] = [
    ("GET", ZONE, None, TOKEN),
    ("PUT", ZONE, UPDATE, TOKEN),
    ("PUT", ZONE, UPDATE | {"overwrite": False}, TOKEN),
    ("PUT", ZONE, {"zone": [{}]}, TOKEN),
    ("GET", ZONE, None, STRANGER),
    ("GET", "/nowhere", None, TOKEN),
    ("PATCH", ZONE, None, TOKEN),
    ("OPTIONS", ZONE, None, TOKEN),
    ("HEAD", ZONE, None, TOKEN),
    ("GET", "/api/dns/v1/zones/example.org", None, TOKEN),
    ("GET", "/api/dns/v1/zones/not a domain", None, TOKEN),
    ("DELETE", ZONE, {"filters": [{"name": "det", "type": "A"}]}, TOKEN),
    ("GET", SNAPSHOTS, None, TOKEN),
    ("GET", f"{SNAPSHOTS}/53513053", None, TOKEN),
    ("POST", f"{SNAPSHOTS}/53513053/restore", None, TOKEN),
    ("POST", f"{ZONE}/reset", {"sync": False}, TOKEN),
    ("POST", "/__sim/worlds/default/clock/advance", {"seconds": 60}, TOKEN),
    ("GET", "/__sim/worlds/default/journal", None, TOKEN),
    ("GET", ZONE, None, "Bearer sim_other"),
    *[("GET", ZONE, None, TOKEN)] * 61,  # over the rate limit
]

LOCAL: dict[str, Any] = {
    "base_url": "http://localhost",
    "environ_base": {"REMOTE_ADDR": "127.0.0.1"},
}

Answers = list[tuple[int, list[tuple[str, str]], bytes]]


def play_in_process(seed: int, **kwargs: Any) -> Answers:
    api = Api(application(limits="real", seed=seed, remember=False, **kwargs), base="")
    answers: Answers = []
    for method, path, body, token in CALLS:
        headers = {"Authorization": token}
        answer = api(method, target(path), body, headers=headers, **LOCAL)
        answers.append((answer.status_code, list(answer.headers), answer.data))
    return answers


def play_over_socket(url: str) -> list[bytes]:
    answers = []
    for method, path, body, token in CALLS:
        raw = b"" if body is None else json.dumps(body).encode()
        lines = [
            f"{method} {target(path).replace(' ', '%20')} HTTP/1.1",
            "Host: localhost",
            "Connection: close",
            f"Authorization: {token}",
        ]
        if body is not None:
            lines += ["Content-Type: application/json", f"Content-Length: {len(raw)}"]
        answers.append(exchange(url, "\r\n".join([*lines, "", ""]).encode() + raw))
    return answers


def target(path: str) -> str:
    return path if path.startswith("/__sim") else f"/hostinger{path}"


def test_two_servers_in_one_process_answer_the_same_bytes() -> None:
    assert play_in_process(seed=1) == play_in_process(seed=1)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_worlds_in_a_database_answer_the_same_bytes(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    store = f"sqlite:///{tmp_path}/worlds.db"
    if kind == "postgresql":
        store = request.getfixturevalue("postgresql")()
    assert play_in_process(seed=1, store=store) == play_in_process(seed=1, store="memory")


def test_the_calls_of_this_module_meet_answers_of_every_kind() -> None:
    """Or the others would prove little."""
    statuses = {status for status, _, _ in play_in_process(seed=1)}
    assert statuses == {200, 401, 403, 404, 405, 422, 429}


def test_another_seed_gives_other_ids_and_other_domains() -> None:
    one, other = play_in_process(seed=1), play_in_process(seed=2)
    assert [status for status, _, _ in one] == [status for status, _, _ in other]
    assert correlation_ids(one)
    assert not correlation_ids(one) & correlation_ids(other)
    assert Api(application(seed=1)).digest() != Api(application(seed=2)).digest()


def correlation_ids(answers: Answers) -> set[str]:
    bodies = [json.loads(body) for status, _, body in answers if status >= 400]
    return {body["correlation_id"] for body in bodies}


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Callable[[ExitStack, str, str], str]:
    def start(stack: ExitStack, seed: str, hash_seed: str) -> str:
        folder = Path(tmp_path_factory.mktemp("deterministic"))
        flags = ("--clock", "frozen", "--seed", seed)
        return stack.enter_context(running(folder, *flags, env={"PYTHONHASHSEED": hash_seed})).url

    return start


def test_two_server_processes_answer_the_same_bytes(
    start: Callable[[ExitStack, str, str], str],
) -> None:
    with ExitStack() as stack:
        one, same = start(stack, "1", "1"), start(stack, "1", "2")
        first, again = play_over_socket(one), play_over_socket(same)
    control = [number for number, call in enumerate(CALLS) if call[1].startswith("/__sim")]
    for number, (mine, theirs) in enumerate(zip(first, again, strict=True)):
        if number in control:  # dated by the server, not by a world
            mine, theirs = mine.partition(b"\r\n\r\n")[2], theirs.partition(b"\r\n\r\n")[2]
        assert mine == theirs, CALLS[number]
    bodies = [answer.partition(b"\r\n\r\n")[2] for answer in first]
    expected = [body for _, _, body in play_in_process(seed=1)]
    without_journal = [n for n, call in enumerate(CALLS) if not call[1].endswith("/journal")]
    assert [bodies[n] for n in without_journal] == [expected[n] for n in without_journal]


def test_frozen_worlds_start_at_the_epoch() -> None:
    (_, headers, _) = play_in_process(seed=1)[0]
    assert dict(headers)["Date"] == EPOCH.strftime("%a, %d %b %Y %H:%M:%S GMT")
