"""The control API refuses what it does not know, in JSON, and never breaks."""

import json
import re
from typing import Any

import marshmallow as ma
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import Client

from simulators.control.reading import suggest
from tests.control.conftest import LOCAL, Control
from tests.support import ZONE, Api, application

WORLD = "/worlds/default"
BODIES: dict[tuple[str, str], Any] = {
    ("POST", "/worlds"): {"name": "new"},
    ("POST", f"{WORLD}/fork"): {"name": "fork"},
    ("PUT", f"{WORLD}/clock"): {"mode": "frozen"},
    ("POST", f"{WORLD}/clock/advance"): {"seconds": 1},
    ("PUT", f"{WORLD}/limits"): {"mode": "off"},
    ("PATCH", f"{WORLD}/quirks"): {"quirks": {}},
}
BODILESS = [
    ("GET", "/health"),
    ("GET", "/version"),
    ("GET", "/vendors"),
    ("GET", "/worlds"),
    ("GET", WORLD),
    ("POST", f"{WORLD}/reset"),
    ("DELETE", WORLD),
    ("GET", f"{WORLD}/clock"),
    ("GET", f"{WORLD}/limits"),
    ("GET", f"{WORLD}/quirks"),
    ("GET", f"{WORLD}/checkpoints"),
    ("PUT", f"{WORLD}/checkpoints/a"),
    ("POST", f"{WORLD}/checkpoints/start/rollback"),
    ("GET", f"{WORLD}/snapshot"),
    ("GET", f"{WORLD}/journal"),
    ("DELETE", f"{WORLD}/journal"),
    ("GET", f"{WORLD}/journal/count"),
]


@pytest.mark.parametrize(("method", "path"), BODIES)
def test_a_body_with_an_unknown_field_is_refused_by_its_name(
    untouched: Control, method: str, path: str
) -> None:
    before = state(untouched)
    reply = untouched(method, path, BODIES[method, path] | {"nosuch": 1})
    assert reply.status == 422
    assert "nosuch" in json.dumps(reply.json["fields"])
    assert state(untouched) == before


@pytest.mark.parametrize(("method", "path"), [*BODIES, *BODILESS])
def test_a_query_with_an_unknown_field_is_refused_by_its_name(
    untouched: Control, method: str, path: str
) -> None:
    before = state(untouched)
    reply = untouched(method, f"{path}?nosuch=1", BODIES.get((method, path)))
    assert reply.status == 422
    assert "nosuch" in json.dumps(reply.json["fields"])
    assert state(untouched) == before


@pytest.mark.parametrize(("method", "path"), [p for p in BODILESS if p[0] != "GET"])
def test_a_body_where_none_is_taken_is_refused(untouched: Control, method: str, path: str) -> None:
    """`{"seed": 2}` for a reset would be taken for done."""
    before = state(untouched)
    assert untouched(method, path, {"seed": 2}).status == 422
    assert state(untouched) == before


def state(control: Control) -> Any:
    return control("GET", "/worlds").json


@pytest.mark.parametrize(("method", "path"), BODIES)
@pytest.mark.parametrize("type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_body_of_another_type_is_refused(
    untouched: Control, method: str, path: str, type: str
) -> None:
    """Which is also what a form on a foreign page could send."""
    body = json.dumps(BODIES[method, path])
    reply = untouched(method, path, data=body, content_type=type)
    assert reply.status == 415
    assert "application/json" in reply.json["error"]


@pytest.mark.parametrize(("method", "path"), BODIES)
def test_a_body_is_needed(untouched: Control, method: str, path: str) -> None:
    assert untouched(method, path).status == 422


@pytest.mark.parametrize(("method", "path"), BODIES)
@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\xff",
        b"nul",
        b"{}{}",
        b"{'name': 'x'}",
        b"[" * 100_000,
        b'{"name": ' + b"[" * 5_000 + b"]" * 5_000 + b"}",
        b'{"seed": ' + b"9" * 5_000 + b', "seconds": ' + b"9" * 5_000 + b"}",
        b'{"seconds": 1e999, "seed": -1e999}',
        b'{"seconds": NaN, "seed": Infinity}',
        b'{"name": "\\ud800", "mode": "\\ud800", "quirks": {"\\ud800": true}}',
        b'{"\\ud800": 1}',
        b'{"name": "\\u0000"}',
        b'"' + b"x" * 900_000 + b'"',
    ],
    ids=lambda body: repr(body[:16]),
)
def test_no_body_breaks_it(untouched: Control, method: str, path: str, body: bytes) -> None:
    reply = untouched(method, path, data=body, content_type="application/json")
    assert reply.status in (400, 422)
    assert reply.json["error"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/worlds/a/b", 404),
        ("GET", "/worlds/", 404),
        ("PATCH", "/worlds", 405),
        ("DELETE", "/health", 405),
        ("GET", "/worlds/nobody", 404),
        ("GET", "/worlds/%00%E2%80%A8", 404),
        ("POST", "/worlds", 422),
    ],
)
def test_errors_are_json_and_say_so(
    untouched: Control, method: str, path: str, status: int
) -> None:
    reply = untouched(method, path)
    assert reply.status == status
    assert set(reply.json) <= {"error", "fields"}
    assert reply.headers.getlist("Content-Type") == ["application/json"]


