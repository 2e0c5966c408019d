"""Whose call it is: by the client's credentials at the token endpoint, by the token elsewhere.

A client's id names a world, `sim_<world>` (and `sim_<world>.second`, another client of it), and its
secret follows from the id. A token says whose it is.
"""

from collections.abc import Mapping
from hmac import compare_digest
from typing import Any

import orjson

from simulators.hostafrica import errors, tokens
from simulators.kernel import body
from simulators.kernel.credentials import bearer, naming, parse
from simulators.kernel.refusal import Refusal
from simulators.kernel.repository import DEFAULT
from simulators.kernel.vendor import Call, Caller

TOKEN_PATH = f"{errors.ROOT}/oauth/token"
_PARAMETERS = ("grant_type", "client_id", "client_secret", "scope")


def credentials(world: str) -> dict[str, str]:
    id = naming(world)
    return {"client_id": id, "client_secret": _secret(id)}


def _secret(client_id: str) -> str:
    return client_id.replace("sim_", "secret_", 1)


def good(client_id: str, secret: str) -> bool:
    """Whether that is the client's secret."""
    return compare_digest(secret.encode(), _secret(client_id).encode())


def identify(call: Call) -> Caller | None:
    """At the token endpoint everybody is let in; that endpoint has its own way to refuse."""
    if call.path == TOKEN_PATH:
        return _client(call) or Caller(DEFAULT)
    text = bearer(call)
    token = tokens.read(text) if text else None
    return parse(token.client) if token else None


def _client(call: Call) -> Caller | None:
    """Who asks for a token; None where the credentials are no good."""
    id, secret = basic(call.headers.get("authorization"))
    if not id:
        try:
            given = parameters(call)
        except Refusal:
            return None
        id, secret = given.get("client_id"), given.get("client_secret")
    return parse(id) if id and secret and good(id, secret) else None


def basic(authorization: str | None) -> tuple[str | None, str | None]:
    """Id and secret of HTTP Basic, where they are given and can be read."""
    from authlib.oauth2.rfc6749.util import extract_basic_authorization

    try:
        named, given = extract_basic_authorization({"Authorization": authorization})
    except ValueError:  # no base64, or no UTF-8
        return None, None
    return (named, given) if named else (None, None)


def parameters(call: Call) -> Mapping[str, str]:
    """Of a token request, a form or a JSON object; empty ones count as absent (RFC 6749, 3.2).

    Raises a Refusal where the body is of another type or cannot be read, and where a parameter is
    no text or is there twice.
    """
    if not call.body:
        return {}
    try:
        pairs = body.form(call.headers, call.body)
        if pairs is None:
            pairs = _of_json(call)
    except ValueError as error:
        raise errors.unreadable() from error
    given: dict[str, str] = {}
    for name, value in pairs:
        if name in _PARAMETERS:
            if name in given or not isinstance(value, str):
                raise errors.parameter(name)
            if value:
                given[name] = value
    return given


def _of_json(call: Call) -> list[tuple[str, Any]]:
    if call.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise ValueError("neither a form nor JSON")
    document = orjson.loads(call.body)
    if not isinstance(document, dict):
        raise ValueError("no object")
    return list(document.items())
