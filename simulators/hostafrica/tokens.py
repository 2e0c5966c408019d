"""Access tokens: JWTs with Passport's claims, signed with RS256.

The key is beside this module, so that equal histories give equal tokens whichever server is asked.
What a token says is in it, and nothing is stored; whether it is too old is for the caller to say,
whose time is a world's.
"""

from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

_HEADER = {"typ": "JWT", "alg": "RS256"}
_MOST_LETTERS = 2_000  # ours have fewer; a longer one is not worth a look


class Token(NamedTuple):
    """`client` is the id of whose it is, `expires` a Unix time."""

    client: str
    expires: int
    scopes: tuple[str, ...]


def sign(claims: dict[str, Any]) -> str:
    from joserfc import jwt

    return jwt.encode(_HEADER, claims, _key())


def read(text: str) -> Token | None:
    """What a token says; None where it is none of ours."""
    if len(text) > _MOST_LETTERS:
        return None
    try:
        return _read(text)
    except ValueError:
        return None


@lru_cache(4096)  # good ones only: the others raise
def _read(text: str) -> Token:
    from joserfc import jwt
    from joserfc.errors import JoseError

    # A library has much to do with headers that are no business of ours.
    if not text.startswith(_start()):
        raise ValueError("another header")
    try:
        claims = jwt.decode(text, _key(), algorithms=["RS256"]).claims
    except (JoseError, RecursionError) as error:
        raise ValueError("not signed here") from error
    match claims:
        # Whoever has the key, which is no secret, may have signed anything.
        case {"aud": str(client), "exp": int(expires), "scopes": [*scopes]} if all(
            isinstance(scope, str) for scope in scopes
        ):
            return Token(client, expires, tuple(scopes))
    raise ValueError("other claims")


@cache
def _start() -> str:
    """What every token of ours begins with: its header."""
    return sign({}).partition(".")[0] + "."


@cache
def _key() -> Any:
    from joserfc.jwk import RSAKey

    return RSAKey.import_key(files(__package__).joinpath("signing-key.pem").read_bytes())
