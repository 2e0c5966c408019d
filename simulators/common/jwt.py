"""JSON Web Tokens, signed with RS256.

The key is beside this module, so that equal histories give equal tokens whichever server is asked.
Whether a token is too old is for the caller to say, whose time is a world's.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

HEADER = {"typ": "JWT", "alg": "RS256"}
_START = urlsafe_b64encode(json.dumps(HEADER, separators=(",", ":")).encode()).decode() + "."
"""What every token of ours begins with."""
_MOST_LETTERS = 2_000  # ours have fewer; a longer one is not worth a look

Claims = Mapping[str, Any]


def sign(claims: Claims) -> str:
    from joserfc import jwt

    return jwt.encode(HEADER, dict(claims), key())


def read(text: str) -> Claims | None:
    """A token's claims; None where it is none of ours.

    Whoever has the key, which is no secret, may have signed any claims.
    """
    if len(text) > _MOST_LETTERS:
        return None
    try:
        return _read(text)
    except ValueError:
        return None


@lru_cache(4096)  # good ones only: the others raise
def _read(text: str) -> Claims:
    from joserfc import jwt
    from joserfc.errors import JoseError

    # A library has much to do with headers that are no business of ours.
    if not text.startswith(_START):
        raise ValueError("another header")
    try:
        claims: Claims = jwt.decode(text, key(), algorithms=["RS256"]).claims
    except (JoseError, RecursionError) as error:
        raise ValueError("not signed here") from error
    if not isinstance(claims, dict):
        raise ValueError("no claims")
    return claims


@cache
def key() -> Any:
    from joserfc.jwk import RSAKey

    return RSAKey.import_key(files(__package__).joinpath("signing-key.pem").read_bytes())
