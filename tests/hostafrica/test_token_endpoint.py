"""Getting a token."""

import base64
import json
from collections import Counter
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st
from werkzeug.test import Client

from tests.contract.harness import watched
from tests.hostafrica.client import TOKEN, V2, Hostafrica, basic
from tests.hostafrica.oauth import DEFAULT, FORM, GRANT, SECRETS, YEAR, ask, connect
from tests.support import EXAMPLES, SEED, application


@pytest.fixture
def api() -> Any:
    return watched("hostafrica")


@pytest.mark.parametrize("type", [FORM, f"{FORM}; charset=UTF-8", "application/json"])
@pytest.mark.parametrize("by", ["basic", "parameters", "basic and client_id"])
def test_every_way_to_ask_gives_a_token_that_works(api: Hostafrica, type: str, by: str) -> None:
    parameters, authorization = dict(GRANT), DEFAULT if by != "parameters" else ""
    if by == "parameters":
        parameters |= SECRETS
    if by == "basic and client_id":  # as oauthlib can be told to
        parameters["client_id"] = "sim_default"
    answer = ask(api, parameters, authorization=authorization, type=type)
    assert answer.status_code == 200
    assert connect(api, (answer.json or {})["access_token"]).status_code == 200


def test_the_answer_is_passports_and_in_no_envelope(api: Hostafrica) -> None:
    answer = ask(api, GRANT | SECRETS)
    told = answer.json or {}
    assert list(told) == ["token_type", "expires_in", "access_token"]
    assert (told["token_type"], told["expires_in"]) == ("Bearer", YEAR)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Pragma"] == "no-cache"
    assert answer.content_type == "application/json"


def test_a_token_is_a_jwt_with_passports_claims(api: Hostafrica) -> None:
    token = (ask(api, GRANT | SECRETS | {"scope": "access"}).json or {})["access_token"]
    head, claims = (
        json.loads(base64.urlsafe_b64decode(part + "==")) for part in token.split(".")[:2]
    )
    assert head == {"typ": "JWT", "alg": "RS256"}
    now = int(api.inside().now.timestamp())
    assert claims.pop("jti")
    times = {"iat": now, "nbf": now, "exp": now + YEAR}
    assert claims == {"aud": "sim_default", "sub": "", "scopes": ["access"], **times}


def test_two_tokens_differ_and_two_histories_do_not() -> None:
    one, other = Hostafrica(application()), Hostafrica(application())
    assert [one.token(), one.token()] == [other.token(), other.token()]
    assert one.token() != one.token()


def test_asking_changes_no_document(api: Hostafrica) -> None:
    before = api.digest()
    api.token()
    assert api.digest() == before


def test_basic_credentials_are_url_decoded(api: Hostafrica) -> None:
    answer = ask(api, GRANT, authorization=basic("sim%5Fdefault", "secret%5fdefault"))
    assert answer.status_code == 200


@pytest.mark.parametrize("host", ["a_b", "", "a b", "x/y"])
def test_any_host_will_do(api: Hostafrica, host: str) -> None:
    """Compose names services with underscores."""
    headers = {"Authorization": DEFAULT, "Content-Type": FORM}
    overrides = {"HTTP_HOST": host}
    answer = api("POST", TOKEN, data=urlencode(GRANT), headers=headers, environ_overrides=overrides)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("parameters", "authorization"),
    [
        (SECRETS | {"client_id": "sim_ghost"}, ""),
        ({"client_id": "sim_ghost"}, ""),
        ({}, basic("sim_ghost", "wrong")),
        ({}, basic("sim_ghost", "")),
    ],
)
def test_a_bad_login_makes_no_world(
    api: Hostafrica, parameters: dict[str, str], authorization: str
) -> None:
    """There is room for so many; somebody else's would have to go."""
    answer = ask(api, GRANT | parameters, authorization=authorization)
    assert answer.status_code in (400, 401)
    assert answer.headers["X-Sim-World"] == "default"
    assert [world["name"] for world in api.control("GET", "/worlds")] == ["default"]


def test_nothing_is_limited_unless_it_is_asked_for() -> None:
    api = watched("hostafrica", limits="tiny")
    assert isinstance(api, Hostafrica)
    for _ in range(5):
        answers = [ask(api, GRANT | SECRETS), connect(api, api.token())]
        for answer in answers:
            assert answer.status_code == 200
            assert not [name for name, _ in answer.headers if name.startswith("X-RateLimit")]


