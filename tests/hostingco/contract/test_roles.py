"""Who may make which call, and with which tokens."""

from collections.abc import Callable

import jwt
import pytest

from tests.hostingco.contract.calls import CREATES, GOOD, PUBLIC, ROLES, WHO, at
from tests.hostingco.contract.refusing import refused
from tests.hostingco.contract.world import JUDGE, OPERATIONS, World
from tests.hostingco.support import SECRET

protected = pytest.mark.parametrize("id", ROLES)
CLAIMS = {"algorithms": ["HS256"], "audience": "hostingco-users", "issuer": "hostingco"}


def test_the_contract_says_of_which_operations_these_are() -> None:
    for id, operation in JUDGE.operations.items():
        assert (operation.get("security") == []) is (id in PUBLIC)
        roles = operation.get("x-roles", ["admin", "support", "user"])
        refused = {"admin", "support", "user"} - set(roles)
        found = dict(zip(("admin", "support", "user"), ROLES.get(id, ()), strict=False))
        assert refused <= {role for role, met in found.items() if met == 403}
        if "x-roles" in operation:
            assert refused == {role for role, met in found.items() if met == 403}


@pytest.mark.parametrize(
    ("id", "who", "met"),
    [
        pytest.param(id, who, met, id=f"{id}-{who}")
        for id, row in ROLES.items()
        for who, met in zip(WHO, row, strict=True)
    ],
)
def test_a_call_meets_what_its_caller_s_role_allows(
    world: World, id: str, who: str, met: bool | int
) -> None:
    if met is not True:
        assert refused(world, id, met, who=who)["details"] == {}
        return
    answer = GOOD[id].make(world, id, who=who)
    assert answer.status_code == (201 if id in CREATES else 200), answer.text


@pytest.mark.parametrize("id", [id for id in ROLES if GOOD[id].id])
def test_another_s_thing_is_refused_in_the_words_for_what_is_not_there(
    world: World, id: str
) -> None:
    """A stranger cannot tell what exists."""
    if ROLES[id][3] != 404:
        return
    kind = GOOD[id].id.partition("_")[0]
    nothing = refused(world, at(id, f"{kind}_999"), 404, id, who="other")
    assert refused(world, id, 404, who="other") == nothing


@pytest.mark.parametrize("id", PUBLIC)
def test_what_is_public_does_not_look_at_tokens(world: World, id: str) -> None:
    answer = GOOD[id].make(world, id, headers={"Authorization": "Bearer nonsense"})
    assert answer.status_code < 300


@protected
def test_a_call_without_a_good_token_is_401(world: World, id: str) -> None:
    call = GOOD[id]
    assert call.who
    good = world.token(call.who)
    for header in (None, "", "Bearer", "Bearer nonsense", f"Basic {good}", good, f"Bearer {good}x"):
        headers = {} if header is None else {"Authorization": header}
        error = refused(world, id, 401, who=None, headers=headers)
        assert error["details"] == {}
    refused(world, id, 401, who=None, data="{", content_type="application/json")


@protected
def test_a_token_is_good_until_its_login_is_over(world: World, id: str) -> None:
    call = GOOD[id]
    world.good("POST", "/auth/logout", call.who)
    refused(world, id, 401)


@protected
def test_a_token_that_was_exchanged_is_good_no_more(world: World, id: str) -> None:
    call = GOOD[id]
    new = world.good("POST", "/auth/refresh", call.who)["token"]
    refused(world, id, 401)
    answer = call.make(world, id, who=None, headers={"Authorization": f"bearer {new}"})
    assert answer.status_code < 300, answer.text


@protected
def test_who_is_not_active_does_nothing(world: World, id: str) -> None:
    who = str(GOOD[id].who)
    world.good("PUT", "/users/user_5", "admin", json={"role": "admin"})
    world.good("PUT", f"/users/user_{WHO.index(who) + 1}", "admin", json={"isActive": False})
    refused(world, id, 401)


def _forged(**changed: object) -> Callable[[str], str]:
    def forge(token: str) -> str:
        claims = jwt.decode(token, SECRET, **CLAIMS)  # type: ignore[arg-type]
        claims |= changed
        left = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(left, SECRET, algorithm="HS256")

    return forge


def _signed(secret: str, algorithm: str) -> Callable[[str], str]:
    def sign(token: str) -> str:
        claims = jwt.decode(token, SECRET, **CLAIMS)  # type: ignore[arg-type]
        return jwt.encode(claims, secret, algorithm=algorithm)

    return sign


@pytest.mark.filterwarnings("ignore:The HMAC key")  # ours is one for HS256
@pytest.mark.parametrize(
    "forge",
    [
        _forged(exp=1_700_000_000),
        _forged(exp=None),
        _forged(iss="somebody"),
        _forged(aud="somebody"),
        _forged(jti="0" * 32),
        _forged(jti=None),
        _forged(sub="user_1"),
        _forged(sub="nobody"),
        _signed("another secret of somebody else's", "HS256"),
        _signed(SECRET, "HS384"),
        _signed("", "none"),
    ],
)
def test_a_token_that_is_not_as_it_was_issued_is_401(
    world: World, forge: Callable[[str], str]
) -> None:
    token = forge(world.token("customer"))
    headers = {"Authorization": f"Bearer {token}"}
    refused(world, "listServers", 401, who=None, headers=headers)


def test_what_a_token_claims_of_the_role_counts_for_nothing(world: World) -> None:
    token = _forged(role="admin", permissions=["read", "write", "delete"])(world.token("customer"))
    refused(world, "listUsers", 403, who=None, headers={"Authorization": f"Bearer {token}"})


def test_401_says_how_to_authenticate(world: World) -> None:
    answer = world.call("GET", OPERATIONS["listServers"].path.removeprefix("/api"))
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
