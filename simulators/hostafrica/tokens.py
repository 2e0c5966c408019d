"""Access tokens: JWTs with Passport's claims. What a token says is in it, and nothing is stored."""

from typing import NamedTuple

from simulators.common import jwt


class Token(NamedTuple):
    """`client` is the id of whose it is, `expires` a Unix time."""

    client: str
    expires: int
    scopes: tuple[str, ...]


def read(text: str) -> Token | None:
    """What a token says; None where it is none of ours."""
    match jwt.read(text):
        case {"aud": str(client), "exp": int(expires), "scopes": [*scopes]} if all(
            isinstance(scope, str) for scope in scopes
        ):
            return Token(client, expires, tuple(scopes))
    return None
