"""The token endpoint, and what a token opens."""

import base64
import hmac
import json
from collections import Counter
from typing import Any
from urllib.parse import urlencode

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given, seed, settings
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.test import Client, TestResponse

from simulators.hostafrica import tokens
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
        lambda doc: ("application/json", orjson.dumps(GRANT | doc))
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


def claims_of(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    return claims


def tampered(token: str, **changed: Any) -> str:
    head, _, signature = token.split(".")
    return f"{head}.{coded(claims_of(token) | changed)}.{signature}"


def with_header(header: Any) -> Any:
    return lambda token: f"{coded(header)}.{token.partition('.')[2]}"


def coded(part: Any) -> str:
    text = json.dumps(part, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def unsigned(token: str) -> str:
    return f"{coded({'typ': 'JWT', 'alg': 'none'})}.{token.split('.')[1]}."


def by_another_key(token: str) -> str:
    head = {"typ": "JWT", "alg": "RS256"}
    return jwt.encode(head, claims_of(token), RSAKey.generate_key(2048))


def by_the_public_key(token: str) -> str:
    """As an HMAC, for who takes whatever algorithm a token names."""
    text = f"{coded({'typ': 'JWT', 'alg': 'HS256'})}.{token.split('.')[1]}"
    key = tokens._key().as_pem(private=False)
    signature = hmac.digest(key, text.encode(), "sha256")
    return f"{text}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


CRITICAL: list[Any] = [None, True, 5, 1.5, "exp", [5], [None], [[]], {}, []]


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
        *map(with_header, (["alg"], "alg", 5, None, {}, {"alg": None}, {"alg": ["RS256"]})),
        *(with_header({"typ": "JWT", "alg": "RS256", "crit": crit}) for crit in CRITICAL),
        lambda token: "x" * 300_000,
        lambda token: token + "." * 300_000,
    ],
    ids=range(31),
)
def test_what_was_not_signed_here_is_401(api: Hostafrica, forge: Any) -> None:
    token = forge(api.token()).encode().decode("latin-1")
    answer = connect(api, token)
    assert (answer.status_code, message(answer)) == (401, "Unauthenticated.")
    assert answer.headers["X-Sim-World"] == "default"


WRONG: dict[str, list[Any]] = {
    "aud": [None, 5, [], ["sim_default"], {}, "default", "sim_a b"],
    "exp": [None, "2100", [], 1e400, 1.5, True],
    "scopes": [None, "access", 5, [5], [["access"]], {}],
}


@pytest.mark.parametrize(
    "changed", [{name: value} for name, values in WRONG.items() for value in values]
)
def test_who_has_the_key_gets_no_further_with_other_claims(
    api: Hostafrica, changed: dict[str, Any]
) -> None:
    """The key is in the repository."""
    claims = claims_of(api.token())
    text = f"{coded(tokens._HEADER)}.{coded(claims | changed)}"
    assert connect(api, signed(text)).status_code == 401
    (name,) = changed
    text = f"{coded(tokens._HEADER)}.{coded({k: v for k, v in claims.items() if k != name})}"
    assert connect(api, signed(text)).status_code == 401


@pytest.mark.parametrize("payload", [b"[]", b"5", b"", b"{", b"\xff", b"[" * 1_400])
def test_who_has_the_key_gets_no_further_with_no_claims(api: Hostafrica, payload: bytes) -> None:
    body = base64.urlsafe_b64encode(payload).decode().rstrip("=")
    assert connect(api, signed(f"{coded(tokens._HEADER)}.{body}")).status_code == 401


def test_who_has_the_key_can_sign(api: Hostafrica) -> None:
    """Or the tests above would prove nothing."""
    text = f"{coded(tokens._HEADER)}.{coded(claims_of(api.token()))}"
    assert connect(api, signed(text)).status_code == 200


def signed(text: str) -> str:
    key = tokens._key().private_key
    signature = key.sign(text.encode(), PKCS1v15(), SHA256())
    return f"{text}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


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
