"""Users: administrators see and change all of them, everybody else their own account."""

from typing import Any

from flask.views import MethodView
from marshmallow import fields

from hostingco_api.core import accounts
from hostingco_api.core.models import ROLES, User
from hostingco_api.portal.auth import PHONE, Person, Registered
from hostingco_api.portal.envelope import Page
from hostingco_api.portal.fields import Paging
from hostingco_api.portal.web import Call, count, endpoint, page, section
from hostingco_api.services import services
from hostingco_api.throttle import AUTH
from hostingco_api.web.fields import Answer, Bool, Change, Email, Text, Time

blp = section("users")
THEMES = ("light", "dark")


class UserFilter(Paging):
    search = Text(1, 100)
    role = Text(one_of=ROLES)


class Listed(Registered):
    lastLogin = Time(attribute="last_login_at", required=True, allow_none=True)  # noqa: N815


class Preferences(Answer):
    theme = Text(one_of=THEMES, required=True)
    notifications = Bool(required=True)


class UserAnswer(Person):
    permissions = fields.List(Text(one_of=("read", "write", "delete")), required=True)
    settings = fields.Nested(Preferences, required=True)
    isActive = Bool(attribute="is_active", required=True)  # noqa: N815
    createdAt = Time(attribute="created_at", required=True)  # noqa: N815
    updatedAt = Time(attribute="updated_at", required=True)  # noqa: N815
    lastLogin = Time(attribute="last_login_at", required=True, allow_none=True)  # noqa: N815


class PreferencesChange(Change):
    theme = Text(one_of=THEMES)
    notifications = Bool()


class UserChange(Change):
    name = Text(2, 100)
    company = Text(None, 100, allow_none=True)
    phone = Text(None, 32, pattern=PHONE, allow_none=True)
    email = Email()
    settings = fields.Nested(PreferencesChange)
    password = Text(8, 128)
    currentPassword = Text(1, 128, attribute="current_password")  # noqa: N815
    role = Text(one_of=ROLES)
    isActive = Bool(attribute="is_active")  # noqa: N815


@blp.route("/users")
class Users(MethodView):
    @endpoint(blp, "listUsers", Listed, query=UserFilter, roles=("admin",))
    def get(self, call: Call, query: dict[str, Any]) -> Page:
        return page(call, accounts.listed(query.get("search"), query.get("role")), query)


@blp.route("/users/<id>")
class UserView(MethodView):
    @endpoint(blp, "getUser", UserAnswer, of="user")
    def get(self, call: Call, id: int | None) -> User:
        return accounts.visible(call.session, id, call.me)

    @endpoint(
        blp,
        "updateUser",
        UserAnswer,
        403,
        409,
        message="User updated successfully",
        body=UserChange,
        of="user",
    )
    def put(self, call: Call, given: dict[str, Any], id: int | None) -> User:
        if "current_password" in given:
            count(AUTH)  # or whoever has a token could try a password ten times as often
        user = accounts.changeable(call.session, id, call.me)
        changes = given | given.pop("settings", {})
        services().accounts.change(call.session, user, changes, call.me, call.now)
        return user

    @endpoint(
        blp,
        "deleteUser",
        None,
        409,
        message="User deleted successfully",
        roles=("admin",),
        of="user",
    )
    def delete(self, call: Call, id: int | None) -> None:
        accounts.delete_user(call.session, id, call.me, call.now)
