"""Authentication: log in, register, refresh, log out."""

from typing import Any

from flask.views import MethodView
from marshmallow import fields

from hostingco_api.core import accounts
from hostingco_api.core.errors import unauthenticated
from hostingco_api.core.models import ROLES
from hostingco_api.portal.fields import Id
from hostingco_api.portal.web import Call, endpoint, remember, section
from hostingco_api.services import services
from hostingco_api.throttle import AUTH
from hostingco_api.web.callers import client
from hostingco_api.web.fields import Answer, Bool, Email, MailAddress, Strict, Text, Time

blp = section("auth")
PHONE = r"^\+?[0-9 ().-]{3,32}$"


class Credentials(Strict):
    email = Email(required=True)
    password = Text(1, 128, required=True)


class Registration(Strict):
    email = Email(required=True)
    password = Text(8, 128, required=True)
    name = Text(2, 100, required=True)
    company = Text(None, 100)
    phone = Text(None, 32, pattern=PHONE)


class Lifetime(Text):
    """How long a token is good, `24h`."""

    PATTERN = r"^[1-9][0-9]{0,3}[smhd]$"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(pattern=self.PATTERN, **kwargs)


class Me(Answer):
    id = Id("user", required=True)
    email = MailAddress(required=True)
    name = fields.String(required=True)
    role = Text(one_of=ROLES, required=True)
    permissions = fields.List(Text(one_of=("read", "write", "delete")), required=True)


class LoggedIn(Answer):
    token = fields.String(required=True)
    user = fields.Nested(Me, required=True)
    expiresIn = Lifetime(required=True)  # noqa: N815 (on the wire)


class Refreshed(Answer):
    token = fields.String(required=True)
    expiresIn = Lifetime(required=True)  # noqa: N815


class Person(Answer):
    id = Id("user", required=True)
    email = MailAddress(required=True)
    name = fields.String(required=True)
    company = fields.String(required=True, allow_none=True)
    phone = fields.String(required=True, allow_none=True)
    role = Text(one_of=ROLES, required=True)


class Registered(Person):
    isActive = Bool(attribute="is_active", required=True)  # noqa: N815
    createdAt = Time(attribute="created_at", required=True)  # noqa: N815


class NewUser(Answer):
    user = fields.Nested(Registered, required=True)


@blp.route("/auth/login")
class LoginView(MethodView):
    @endpoint(blp, "login", LoggedIn, 401, body=Credentials, public=True, limit=AUTH)
    def post(self, given: dict[str, Any]) -> dict[str, Any]:
        known = services()
        with known.database.reading() as session:
            user = accounts.by_email(session, given["email"])
        # Takes its time, and nobody is to wait for it: no transaction is open.
        if not known.accounts.is_password(user, given["password"]) or user is None:
            raise unauthenticated("Invalid email or password")
        with known.database.writing() as session:
            now = known.config.clock()
            found = known.accounts.log_in(session, user, client(), now)
        remember(found["token"])
        return found


@blp.route("/auth/register")
class RegisterView(MethodView):
    @endpoint(
        blp,
        "register",
        NewUser,
        409,
        status=201,
        message="User registered successfully",
        body=Registration,
        public=True,
        limit=AUTH,
    )
    def post(self, given: dict[str, Any]) -> dict[str, Any]:
        known = services()
        with known.database.reading() as session:
            accounts.check_password(session, given["password"])
        given["password"] = known.accounts.hash(given["password"])
        with known.database.writing() as session:
            user = accounts.create(session, known.config.clock(), **given)
            return {"user": user}


@blp.route("/auth/refresh")
class RefreshView(MethodView):
    @endpoint(blp, "refreshToken", Refreshed)
    def post(self, call: Call) -> dict[str, Any]:
        found = services().accounts.refresh(call.session, call.me, call.login, call.now)
        remember(found["token"])
        return found


@blp.route("/auth/logout")
class LogoutView(MethodView):
    @endpoint(blp, "logout", message="Logged out successfully")
    def post(self, call: Call) -> None:
        services().accounts.log_out(call.session, call.login)
        remember(None)
