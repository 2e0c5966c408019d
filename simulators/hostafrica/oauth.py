"""OAuth2 by Authlib: the token endpoint, and the protection of everything else.

Tokens age on the world's clock.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import wraps
from typing import Any, NoReturn

import orjson
from authlib.oauth2.rfc6749 import (
    AuthorizationServer,
    ClientCredentialsGrant,
    ClientMixin,
    InvalidClientError,
    InvalidScopeError,
    OAuth2Error,
    OAuth2Request,
    ResourceProtector,
    TokenMixin,
    UnsupportedGrantTypeError,
)
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc6750 import BearerTokenValidator, InsufficientScopeError
from flask import Response, request

from simulators.common import jwt
from simulators.hostafrica import auth, errors, tokens
from simulators.kernel.credentials import parse
from simulators.kernel.vendor import Call
from simulators.kernel.web import current_world

SCOPES = ("access", "products", "service")
ALL = "*"  # Passport's word for every scope
LIFETIME = timedelta(days=365)  # Passport's default


class _Request(OAuth2Request):
    """As Authlib wants to see it: by https, which a simulated world's is.

    `basic` are the credentials of that kind, if there are any that can be read.
    """

    def __init__(self, parameters: Mapping[str, str], basic: str | None) -> None:
        headers = {"Authorization": basic} if basic else {}
        super().__init__("POST", "https://my.hostafrica.com", headers=headers)
        self.payload = BasicOAuth2Payload(parameters)

    @property
    def form(self) -> Any:
        return self.payload.data


class _Client(ClientMixin):
    def __init__(self, id: str) -> None:
        self.id = id

    def check_client_secret(self, client_secret: str) -> bool:
        return auth.good(self.id, client_secret)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return True

    def check_grant_type(self, grant_type: str) -> bool:
        return True


class _Grant(ClientCredentialsGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]  # noqa: RUF012 (Authlib has it so)


class _Server(AuthorizationServer):
    def query_client(self, client_id: str) -> _Client | None:
        return _Client(client_id) if parse(client_id) else None

    def save_token(self, token: Any, request: Any) -> None:
        """It is all in the token."""

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Nobody listens."""

    def create_oauth2_request(self, request: _Request) -> _Request:
        return request

    def handle_response(self, status: int, body: Any, headers: Any) -> Response:
        return Response(orjson.dumps(body), status, headers)

    def handle_error_response(self, request: _Request, error: OAuth2Error) -> NoReturn:
        basic = bool(request.headers)
        match error:
            case UnsupportedGrantTypeError():
                raise errors.unsupported_grant_type()
            case InvalidScopeError():
                unknown = [s for s in request.payload.scope.split() if s not in (*SCOPES, ALL)]
                raise errors.invalid_scope(unknown[0])
            case InvalidClientError() if not basic and not request.payload.client_id:
                raise errors.parameter("client_id")
            case InvalidClientError():
                raise errors.invalid_client(basic=basic)
        raise error


def _token(client: _Client, scope: str | None, **_: Any) -> dict[str, Any]:
    """What a client gets; asked for no scope, all of them (see docs/hostafrica.md)."""
    world = current_world()
    now = int(world.now.timestamp())
    asked = list(dict.fromkeys((scope or "").split()))
    if not asked and not world.quirks["hostafrica.no-default-scope"]:
        asked = list(SCOPES)
    seconds = int(LIFETIME.total_seconds())
    claims = {
        "aud": client.id,
        "jti": f"{world.random.getrandbits(320):080x}",
        "iat": now,
        "nbf": now,
        "exp": now + seconds,
        "sub": "",
        "scopes": asked,
    }
    return {
        "token_type": "Bearer",
        "expires_in": seconds,
        "access_token": jwt.sign(claims),
    }


_server = _Server([*SCOPES, ALL])
_server.register_grant(_Grant)
_server.register_token_generator("default", _token)


def issue(call: Call) -> Response:
    """Answer a token request, or raise the Refusal that fits."""
    parameters = auth.parameters(call)
    basic = call.headers.get("authorization")
    if auth.basic(basic) == (None, None):
        basic = None
    if basic and "client_secret" in parameters:
        raise errors.parameter("client_secret")  # RFC 6749, 2.3: one way to authenticate
    response: Response = _server.create_token_response(_Request(parameters, basic))
    return response


# -- protected calls ----------------------------------------------------------------------


class _Token(TokenMixin):
    def __init__(self, token: tokens.Token) -> None:
        self._token = token

    def is_expired(self) -> bool:
        return current_world().now.timestamp() >= self._token.expires

    def is_revoked(self) -> bool:
        return False

    def get_scope(self) -> str:
        scopes = self._token.scopes
        return " ".join(SCOPES if ALL in scopes else scopes)


class _Validator(BearerTokenValidator):
    def authenticate_token(self, token_string: str) -> _Token | None:
        token = tokens.read(token_string)
        return _Token(token) if token else None


_protector = ResourceProtector()
_protector.register_token_validator(_Validator())

View = Callable[..., Any]


def protected(scope: str) -> Callable[[View], View]:
    """A view for tokens that have not expired and have that scope."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            try:
                _protector.validate_request([scope], request)
            except InsufficientScopeError as error:
                raise errors.missing_scope() from error
            except OAuth2Error as error:
                raise errors.unauthenticated() from error
            return view(*args, **kwargs)

        return guarded

    return decorate
