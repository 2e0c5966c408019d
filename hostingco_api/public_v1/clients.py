"""Clients. The password is made up where none is given, and shown once."""

import secrets
from decimal import Decimal
from typing import Any

from flask.views import MethodView
from marshmallow import fields, validate

from hostingco_api.core import accounts, clients, settings
from hostingco_api.core.models import User
from hostingco_api.public_v1.envelope import Page, Said
from hostingco_api.public_v1.fields import Currency, Dated, Known, Once, Told, plain
from hostingco_api.public_v1.web import Call, dated, endpoint, get, page, path, section
from hostingco_api.services import services
from hostingco_api.web.fields import Amount, Change, Email, MailAddress, Strict, Text

blp = section("clients")


class Client(Known):
    email = MailAddress(required=True)
    first_name = Told(lambda user: user.names[0])
    last_name = Told(lambda user: user.names[1])
    company_name = fields.String(attribute="company", required=True, allow_none=True)
    status = Told(
        lambda user: "active" if user.is_active else "inactive",
        validate=validate.OneOf(clients.STATUSES),
    )
    credit = Amount(required=True)
    currency = Currency()


class NewlyMade(Client):
    password = Once()


class NewClient(Strict):
    email = Email(required=True)
    first_name = plain(50, required=True)
    last_name = plain(49, required=True)
    company_name = Text(None, 100, attribute="company", allow_none=True)
    password = Text(8, 128)


class ClientChange(Change):
    email = Email()
    first_name = plain(50)
    last_name = plain(49)
    company_name = Text(None, 100, attribute="company", allow_none=True)
    status = Text(one_of=clients.STATUSES)


class Query(Dated):
    search = Text(1, 100)
    status = Text(one_of=clients.STATUSES)


def hashed(body: dict[str, Any]) -> None:
    """A password becomes its hash, and `made` is the one that was made up."""
    password = body.get("password")
    with services().database.reading() as session:
        if password is None:
            least = settings.load(session).password_min_length
            body["made"] = password = secrets.token_urlsafe(max(15, least))
        else:
            accounts.check_password(session, password)
    body["password"] = services().accounts.hash(password)


def rich(call: Call, found: list[User]) -> list[User]:
    """With their credit."""
    currency = settings.load(call.session).currency
    known = clients.credit(call.session, [user.id for user in found], currency)
    for user in found:
        user.credit, user.currency = known.get(user.id, Decimal(0)), currency
    return found


@blp.route("/clients")
class Clients(MethodView):
    @endpoint(blp, "listClients", "clients.read", Client, many=True, query=Query)
    def get(self, call: Call, query: dict[str, Any]) -> Page:
        found = clients.listed(query.get("search"), query.get("status"))
        shown = page(call, dated(found, User.created_at, query), query)
        rich(call, shown.items)
        return shown

    @endpoint(
        blp,
        "createClient",
        "clients.create",
        NewlyMade,
        message="Client created",
        status=201,
        body=NewClient,
        before=hashed,
    )
    def post(self, call: Call, body: dict[str, Any]) -> Said:
        made = body.pop("made", None)
        client = clients.create(call.session, call.now, **body)
        rich(call, [client])
        return Said(client, more={"password": made} if made else {})


@blp.route("/clients/<id>", parameters=[path()])
class ClientById(MethodView):
    @endpoint(blp, "getClient", "clients.read", Client, 404)
    def get(self, call: Call, id: str) -> User:
        return rich(call, [get(call, clients.listed(), id, "Client")])[0]

    @endpoint(
        blp,
        "updateClient",
        "clients.update",
        Client,
        404,
        409,
        message="Client updated",
        body=ClientChange,
    )
    def put(self, call: Call, body: dict[str, Any], id: str) -> User:
        client = get(call, clients.listed(), id, "Client", lock=True)
        if "status" in body:
            body["is_active"] = body.pop("status") == "active"
        clients.change(call.session, client, body, call.now)
        return rich(call, [client])[0]

    @endpoint(blp, "deleteClient", "clients.delete", None, 404, 409, message="Client deleted")
    def delete(self, call: Call, id: str) -> None:
        client = get(call, clients.listed(), id, "Client", lock=True)
        clients.delete(call.session, client, call.now)
