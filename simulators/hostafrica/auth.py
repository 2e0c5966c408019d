"""Whose call it is: by the client's id at the token endpoint, by the token everywhere else.

A client's id names a world, `sim_<world>` (and `sim_<world>.second`, another client of it), and its
secret follows from the id. A token says whose it is.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import orjson

from simulators.common.tokens import Signer
from simulators.hostafrica import errors
from simulators.kernel.credentials import naming, parse
from simulators.kernel.refusal import Refusal
from simulators.kernel.vendor import Call, Caller
from simulators.kernel.worlds import DEFAULT

TOKEN_PATH = "/vps_reseller_provider/public/oauth/token"  # noqa: S105 (a path)
TOKENS = Signer(__package__)


def credentials(world: str) -> dict[str, str]:
    id = naming(world)
    return {"client_id": id, "client_secret": secret(id)}


def secret(client_id: str) -> str:
    return client_id.replace("sim_", "secret_", 1)


def identify(call: Call) -> Caller | None:
    """At the token endpoint everybody is let in; that endpoint has its own way to refuse."""
    if call.path == TOKEN_PATH:
        return parse(_client_id(call) or "") or Caller(DEFAULT)
    scheme, _, token = call.headers.get("authorization", "").partition(" ")
    claims = TOKENS.claims(token.strip()) if scheme.lower() == "bearer" else None
    return parse(claims["aud"]) if claims else None


def _client_id(call: Call) -> str | None:
    """As it is about to be authenticated; Basic first."""
    named, _ = basic(call.headers.get("authorization"))
    try:
        return named or parameters(call.headers.get("content-type", ""), call.body)["client_id"]
    except (KeyError, Refusal):
        return None


def basic(authorization: str | None) -> tuple[str | None, str | None]:
    """Id and secret of HTTP Basic, where they are given and can be read."""
    from authlib.oauth2.rfc6749.util import extract_basic_authorization

    try:
        named, given = extract_basic_authorization({"Authorization": authorization})
    except ValueError:  # not UTF-8
        return None, None
    return named, given


def parameters(content_type: str, body: bytes) -> Mapping[str, str]:
    """Of a token request, a form or a JSON object; a body of another type has none.

    Raises a Refusal where there are some that are no texts, or what is there can't be read.
    """
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/x-www-form-urlencoded":
        try:
            return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=100))
        except ValueError as error:
            raise errors.unreadable() from error
    if kind != "application/json" or not body:
        return {}
    try:
        given: Any = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise errors.unreadable() from error
    if not isinstance(given, dict):
        raise errors.unreadable()
    for name in ("grant_type", "client_id", "client_secret", "scope"):
        if not isinstance(given.get(name, ""), str):
            raise errors.parameter(name)
    return given
