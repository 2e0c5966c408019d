"""Operations of the client area: parse, call the rules, render."""

from typing import Any

from flask import request
from flask.views import MethodView

from simulators.hostens import docs, logins
from simulators.hostens.auth import Credentials
from simulators.hostens.clientarea import contacts, notifications, privileges, profile, schemas
from simulators.kernel.vendor import Call, Vendor
from simulators.kernel.world import World

Body = dict[str, Any]


def blueprints(vendor: Vendor) -> list[Any]:
    return [_logins(vendor), _profile(vendor), _contacts(vendor), _notifications(vendor)]


def _logins(vendor: Vendor) -> Any:
    blp = docs.section(vendor, "Logins")
    operation = docs.declaring(blp)

    def call() -> Call:
        found: Call = request.environ["hostsim.call"]
        return found

    @blp.route("/login")
    class Login(MethodView):
        @operation("login", schemas.Tokens, body=schemas.Login, public=True, forms=True)
        def post(self, world: World, body: dict[str, str]) -> Any:
            return logins.log_in(world, Credentials(**body))

    @blp.route("/logout")
    class Logout(MethodView):
        @operation("logout", schemas.Ended)
        def post(self, world: World) -> Any:
            logins.log_out(world, call())
            return {"status": True}

    @blp.route("/token")
    class Token(MethodView):
        @operation("refreshToken", schemas.Tokens, body=schemas.Refresh, public=True)
        def post(self, world: World, body: dict[str, str]) -> Any:
            return logins.exchange(world, body["refresh_token"])

    @blp.route("/revoke")
    class Revoke(MethodView):
        @operation("revokeToken", schemas.Ended, body=schemas.Revocation, public=True)
        def post(self, world: World, body: dict[str, str]) -> Any:
            logins.revoke(world, call(), body.get("refresh_token"))
            return {"status": True}

    return blp


def _profile(vendor: Vendor) -> Any:
    blp = docs.section(vendor, "Clientarea")
    operation = docs.declaring(blp)

    @blp.route("/details")
    class Details(MethodView):
        @operation("getDetails", schemas.Details)
        def get(self, world: World) -> Any:
            return {"client": profile.shown(world)}

        @operation(
            "updateDetails",
            schemas.UpdatedDetails,
            body=schemas.Person,
            needs=("misc", "editmain"),
        )
        def put(self, world: World, body: Body) -> Any:
            profile.update(world, body)
            return {"client": profile.shown(world), "info": ["client_info_updated"]}

    return blp


def _contacts(vendor: Vendor) -> Any:
    blp = docs.section(vendor, "Contacts")
    operation = docs.declaring(blp)

    @blp.route("/contact")
    class Contacts(MethodView):
        @operation("listContacts", schemas.ContactList, needs=contacts.MANAGING)
        def get(self, world: World) -> Any:
            return {"contacts": contacts.listed(world)}

        @operation(
            "addContact", schemas.AddedContact, body=schemas.NewContact, needs=contacts.MANAGING
        )
        def post(self, world: World, body: Body) -> Any:
            id = contacts.add(world, docs.user(), body)
            return {"contact_id": id, "info": ["profile_added"]}

    @blp.route("/contact/privileges")
    class Privileges(MethodView):
        @operation("listContactPrivileges", schemas.PrivilegesOffered)
        def get(self, world: World) -> Any:
            return {"privileges": privileges.offered(world, docs.user())}

    @blp.route("/contact/<id>", parameters=[docs.id_in_path()])
    class Contact(MethodView):
        @operation("getContact", schemas.ContactDetails, 404, needs=contacts.MANAGING)
        def get(self, world: World, id: str) -> Any:
            return {"contact": contacts.shown(world, id)}

        @operation(
            "updateContact", docs.Info, 404, body=schemas.ContactChange, needs=contacts.MANAGING
        )
        def put(self, world: World, body: Body, id: str) -> Any:
            contacts.update(world, docs.user(), id, body)
            return {"info": ["profile_updated"]}

    return blp


def _notifications(vendor: Vendor) -> Any:
    blp = docs.section(vendor, "Notifications")
    operation = docs.declaring(blp)

    @blp.route("/notifications")
    class Notifications(MethodView):
        @operation("listNotifications", schemas.NotificationList, query=schemas.Related)
        def get(self, world: World, query: dict[str, str]) -> Any:
            return {"notifications": notifications.listed(world, docs.user(), query)}

    @blp.route("/notifications/new")
    class New(MethodView):
        @operation("listNewNotifications", schemas.NotificationList, query=schemas.Related)
        def get(self, world: World, query: dict[str, str]) -> Any:
            return {"notifications": notifications.listed(world, docs.user(), query, new=True)}

    @blp.route("/notifications/<id>/ack", parameters=[docs.id_in_path()])
    class Acknowledgement(MethodView):
        @operation("acknowledgeNotification", docs.Info, 404)
        def put(self, world: World, id: str) -> Any:
            notifications.acknowledge(world, docs.user(), id)
            return {"info": ["success_changes_save"]}

    return blp
