"""What a token opens, and what is none."""

import base64
import hmac
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jwt
from joserfc.jwk import RSAKey

from simulators.common.jwt import HEADER, key
from tests.contract.harness import watched
from tests.hostafrica.client import ORDER, RUNNING, SERVICE, V2, Hostafrica, message
from tests.hostafrica.oauth import DEFAULT, GRANT, SECRETS, YEAR, ask, connect


@pytest.fixture
def api() -> Any:
    return watched("hostafrica")


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
    public = key().as_pem(private=False)
    signature = hmac.digest(public, text.encode(), "sha256")
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
    text = f"{coded(HEADER)}.{coded(claims | changed)}"
    assert connect(api, signed(text)).status_code == 401
    (name,) = changed
    text = f"{coded(HEADER)}.{coded({k: v for k, v in claims.items() if k != name})}"
    assert connect(api, signed(text)).status_code == 401


@pytest.mark.parametrize("payload", [b"[]", b"5", b"", b"{", b"\xff", b"[" * 1_400])
def test_who_has_the_key_gets_no_further_with_no_claims(api: Hostafrica, payload: bytes) -> None:
    body = base64.urlsafe_b64encode(payload).decode().rstrip("=")
    assert connect(api, signed(f"{coded(HEADER)}.{body}")).status_code == 401


def test_who_has_the_key_can_sign(api: Hostafrica) -> None:
    """Or the tests above would prove nothing."""
    text = f"{coded(HEADER)}.{coded(claims_of(api.token()))}"
    assert connect(api, signed(text)).status_code == 200


def signed(text: str) -> str:
    signature = key().private_key.sign(text.encode(), PKCS1v15(), SHA256())
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
    connect(api, api.token())
    password = api.service(RUNNING, "details")["password"]
    ordered = api.told(f"{SERVICE}/create-order", ORDER)["password"]
    journal = json.dumps(api.control("GET", "/worlds/default/journal"))
    assert journal.count("issueToken") == 4
    for secret in (password, ordered):
        assert secret not in journal


def test_what_hostsim_gives_everybody_is_no_secret_and_is_journaled(api: Hostafrica) -> None:
    """Its credentials and what it signed: a request cannot be made again without them."""
    ask(api, GRANT | SECRETS)
    token = api.token()
    connect(api, token)
    connect(api, f"{token[:-4]}AAAA")
    journal = json.dumps(api.control("GET", "/worlds/default/journal"))
    for public in (token, "secret_default", DEFAULT.split()[1]):
        assert public in journal
    assert f"{token[:-4]}AAAA" not in journal
