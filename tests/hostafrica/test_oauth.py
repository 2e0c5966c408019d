"""The token endpoint, and what a token opens."""

import base64
import hmac
import json
from typing import Any
from urllib.parse import urlencode

import orjson
import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.test import Client, TestResponse

from simulators.hostafrica.auth import TOKENS
from tests.contract.harness import watched
from tests.hostafrica.client import ORDER, RUNNING, SERVICE, TOKEN, V2, Hostafrica, basic, message
from tests.support import EXAMPLES, SEED, application

YEAR = 365 * 86_400
GRANT = {"grant_type": "client_credentials"}
FORM = "application/x-www-form-urlencoded"
SECRETS = {"client_id": "sim_default", "client_secret": "secret_default"}
DEFAULT = basic("sim_default", "secret_default")


@pytest.fixture
def api() -> Any:
    return watched("hostafrica")


def ask(
    api: Hostafrica, parameters: Any, *, authorization: str = "", type: str = FORM
) -> TestResponse:
    """A token request; as a form or as JSON."""
    data = urlencode(parameters) if type.startswith(FORM) else json.dumps(parameters)
    headers = {"Authorization": authorization, "Content-Type": type}
    return api("POST", TOKEN, data=data, headers=headers)


def connect(api: Hostafrica, token: str, **kwargs: Any) -> TestResponse:
    headers = {"Authorization": f"Bearer {token}"}
    return api("POST", f"{V2}/test-connection", headers=headers, **kwargs)


# -- getting one --------------------------------------------------------------------------


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
    now = int(api.app.worlds.get("default").now.timestamp())
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
        (FORM, b"&".join(b"a%d=1" % n for n in range(101))),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(api: Hostafrica, type: str, data: bytes) -> None:
    headers = {"Authorization": DEFAULT, "Content-Type": type}
    answer = api("POST", TOKEN, data=data, headers=headers)
    assert (answer.status_code, (answer.json or {})["error"]) == (400, "invalid_request")


def test_a_body_of_another_type_has_no_parameters(api: Hostafrica) -> None:
    headers = {"Authorization": DEFAULT, "Content-Type": "text/plain"}
    answer = api("POST", TOKEN, data="grant_type=client_credentials", headers=headers)
    assert (answer.json or {})["error"] == "unsupported_grant_type"


def test_parameters_in_the_query_are_none(api: Hostafrica) -> None:
    answer = api("POST", f"{TOKEN}?{urlencode(GRANT | SECRETS)}", data="")
    assert answer.status_code == 400


texts = st.text(max_size=20) | st.sampled_from(["sim_default", "secret_default", "access"])
names = st.sampled_from([*GRANT, *SECRETS, "scope"])
json_values = texts | st.none() | st.booleans() | st.integers() | st.lists(texts, max_size=2)
bodies = st.one_of(
    st.binary(max_size=60).map(lambda raw: (FORM, raw)),
    st.binary(max_size=60).map(lambda raw: ("application/json", raw)),
    st.dictionaries(names, texts).map(lambda form: (FORM, urlencode(form).encode())),
    st.dictionaries(names, json_values).map(lambda doc: ("application/json", orjson.dumps(doc))),
)
credentials = st.one_of(
    st.just(DEFAULT.encode()),
    st.binary(max_size=30).map(lambda raw: b"Basic " + base64.b64encode(raw)),
    st.binary(max_size=30).map(lambda raw: b"Basic " + raw),
    st.binary(max_size=30).map(lambda raw: b"Bearer " + raw),
    st.binary(max_size=30),
)


@seed(SEED)
@settings(max_examples=EXAMPLES * 5, deadline=None, database=None)
@given(body=bodies, authorization=credentials)
def test_no_request_for_a_token_is_a_failure(body: tuple[str, bytes], authorization: bytes) -> None:
    """Nor is any credential, elsewhere."""
    sent = {"HTTP_AUTHORIZATION": authorization.decode("latin-1")}
    type, data = body
    token = CLIENT.post(f"/hostafrica{TOKEN}", data=data, content_type=type, environ_base=sent)
    assert token.status_code in (200, 400, 401), token.text
    if token.status_code == 200:
        assert authorization == DEFAULT.encode() or b"secret_default" in data
    called = CLIENT.post(f"/hostafrica{V2}/products", environ_base=sent)
    assert called.status_code == 401


CLIENT = Client(watched("hostafrica").app)


# -- what it opens ------------------------------------------------------------------------

CALLS = {
    "access": (f"{V2}/test-connection", None),
    "products": (f"{V2}/products", None),
    "service": (f"{SERVICE}/create-order", ORDER),
}


@pytest.mark.parametrize("scope", [*CALLS, "access products", "service access", "*", "* access"])
def test_a_token_opens_what_its_scopes_say(api: Hostafrica, scope: str) -> None:
    headers = {"Authorization": f"Bearer {api.token(scope)}"}
    for needed, (path, body) in CALLS.items():
        opened = needed in scope.split() or "*" in scope
        answer = api("POST", path, body, headers=headers)
        assert answer.status_code == (200 if opened else 403), needed