def test_a_405_tells_the_methods_there_are(untouched: Control) -> None:
    allow = untouched("PATCH", "/worlds").headers["Allow"]
    assert set(re.split(r",\s*", allow)) == {"GET", "HEAD", "OPTIONS", "POST"}


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
WORDS = st.sampled_from(
    [
        "default",
        "new",
        "real",
        "auto",
        "scaled=2",
        "tiny",
        "2026-01-01T00:00:00Z",
        "9999-12-31T23:59:59-23:59",
        "hostinger.pretty-404",
    ]
)
FIELDS = st.sampled_from(["name", "seed", "now", "mode", "seconds", "to", "quirks", "nosuch"])
NEAR_MISSES = st.dictionaries(
    FIELDS, JSON | WORDS | st.integers(0, 10) | st.dictionaries(WORDS, JSON, max_size=2)
)


@pytest.mark.parametrize(("method", "path"), BODIES)
def test_whatever_it_is_sent_it_answers_and_the_world_goes_on(method: str, path: str) -> None:
    app = application()
    client, api = Client(app), Api(app)

    @given(NEAR_MISSES | JSON)
    @settings(derandomize=True, deadline=None, max_examples=80)
    def answers(body: Any) -> None:
        answer = client.open(f"/__sim{path}", method=method, json=body, environ_base=LOCAL)
        assert answer.status_code in (200, 201, 400, 409, 422), answer.text
        assert api("GET", ZONE).status_code == 200

    answers()


QUERY_FIELDS = st.sampled_from(["vendor", "operation", "method", "path", "status", "limit", "x"])


@pytest.mark.parametrize("path", ["/journal", "/journal/count"])
def test_whatever_it_is_asked_it_answers(path: str) -> None:
    client = Client(application())

    @given(st.dictionaries(QUERY_FIELDS, st.text(max_size=8) | st.integers().map(str)))
    @settings(derandomize=True, deadline=None, max_examples=80)
    def answers(query: dict[str, str]) -> None:
        answer = client.get(f"/__sim{WORLD}{path}", query_string=query, environ_base=LOCAL)
        assert answer.status_code in (200, 422), answer.text

    answers()


@pytest.mark.parametrize(
    ("method", "path", "body", "wrong", "hint"),
    [
        ("POST", "/clock/advance", {"second": 1}, "second", "did you mean 'seconds'?"),
        ("PUT", "/clock", {"mod": "auto"}, "mod", "did you mean 'mode'?"),
        ("PUT", "/clock", {"xyz": 1}, "xyz", "use one of now, mode"),
        ("POST", "/fork", {"nam": "x"}, "nam", "did you mean 'name'?"),
        ("GET", "/journal?statsu=200", None, "statsu", "did you mean 'status'?"),
        ("GET", "/effects?vendr=x", None, "vendr", "did you mean 'vendor'?"),
        ("GET", "/clock?now=1", None, "now", "takes no query"),
    ],
)
def test_an_unknown_field_is_refused_with_the_nearest_one(
    untouched: Control, method: str, path: str, body: Any, wrong: str, hint: str
) -> None:
    reply = untouched(method, f"{WORLD}{path}", body)
    assert reply.status == 422
    ((message,),) = [fields[wrong] for fields in reply.json["fields"].values()]
    assert message.startswith("Unknown field; ")
    assert message.endswith(hint)


class Inner(ma.Schema):
    colour = ma.fields.String()


class Outer(ma.Schema):
    one = ma.fields.Nested(Inner)
    many = ma.fields.List(ma.fields.Nested(Inner))
    renamed = ma.fields.String(data_key="from")


def test_nested_fields_are_refused_with_the_nearest_one_too() -> None:
    given = {"one": {"color": 1}, "many": [{}, {"color": 1}], "fro": 1, "renamed": 1}
    messages = Outer().validate(given)
    suggest(messages, Outer())
    near = ["Unknown field; did you mean 'colour'?"]
    assert messages == {
        "one": {"color": near},
        "many": {1: {"color": near}},
        "fro": ["Unknown field; did you mean 'from'?"],
        "renamed": ["Unknown field; use one of one, many, from"],
    }


@pytest.mark.parametrize(
    ("method", "path", "body", "hint"),
    [
        ("PUT", "/limits", {"mode": "tny"}, "Did you mean 'tiny'?"),
        ("PUT", "/limits", {"mode": "nothing"}, "Use one of real, tiny, off."),
        ("PUT", "/clock", {"mode": "frozn"}, "Did you mean 'frozen'?"),
        ("PATCH", "/quirks", {"quirks": {"hostinger.pretty-405": True}}, "'hostinger.pretty-404'?"),
        ("POST", "/events", {"event": "hostens.invoice-payd"}, "'hostens.invoice-paid'?"),
        ("POST", "/events", {"event": "hostens.invoice-paid", "account": "2nd"}, "of second."),
        ("GET", "/effects?effect=money-spend", None, "Did you mean 'money-spent'?"),
    ],
)
def test_an_unknown_word_is_refused_with_the_nearest_one(
    untouched: Control, method: str, path: str, body: Any, hint: str
) -> None:
    reply = untouched(method, f"{WORLD}{path}", body)
    assert reply.status == 422
    assert hint in reply.text
