"""JSON Web Tokens signed with RS256, by the key beside a vendor's code.

The same key everywhere: equal histories give equal tokens, whichever server is asked. What a token
says is in it, and nothing is stored; whether it is too old is for the caller to say, whose time is
a world's.
"""

from collections.abc import Mapping
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any

ALGORITHM = "RS256"


class Signer:
    """`package` has a `signing-key.pem`."""

    def __init__(self, package: str) -> None:
        self._package = package
        self.claims = lru_cache(4096)(self._claims)

    @cached_property
    def _key(self) -> Any:
        from joserfc.jwk import RSAKey

        return RSAKey.import_key(files(self._package).joinpath("signing-key.pem").read_bytes())

    def sign(self, claims: Mapping[str, Any]) -> str:
        from joserfc import jwt

        return jwt.encode({"typ": "JWT", "alg": ALGORITHM}, dict(claims), self._key)

    def _claims(self, token: str) -> Mapping[str, Any] | None:
        """What a token says; None where it was not signed here."""
        from joserfc import jwt
        from joserfc.errors import JoseError

        try:
            return jwt.decode(token, self._key, algorithms=[ALGORITHM]).claims
        except (JoseError, ValueError):
            return None