@pytest.mark.parametrize("parameters", [{}, {"scope": ""}, {"scope": "  "}])
def test_a_token_asked_for_without_a_scope_has_all_or_none(
    api: Hostafrica, parameters: dict[str, str]
) -> None:
    def statuses() -> set[int]:
        token = (ask(api, GRANT | SECRETS | parameters).json or {})["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        return {api("POST", p, body, headers=headers).status_code for p, body in CALLS.values()}

    assert statuses() == {200}
    quirk = {"quirks": {"hostafrica.no-default-scope": True}}
    api.control("PATCH", "/worlds/default/quirks", quirk)
    assert statuses() == {403}


def test_scope_comes_before_the_body(api: Hostafrica) -> None:
    headers = {"Authorization": f"Bearer {api.token('access')}"}
    assert api("POST", f"{SERVICE}/create-order", {}, headers=headers).status_code == 403
    headers = {"Authorization": ""}
    assert api("POST", f"{SERVICE}/create-order", {}, headers=headers).status_code == 401


def test_a_token_ages_on_the_worlds_clock(api: Hostafrica) -> None:
    token = api.token()
    api.advance(YEAR - 1)
    assert connect(api, token).status_code == 200
    api.advance(1)
    answer = connect(api, token)
    assert (answer.status_code, message(answer)) == (401, "Unauthenticated.")
    assert connect(api, api.token()).status_code == 200


def test_a_token_outlives_a_reset_and_a_clock_set_back(api: Hostafrica) -> None:
    api.advance(3_600)
    token = api.token()
    api.control("POST", "/worlds/default/reset")
    assert connect(api, token).status_code == 200


def tampered(token: str, **changed: Any) -> str:
    head, claims, signature = token.split(".")
    told = json.loads(base64.urlsafe_b64decode(claims + "==")) | changed
    return f"{head}.{coded(told)}.{signature}"


def coded(part: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def unsigned(token: str) -> str:
    return f"{coded({'typ': 'JWT', 'alg': 'none'})}.{token.split('.')[1]}."


def by_another_key(token: str) -> str:
    claims = dict(TOKENS.claims(token) or {})
    return jwt.encode({"alg": "RS256"}, claims, RSAKey.generate_key(2048))


def by_the_public_key(token: str) -> str:
    """As an HMAC, for who takes whatever algorithm a token names."""
    text = f"{coded({'typ': 'JWT', 'alg': 'HS256'})}.{token.split('.')[1]}"
    key = TOKENS._key.as_pem(private=False)
    signature = hmac.digest(key, text.encode(), "sha256")
    return f"{text}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


@pytest.mark.parametrize(
    "forge",
    [
        lambda token: "",
        lambda token: token[:-1],
        lambda token: token + "x",
        lambda token: token.upper(),
        lambda token: "sim_default",
        lambda token: "a.b.c",
        lambda token: "\u00e9.\u00e9.\u00e9",
        lambda token: tampered(token, aud="sim_other"),
        lambda token: tampered(token, exp=2**40),
        unsigned,
        by_another_key,
        by_the_public_key,
    ],
    ids=range(12),
)
def test_what_was_not_signed_here_is_401(api: Hostafrica, forge: Any) -> None:
    token = forge(api.token()).encode().decode("latin-1")
    answer = connect(api, token)
    assert (answer.status_code, message(answer)) == (401, "Unauthenticated.")
    assert answer.headers["X-Sim-World"] == "default"


@pytest.mark.parametrize("scheme", ["Basic", "Token", "", "Bearer:"])
def test_a_token_of_another_scheme_is_401(api: Hostafrica, scheme: str) -> None:
    headers = {"Authorization": f"{scheme} {api.token()}".strip()}
    assert api("POST", f"{V2}/products", headers=headers).status_code == 401


def test_the_scheme_is_in_any_case(api: Hostafrica) -> None:
    headers = {"Authorization": f"bEARER {api.token()}"}
    assert api("POST", f"{V2}/products", headers=headers).status_code == 200


def test_another_client_sees_none_of_the_first_ones_services(api: Hostafrica) -> None:
    headers = {"Authorization": f"Bearer {api.token(client='.second')}"}
    assert api("POST", f"{V2}/products", headers=headers).status_code == 200
    for verb in ("details", "status", "stop", "terminate"):
        api.service(RUNNING, verb, headers=headers, status=404)
    theirs = api.told(f"{SERVICE}/create-order", ORDER, headers=headers)["service_id"]
    api.service(theirs, "status", headers=headers)
    api.service(theirs, "status", status=404)


def test_no_secret_is_journaled(api: Hostafrica) -> None:
    ask(api, GRANT | SECRETS, type="application/json")
    ask(api, GRANT | SECRETS)
    token = api.token()
    connect(api, token)
    password = api.service(RUNNING, "details")["password"]
    ordered = api.told(f"{SERVICE}/create-order", ORDER)["password"]
    journal = json.dumps(api.control("GET", "/worlds/default/journal"))
    assert journal.count("issueToken") == 4
    for secret in (token, password, ordered, "secret_default", DEFAULT.split()[1]):
        assert secret not in journal