def test_a_client_id_makes_its_world(api: Hostafrica) -> None:
    answer = ask(api, GRANT, authorization=basic("sim_new-one", "secret_new-one"))
    assert answer.headers["X-Sim-World"] == "new-one"
    token = (answer.json or {})["access_token"]
    assert connect(api, token).headers["X-Sim-World"] == "new-one"


REFUSED: list[tuple[int, str, dict[str, Any], str]] = [
    (400, "unsupported_grant_type", {}, DEFAULT),
    (400, "unsupported_grant_type", {"grant_type": ""}, DEFAULT),
    (400, "unsupported_grant_type", {"grant_type": "password"}, DEFAULT),
    (400, "unsupported_grant_type", {"grant_type": "refresh_token"}, DEFAULT),
    (400, "invalid_request", GRANT, ""),
    (400, "invalid_request", GRANT, "Basic"),
    (400, "invalid_request", GRANT, "Basic !"),
    (400, "invalid_request", GRANT | {"client_id": ""}, ""),
    (400, "invalid_request", GRANT | SECRETS, DEFAULT),
    (400, "invalid_request", GRANT | {"client_secret": "secret_default"}, ""),
    (400, "invalid_scope", GRANT | SECRETS | {"scope": "access everything"}, ""),
    (400, "invalid_scope", GRANT | {"scope": "ACCESS"}, DEFAULT),
    (401, "invalid_client", GRANT | {"client_id": "sim_default"}, ""),
    (401, "invalid_client", GRANT | SECRETS | {"client_secret": "secret_other"}, ""),
    (401, "invalid_client", GRANT | SECRETS | {"client_id": "other"}, ""),
    (401, "invalid_client", GRANT, basic("sim_default", "")),
    (401, "invalid_client", GRANT, basic("sim_default", "secret_defaultx")),
    (401, "invalid_client", GRANT, basic("sim_default", "Secret_default")),
    (401, "invalid_client", GRANT, basic("nobody", "secret_default")),
    (401, "invalid_client", GRANT, basic("sim_a b", "secret_a b")),
    (401, "invalid_client", GRANT, basic("sim_default.third", "secret_default.third")),
]


@pytest.mark.parametrize("type", [FORM, "application/json"])
@pytest.mark.parametrize(("status", "error", "parameters", "authorization"), REFUSED)
def test_refusals_are_oauth2s(
    api: Hostafrica,
    status: int,
    error: str,
    parameters: dict[str, Any],
    authorization: str,
    type: str,
) -> None:
    answer = ask(api, parameters, authorization=authorization, type=type)
    told = answer.json or {}
    assert (answer.status_code, told["error"]) == (status, error)
    assert list(told) == [
        "error",
        "error_description",
        *(["hint"] if status == 400 else []),
        "message",
    ]
    assert told["message"] == told["error_description"]
    assert answer.headers["Cache-Control"] == "no-store"
    challenge = 'Basic realm="OAuth"' if status == 401 and authorization else None
    assert answer.headers.get("WWW-Authenticate") == challenge
    assert answer.headers["X-Sim-Rule"].startswith("hostafrica.token-")


def test_hints_name_what_to_check(api: Hostafrica) -> None:
    scope = ask(api, GRANT | SECRETS | {"scope": "access vps dns"}).json or {}
    assert scope["hint"] == "Check the `vps` scope"
    client = ask(api, GRANT).json or {}
    assert client["hint"] == "Check the `client_id` parameter"
    number = ask(api, GRANT | SECRETS | {"scope": 5}, type="application/json").json or {}
    assert number["hint"] == "Check the `scope` parameter"


def test_a_list_of_scopes_is_refused_and_not_taken_for_all(api: Hostafrica) -> None:
    asked = GRANT | SECRETS | {"scope": ["access"]}
    assert ask(api, asked, type="application/json").status_code == 400


