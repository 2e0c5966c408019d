"""No secret that a client sends is kept in the journal, however it is wrapped."""

import json
from base64 import b64encode
from urllib.parse import urlencode

import pytest

from simulators.common import jwt
from simulators.kernel.journal import BODY_BYTES
from simulators.kernel.masking import MASK
from simulators.server.app import Application
from tests.support import ZONE, Api

SECRET = "hunter2"
NESTED = {"a": [{"password": SECRET}, {"b": {"api_key": SECRET}}]}


def journal(world: Api) -> str:
    """All that the control API tells of the world's requests."""
    return json.dumps(world.control("GET", f"/worlds/{world.world}/journal"))


def request_body(world: Api) -> str:
    (entry,) = world.control("GET", f"/worlds/{world.world}/journal")["entries"]
    return str(entry["request"]["body"])


NAMES = [
    "password",
    "Password",
    "root_password",
    "current-passwd",
    "pwd",
    "secret",
    "client_secret",
    "clientSecret",
    "token",
    "access_token",
    "refreshToken",
    "refresh",
    "api_key",
    "apiKey",
    "api-key",
    "private_key",
    "privateKey",
    "auth_code",
    "authCode",
    "epp_code",
    "epp",
    "cvv",
    "card_number",
    "cardNumber",
    "password_confirmation",
    "passphrase",
]


@pytest.mark.parametrize("name", NAMES)
def test_fields_of_these_names_are_masked_in_json_forms_and_queries(world: Api, name: str) -> None:
    world("PUT", f"{ZONE}?{urlencode({name: SECRET})}", {name: SECRET, "kept": "kept"})
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    world("PUT", ZONE, data=urlencode({"kept": "kept", name: SECRET}), headers=form)
    seen = journal(world)
    assert SECRET not in seen
    assert seen.count(MASK) >= 3
    assert seen.count("kept") == 4


