"""Access tokens: JWTs, signed HS256. What a token says of its user is for clients to read; who may
do what is decided by the rows.
"""

from datetime import datetime, timedelta
from typing import Any

import jwt

from hostingco_api.core import ids
from hostingco_api.core.errors import bad_token, unauthenticated
from hostingco_api.core.models import Login, User

ISSUER = "hostingco"
AUDIENCE = "hostingco-users"
ALGORITHM = "HS256"
_REQUIRED = ["iss", "aud", "sub", "iat", "exp", "jti"]


def issue(secret: str, user: User, login: Login, now: datetime, lifetime: timedelta) -> str:
    id = ids.render("user", user.id)
    claims: dict[str, Any] = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": id,
        "iat": now,
        "exp": now + lifetime,
        "jti": login.jti,
        "id": id,
        "email": user.email,
        "role": user.role,
        "permissions": user.permissions,
    }
    return jwt.encode(claims, secret, algorithm=ALGORITHM)


def read(secret: str, header: str | None, now: datetime) -> tuple[int, str]:
    """(user, jti) of an Authorization header. Raises a refusal where it has no good token."""
    scheme, _, token = (header or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise unauthenticated()
    try:
        claims = jwt.decode(
            token.strip(),
            secret,
            algorithms=[ALGORITHM],
            issuer=ISSUER,
            audience=AUDIENCE,
            # The time is our clock's to say, below.
            options={
                "require": _REQUIRED,
                "enforce_minimum_key_length": True,
                "verify_exp": False,
                "verify_iat": False,
            },
        )
        in_time = float(claims["iat"]) <= now.timestamp() < float(claims["exp"])
    except (jwt.InvalidTokenError, ValueError, TypeError) as error:
        raise bad_token() from error
    user, jti = ids.parse("user", str(claims["sub"])), claims["jti"]
    if user is None or not isinstance(jti, str) or not in_time:
        raise bad_token()
    return user, jti