@pytest.mark.parametrize(
    ("type", "data"),
    [
        ("application/json", b"{"),
        ("application/json", b"[]"),
        ("application/json", b'"text"'),
        ("application/json", b"\xff"),
        (FORM, b"\xff=1"),
        ("multipart/form-data", b"--x--"),
        (FORM, b"&".join(b"a%d=1" % n for n in range(1001))),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(api: Hostafrica, type: str, data: bytes) -> None:
    headers = {"Authorization": DEFAULT, "Content-Type": type}
    answer = api("POST", TOKEN, data=data, headers=headers)
    assert (answer.status_code, (answer.json or {})["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("type", ["text/plain", "", "application/xml"])
def test_a_body_of_another_type_cannot_be_read(api: Hostafrica, type: str) -> None:
    headers = {"Authorization": DEFAULT, "Content-Type": type}
    answer = api("POST", TOKEN, data="grant_type=client_credentials", headers=headers)
    assert (answer.status_code, (answer.json or {})["hint"]) == (400, "Check the request body")


def test_a_form_of_parts_will_do(api: Hostafrica) -> None:
    """As PHP's curl sends an array."""
    lines = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in (GRANT | SECRETS).items()
    ]
    headers = {"Authorization": "", "Content-Type": "multipart/form-data; boundary=x"}
    answer = api("POST", TOKEN, data="".join(lines) + "--x--\r\n", headers=headers)
    assert answer.status_code == 200


@pytest.mark.parametrize("name", [*GRANT, *SECRETS, "scope"])
def test_a_parameter_given_twice_is_refused(api: Hostafrica, name: str) -> None:
    pairs = [*(GRANT | SECRETS | {"scope": "access"}).items()]
    twice = urlencode([*pairs, (name, "again")])
    answer = api("POST", TOKEN, data=twice, headers={"Authorization": "", "Content-Type": FORM})
    assert (answer.status_code, (answer.json or {})["hint"]) == (
        400,
        f"Check the `{name}` parameter",
    )


def test_empty_parameters_are_none(api: Hostafrica) -> None:
    """Some clients send them beside Basic."""
    empty = {"client_id": "", "client_secret": "", "scope": ""}
    assert ask(api, GRANT | empty, authorization=DEFAULT).status_code == 200


def test_parameters_in_the_query_are_none(api: Hostafrica) -> None:
    answer = api("POST", f"{TOKEN}?{urlencode(GRANT | SECRETS)}", data="")
    assert answer.status_code == 400


KNOWN = ["client_credentials", "sim_default", "secret_default", "access"]
texts = st.sampled_from(KNOWN) | st.text(max_size=20)
names = st.sampled_from([*GRANT, *SECRETS, "scope"])
json_values = texts | st.none() | st.booleans() | st.integers() | st.lists(texts, max_size=2)
bodies = st.one_of(
    st.binary(max_size=60).map(lambda raw: (FORM, raw)),
    st.binary(max_size=60).map(lambda raw: ("application/json", raw)),
    st.dictionaries(names, texts).map(lambda form: (FORM, urlencode(GRANT | form).encode())),
    st.dictionaries(names, json_values).map(
        lambda doc: ("application/json", json.dumps(GRANT | doc).encode())
    ),
    st.binary(max_size=60).map(lambda raw: ("multipart/form-data; boundary=x", raw)),
)
credentials = st.one_of(
    st.just(DEFAULT.encode()),
    st.binary(max_size=30).map(lambda raw: b"Basic " + base64.b64encode(raw)),
    st.binary(max_size=30).map(lambda raw: b"Basic " + raw),
    st.binary(max_size=30).map(lambda raw: b"Bearer " + raw),
    st.binary(max_size=30),
)


hosts = st.sampled_from(["", "localhost", "a_b", "x/y", "[::1", "\xe9"]) | st.text(max_size=9)


def test_no_request_for_a_token_is_a_failure() -> None:
    """Nor is any credential, elsewhere."""
    statuses = Counter[int]()

    @seed(SEED)
    @settings(max_examples=EXAMPLES * 8, deadline=None, database=None)
    @given(body=bodies, authorization=credentials, host=hosts)
    def ask_anything(body: tuple[str, bytes], authorization: bytes, host: str) -> None:
        sent = {
            "HTTP_AUTHORIZATION": authorization.decode("latin-1"),
            "HTTP_HOST": host.encode().decode("latin-1"),
        }
        type, data = body
        path = f"/hostafrica{TOKEN}"
        token = CLIENT.post(path, data=data, content_type=type, environ_overrides=sent)
        statuses[token.status_code] += 1
        if token.status_code == 200:
            assert authorization == DEFAULT.encode() or b"secret_default" in data
        called = CLIENT.post(f"/hostafrica{V2}/products", environ_overrides=sent)
        assert called.status_code == 401

    ask_anything()
    assert statuses.keys() == {200, 400, 401}


CLIENT = Client(watched("hostafrica").app)