BODIES = {
    "nested JSON": json.dumps(NESTED),
    "a name given twice": '{"a": {"password": "hunter2"}, "a": 1, "secret": 1}',
    "a list": json.dumps({"secret": [SECRET, SECRET]}),
    "an object": json.dumps({"token": {"value": SECRET}}),
    "JSON in a JSON string": json.dumps({"outer": json.dumps(NESTED)}),
    "JSON in a JSON string in a JSON string": json.dumps([json.dumps([json.dumps(NESTED)])]),
    "JSON after a blank in a JSON string": json.dumps({"outer": " \n" + json.dumps(NESTED)}),
    "broken JSON in a JSON string": json.dumps({"outer": json.dumps(NESTED)[:-3]}),
    "an escaped name": json.dumps({"password": SECRET}).replace("w", "\\u0077"),
    "broken JSON": json.dumps(NESTED)[:-1],
    "broken JSON, cut in the secret": '{"password": "' + SECRET,
    "broken JSON, a list": '{"secret": ["' + SECRET + '"',
    "broken JSON, an object": '{"token": {"value": "' + SECRET + '"',
    "broken JSON, an escaped quote": '{"password": "x\\"' + SECRET + '",',
    "broken JSON, JSON in a string": json.dumps({"outer": json.dumps(NESTED)})[:-1],
    "single quotes": str({"password": f"correct horse {SECRET}"}),
    "YAML": f"user: me\npassword: {SECRET}\n",
    "a form": f"a=1&password={SECRET}&b=2",
    "a form, PHP-style names": f"user%5Bpassword%5D={SECRET}&user[secret]={SECRET}",
    "a form, a refresh token in brackets": f"session[refresh]={SECRET}",
    "a form, the code of an order's item": f"items[0][name]=a.com&items[0][epp]={SECRET}",
    "a form, the same, escaped": f"items%5B0%5D%5Bepp%5D={SECRET}",
    "a form, a list of codes": f"epp[]={SECRET}",
    "a form, a list of tokens": f"refresh_token[]={SECRET}",
    "a form, JSON in it": urlencode({"payload": json.dumps(NESTED)}),
    "a form, with a comma": f"password=x,{SECRET}&b=2",
    "a form, with a quote": f'password=x"{SECRET}&b=2',
    "a form, with a brace": f"password=x}}{SECRET}&b=2",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_no_wrapping_shows_a_secret(world: Api, body: str) -> None:
    world("PUT", ZONE, data=body)
    assert SECRET not in journal(world)
    assert MASK in request_body(world)


QUERIES = [
    f"token={SECRET}",
    f"a=1&api_key={SECRET}&b=2",
    f"user[password]={SECRET}",
    f"items[0][epp]={SECRET}",
    f"items%5B0%5D%5Bepp%5D={SECRET}",
    f"epp[]={SECRET}",
    f"refresh_token[]={SECRET}",
]


@pytest.mark.parametrize("query", [*QUERIES, f"token=x,{SECRET}"])
def test_no_query_shows_a_secret(world: Api, query: str) -> None:
    world("GET", f"{ZONE}?{query}")
    assert SECRET not in journal(world)


HEADERS = {
    "Authorization": f"Bearer {SECRET}",
    "authorization": f"Basic {SECRET} {SECRET}",
    "AUTHORIZATION": SECRET,
    "Proxy-Authorization": f"Basic {SECRET}",
    "Cookie": f"session={SECRET}",
    "X-Api-Key": SECRET,
    "X-Auth-Token": SECRET,
    "X-Client-Secret": SECRET,
    "Set-Cookie": f"session={SECRET}; Path=/",
    "X-Authorization": f"{SECRET} x",
    "X-Auth": SECRET,
    "X-Auth-Key": SECRET,
}


@pytest.mark.parametrize("name", HEADERS)
def test_no_header_shows_a_secret(api: Api, name: str) -> None:
    """Whose credentials are no good, is entered in the default world."""
    api("GET", ZONE, headers={name: HEADERS[name]})
    assert SECRET not in journal(api)


def basic(user: str, password: str) -> str:
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()


def kept(world: Api, authorization: str) -> str:
    """What the journal has of a header."""
    world("GET", ZONE, headers={"Authorization": authorization})
    for name in (world.world, "default"):  # where strangers are entered
        path = f"/worlds/{name}/journal?limit=1"
        for entry in world.control("GET", path)["entries"]:
            return str(dict(entry["request"]["headers"])["authorization"])
    raise AssertionError


@pytest.mark.parametrize("account", ["", ".second"])
def test_what_opens_a_world_is_no_secret_in_its_own_journal(world: Api, account: str) -> None:
    """hostsim tells everybody who asks, and without it no request could be made again."""
    name = f"{world.world}{account}"
    own = f"Bearer sim_{name}"
    assert kept(world, own) == own
    body = {"client_secret": f"secret_{name}", "token": f"sim_{name}", "password": SECRET}
    world("PUT", f"{ZONE}?token=sim_{name}", body)
    *_, entry = world.control("GET", f"/worlds/{world.world}/journal")["entries"]
    assert entry["query"] == f"token=sim_{name}"
    assert json.loads(entry["request"]["body"]) == body | {"password": MASK}


@pytest.mark.parametrize("account", ["", ".second"])
def test_nor_is_it_in_basic_authorization(shared_server: Application, account: str) -> None:
    api = Api(shared_server)
    for user in (f"sim_default{account}", f"default{account}@sim.test"):
        own = basic(user, f"secret_default{account}")
        assert kept(api, own) == own


@pytest.mark.parametrize(
    "authorization",
    ["Bearer sim_another", "Bearer SIM_default", "Bearer sim_default2", basic("sim_x", "secret_x")],
)
def test_what_opens_other_worlds_is_masked(api: Api, authorization: str) -> None:
    """Somebody's real secret may look like it."""
    api("GET", "/x", {"token": authorization}, headers={"X-Auth-Token": authorization})
    (entry,) = api.control("GET", "/worlds/default/journal")["entries"]
    scheme = authorization.partition(" ")[0]
    assert dict(entry["request"]["headers"])["x-auth-token"] == f"{scheme} {MASK}"
    assert json.loads(entry["request"]["body"]) == {"token": MASK}


def test_a_password_of_somebody_is_masked_beside_the_address(api: Api) -> None:
    assert kept(api, basic("joe@example.com", SECRET)) == basic("joe@example.com", MASK)
    assert kept(api, basic(SECRET, "x")) == f"Basic {MASK}"
    assert kept(api, basic("default@sim.test", SECRET)) == basic("default@sim.test", MASK)


def test_tokens_that_hostsim_signed_are_no_secrets_and_others_are(api: Api) -> None:
    ours = jwt.sign({"sub": "default@sim.test"})
    theirs = f"{ours[:-4]}AAAA"
    for token, shown in ((ours, ours), (theirs, MASK), (f"{ours} {SECRET}", MASK)):
        assert kept(api, f"Bearer {token}") == f"Bearer {shown}"
        api("PUT", ZONE, {"access_token": token})
        (entry,) = api.control("GET", "/worlds/default/journal?limit=1")["entries"]
        assert json.loads(entry["request"]["body"]) == {"access_token": shown}


@pytest.mark.parametrize("before", range(BODY_BYTES - 40, BODY_BYTES + 1, 5))
@pytest.mark.parametrize("whole", [True, False], ids=["JSON", "broken JSON"])
def test_a_secret_does_not_show_where_the_body_is_cut_in_it(
    world: Api, before: int, whole: bool
) -> None:
    start = '{"filler": "'
    body = start + "x" * (before - len(start)) + '", "password": "' + SECRET * 20 + '"}'
    world("PUT", ZONE, data=body if whole else body[:-1])
    seen = request_body(world)
    assert len(seen) <= BODY_BYTES
    assert SECRET[:3] not in seen


@pytest.mark.parametrize("value", [None, "", 0, 12345678, 1.5, True, [12345678], {"pin": 12345678}])
def test_secrets_of_every_type_are_masked_and_null_stays(world: Api, value: object) -> None:
    world("PUT", ZONE, {"password": value})
    expected = None if value is None else MASK
    assert json.loads(request_body(world)) == {"password": expected}


@pytest.mark.parametrize(
    "body",
    [
        '{"zone" : [ {"name":"_token","type":"TXT"} ] }',
        '{"content":"google-site-verification=abc","tokens":3}',
        '{"public_key":"ssh-ed25519 AAAA","keyboard":"secretary"}',
        "tokenise=1&q=password",
        "refresh_rate=60&refreshing=1",
        "",
    ],
)
def test_what_is_no_secret_is_kept_to_the_byte(world: Api, body: str) -> None:
    world("PUT", ZONE, data=body)
    assert request_body(world) == body


@pytest.mark.parametrize(
    "text",
    [
        f"DB_PASSWORD={SECRET}",
        f"A=1\nexport api_key={SECRET}\n",
        f"services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: {SECRET}\n",
        f"Password: {SECRET}",
        f"The server is ready. Root password: {SECRET}",
    ],
)
def test_texts_in_json_strings_are_not_kept_where_they_tell_one(world: Api, text: str) -> None:
    world("PUT", ZONE, {"environment": text, "kept": "a=1\nplain", "message": "the password field"})
    seen = request_body(world)
    assert SECRET not in seen
    assert json.loads(seen) == {
        "environment": MASK,
        "kept": "a=1\nplain",
        "message": "the password field",
    }
