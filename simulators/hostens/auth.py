"""Whose call it is: by user name and password, or by a token that `POST /login` gave for them.

A user name is an e-mail address and names a world:

- `<world>@sim.test` is the customer of that world, `<world>.second@sim.test` another one;
- `<anybody>@<world>.sim.test` is a contact of one of them, if it is there and has a password;
- every other address is looked for among the contacts of the default world.

What is told here is which world to ask. Whether a contact's password is right, and whether a token
is still good, is in its documents (`logins`).
"""

import base64
import re
from collections.abc import Iterator
from hmac import compare_digest
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import orjson

from simulators.common import jwt
from simulators.common.brackets import nested
from simulators.hostens import errors
from simulators.kernel import body
from simulators.kernel.credentials import SECOND, bearer
from simulators.kernel.repository import DEFAULT, NAME
from simulators.kernel.vendor import Call, Caller

BASE = "/api"
LOGIN, TOKEN, REVOKE = f"{BASE}/login", f"{BASE}/token", f"{BASE}/revoke"
STATUSES = f"{BASE}/statuses"
GRAPH = f"{BASE}/graph.php"

_CUSTOMER = re.compile(rf"({NAME.pattern})(\.{SECOND})?@sim\.test")
_CONTACT = re.compile(rf"[^@]+@({NAME.pattern})\.sim\.test")


class Credentials(NamedTuple):
    username: str
    password: str


def credentials(world: str, account: str = "") -> Credentials:
    """Of a customer."""
    name = f"{world}.{account}" if account else world
    return Credentials(f"{name}@sim.test", f"secret_{name}")


def customer(username: str) -> Caller | None:
    """The customer of that name; None where it is no customer's."""
    match = _CUSTOMER.fullmatch(username)
    return Caller(match[1], SECOND if match[2] else "") if match else None


def good(given: Credentials) -> bool:
    """Whether they are a customer's name and password."""
    named = customer(given.username)
    if not named:
        return False
    real = credentials(named.world, named.account).password
    return compare_digest(given.password.encode(), real.encode())


def identify(call: Call) -> Caller | None:
    """Operations that need nobody let everybody in, the default world's where they name none."""
    path = call.path.rstrip("/")
    if path == LOGIN:
        return _named(posted(call)) or Caller(DEFAULT)
    if path == GRAPH:  # an image's link says by itself whose it is
        return _by_token(_given(call).get("token")) or Caller(DEFAULT)
    if path in (TOKEN, REVOKE):
        refresh = _given(call).get("refresh_token")
        return _by_token(refresh) or _by_header(call) or Caller(DEFAULT)
    if _in_statuses(path):
        return _by_header(call) or Caller(DEFAULT)
    return _by_header(call)


def session(call: Call) -> str | None:
    """The header's token, unless the call is let in without."""
    path = call.path.rstrip("/")
    if path in (LOGIN, GRAPH, TOKEN) or _in_statuses(path):
        return None
    if path == REVOKE and "refresh_token" in _given(call):
        return None
    return bearer(call)


def basic(call: Call) -> Credentials | None:
    """Of the header, if it has some that can be read."""
    scheme, _, coded = call.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        text = base64.b64decode(coded.strip(), validate=True).decode()
    except ValueError:
        return None
    username, colon, password = text.partition(":")
    return Credentials(username, password) if colon else None


def claims_of(call: Call) -> jwt.Claims | None:
    """Of the header's token, if it was signed here."""
    token = bearer(call)
    return jwt.read(token) if token else None


def posted(call: Call) -> Credentials | None:
    """Of a login's fields. A password that is no text is none here: it may be a contact's."""
    given = _given(call)
    username, password = given.get("username"), given.get("password")
    if not isinstance(username, str):
        return None
    return Credentials(username, password if isinstance(password, str) else "")


def query_fields(call: Call) -> dict[str, Any]:
    """Raises a Refusal."""
    try:
        pairs = parse_qsl(
            call.query, keep_blank_values=True, max_num_fields=body.MOST_FIELDS, errors="replace"
        )
    except ValueError as error:
        raise errors.malformed("too many fields in the query") from error
    return nested(pairs)


def _in_statuses(path: str) -> bool:
    return path == STATUSES or path.startswith(f"{STATUSES}/")


def _by_header(call: Call) -> Caller | None:
    if given := basic(call):
        return _named(given)
    claims = claims_of(call)
    return _of_claims(claims) if claims else None


def _by_token(token: Any) -> Caller | None:
    claims = jwt.read(token) if isinstance(token, str) else None
    return _of_claims(claims) if claims else None


def _of_claims(claims: jwt.Claims) -> Caller | None:
    """Only of a world that there is: no other one has given a token."""
    username = claims.get("sub")
    found = _caller(username) if isinstance(username, str) else None
    return found._replace(makes=False) if found else None


def _named(given: Credentials | None) -> Caller | None:
    if not given or not given.username:
        return None
    if customer(given.username) and not good(given):
        return None
    return _caller(given.username)


def _caller(username: str) -> Caller | None:
    if found := customer(username):
        return found
    contact = _CONTACT.fullmatch(username)
    return Caller(contact[1], makes=False) if contact else Caller(DEFAULT)


def _given(call: Call) -> dict[str, Any]:
    """Fields of query and body; none where they cannot be read, which is for the view to say."""
    return dict(_pairs(call))


def _pairs(call: Call) -> Iterator[tuple[str, Any]]:
    try:
        yield from parse_qsl(call.query, max_num_fields=body.MOST_FIELDS, errors="replace")
        form = body.form(call.headers, call.body) if call.body else []
        if form is not None:
            yield from form
        elif isinstance(document := orjson.loads(call.body), dict):
            yield from document.items()
    except ValueError:
        return
