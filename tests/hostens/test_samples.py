"""Plain `requests` with Basic auth call every operation over a socket.

The document has a sample of each in Python, 87 of them and that of its preface, and they run here
as they are. Only what they cannot know is changed: host, credentials, ids in paths, and
placeholders such as `nameValue`. They are not part of this project; where they are not at hand,
calls that are written alike from the contract run all the same.
"""

import io
import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import requests
from werkzeug.serving import make_server

from simulators.server.app import Application
from tests.contract.calls import OPERATIONS, Call, ids
from tests.contract.calls.every import GOOD
from tests.hostens.client import Hostens
from tests.support import application

DOCUMENT = Path(__file__).parents[3] / "shared" / "seeds" / "003_98aab12d6ab6daae.txt"
HOST = "https://billing.hostens.com/api"
SAMPLE = re.compile(
    r"^(?:payload = \{.*?^\}\n)?(?:auth=\('username', 'password'\)\n)?"
    r"req = requests\.(\w+)\('([^']+)'[^\n]*\)\nprint\(req\.json\(\)\)",
    re.MULTILINE | re.DOTALL,
)
SAMPLES = [*SAMPLE.finditer(DOCUMENT.read_text())] if DOCUMENT.exists() else []
BY_CALL = {
    f"{OPERATIONS[id].method} {OPERATIONS[id].path.removeprefix('/api')}": id
    for id in ids("hostens")
}
needs_document = pytest.mark.skipif(
    not DOCUMENT.exists(), reason="the document is not part of this project"
)


def operation_of(sample: "re.Match[str]") -> str:
    path = re.sub(r"@(\w+)", r"{\1}", sample[2].removeprefix(HOST))
    return BY_CALL[f"{sample[1].upper()} {path}"]


@pytest.fixture(scope="module")
def app() -> Application:
    return application()


@pytest.fixture(scope="module")
def url(app: Application) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hostens/api"
    server.shutdown()
    thread.join()


@needs_document
def test_there_is_one_of_every_operation() -> None:
    found = [operation_of(sample) for sample in SAMPLES]
    assert len(found) == 88
    assert len(set(found)) == 87


@needs_document
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: f"{sample[1]} {sample[2]}")
def test_a_sample_works(app: Application, url: str, sample: "re.Match[str]") -> None:
    app.worlds.reset("default")
    api = Hostens(app)
    id = operation_of(sample)
    good = GOOD[id].prepared(api)
    code = re.sub(r"(?<=/)@(\w+)", lambda name: str(good.path[name[1]]), sample[0])
    run(filled(code, good), url)


@pytest.mark.parametrize("id", [id for id in ids("hostens") if id != "getGraph"])
def test_a_call_that_is_written_like_a_sample_works(app: Application, url: str, id: str) -> None:
    app.worlds.reset("default")
    good = GOOD[id].prepared(Hostens(app))
    operation = OPERATIONS[id]
    path = operation.path.removeprefix("/api").format(**good.path)
    payload = "" if good.body is None else f"payload = {good.body!r}\n"
    run(
        f"{payload}auth=('username', 'password')\n"
        f"req = requests.{operation.method.lower()}({HOST + path!r}"
        f"{', json=payload' if payload else ''}, auth=auth)\n"
        "print(req.json())",
        url,
    )


def run(code: str, url: str) -> None:
    code = code.replace(HOST, url)
    code = code.replace("'username', 'password'", "'default@sim.test', 'secret_default'")
    scope: dict[str, Any] = {"requests": requests}
    with redirect_stdout(io.StringIO()) as printed:
        exec(code, scope)
    assert scope["req"].status_code == 200, printed.getvalue()
    assert printed.getvalue().startswith(("{", "["))


def filled(code: str, good: Call) -> str:
    """With the good call's values in place of the placeholders; what it has not, is left out."""

    def value(match: "re.Match[str]") -> str:
        return repr((good.body or {}).get(match[1], ""))

    code = re.sub(r'"(\w+)Value"', value, code)
    for item in (good.body or {}).get("items", ()):
        if "csr" in item:
            code = code.replace('"-----BEGIN CERTIFICATE REQUEST----- (...)"', repr(item["csr"]))
    return code
