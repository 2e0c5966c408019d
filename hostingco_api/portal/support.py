"""Support: tickets, what they can be about, figures."""

from typing import Any

from flask.views import MethodView
from marshmallow import fields

from hostingco_api.core import support
from hostingco_api.core.catalog import CATEGORIES, CATEGORY_NAMES
from hostingco_api.core.models import PRIORITIES, TICKET_STATUSES, Ticket
from hostingco_api.portal.envelope import Page
from hostingco_api.portal.fields import Id, Paging
from hostingco_api.portal.web import Call, endpoint, page, section
from hostingco_api.web.fields import Answer, Count, MailAddress, Strict, Text, Time

blp = section("support")


class MessageAnswer(Answer):
    id = Id("msg", required=True)
    sender = Text(one_of=support.SENDERS, required=True)
    content = fields.String(required=True)
    timestamp = Time(attribute="sent_at", required=True)


class TicketAnswer(Answer):
    id = Id("ticket", required=True)
    userId = Id("user", attribute="user_id", required=True)  # noqa: N815
    subject = fields.String(required=True)
    description = fields.String(required=True)
    status = Text(one_of=TICKET_STATUSES, required=True)
    priority = Text(one_of=PRIORITIES, required=True)
    category = fields.String(required=True)
    createdAt = Time(attribute="created_at", required=True)  # noqa: N815
    updatedAt = Time(attribute="updated_at", required=True)  # noqa: N815
    messageCount = Count(attribute="message_count", required=True)  # noqa: N815
    messages = fields.List(fields.Nested(MessageAnswer), required=True)


class Agent(Answer):
    id = Id("user", required=True)
    name = fields.String(required=True)


class Owner(Agent):
    email = MailAddress(required=True)


class Details(TicketAnswer):
    user = fields.Nested(Owner, required=True)
    assignedTo = fields.Nested(Agent, attribute="assigned_to", allow_none=True, required=True)  # noqa: N815
    closedAt = Time(attribute="closed_at", allow_none=True, required=True)  # noqa: N815
    reason = fields.String(allow_none=True, required=True)


class Replied(Answer):
    ticketId = Id("ticket", attribute="ticket_id", required=True)  # noqa: N815
    message = fields.Nested(MessageAnswer, required=True)
    status = Text(one_of=TICKET_STATUSES, required=True)


class Closed(Answer):
    ticketId = Id("ticket", attribute="id", required=True)  # noqa: N815
    status = Text(required=True, one_of=("closed",))
    closedAt = Time(attribute="closed_at", required=True)  # noqa: N815
    reason = fields.String(allow_none=True, required=True)


class Category(Answer):
    id = fields.String(required=True)
    name = fields.String(required=True)
    description = fields.String(required=True)


ByCategory = Answer.from_dict(
    {name: Count(required=True) for name in CATEGORY_NAMES}, name="ByCategory"
)
ByPriority = Answer.from_dict(
    {name: Count(required=True) for name in PRIORITIES}, name="ByPriority"
)


class Statistics(Answer):
    totalTickets = Count(attribute="total", required=True)  # noqa: N815
    openTickets = Count(attribute="open", required=True)  # noqa: N815
    inProgressTickets = Count(attribute="in_progress", required=True)  # noqa: N815
    resolvedTickets = Count(attribute="resolved", required=True)  # noqa: N815
    averageResponseTime = fields.String(attribute="response", allow_none=True, required=True)  # noqa: N815
    ticketsByCategory = fields.Nested(ByCategory, attribute="categories", required=True)  # noqa: N815
    ticketsByPriority = fields.Nested(ByPriority, attribute="priorities", required=True)  # noqa: N815


class TicketFilter(Paging):
    status = Text(one_of=TICKET_STATUSES)
    priority = Text(one_of=PRIORITIES)
    userId = Id("user", attribute="user")  # noqa: N815


class NewTicket(Strict):
    subject = Text(5, 200, required=True)
    description = Text(10, 2000, required=True)
    priority = Text(one_of=PRIORITIES, load_default="medium")
    category = Text(1, 50, required=True)


class Reply(Strict):
    message = Text(1, 2000, required=True)
    sender = Text(one_of=support.SENDERS)
    status = Text(one_of=TICKET_STATUSES)


class Closing(Strict):
    reason = Text(None, 500)


@blp.route("/support/tickets")
class Tickets(MethodView):
    @endpoint(blp, "listTickets", TicketAnswer, query=TicketFilter)
    def get(self, call: Call, query: dict[str, Any]) -> Page:
        filters = {name: query.get(name) for name in ("status", "priority", "user")}
        return page(call, support.listed(call.me, **filters), query)

    @endpoint(
        blp,
        "createTicket",
        TicketAnswer,
        status=201,
        message="Support ticket created successfully",
        body=NewTicket,
    )
    def post(self, call: Call, given: dict[str, Any]) -> Ticket:
        return support.create(call.session, call.me, call.now, **given)


@blp.route("/support/tickets/<id>")
class TicketView(MethodView):
    @endpoint(blp, "getTicket", Details, of="ticket")
    def get(self, call: Call, id: int | None) -> Ticket:
        return support.get(call.session, id, call.me)


@blp.route("/support/tickets/<id>/reply")
class ReplyView(MethodView):
    @endpoint(
        blp,
        "replyToTicket",
        Replied,
        403,
        409,
        status=201,
        message="Reply added successfully",
        body=Reply,
        of="ticket",
    )
    def post(self, call: Call, given: dict[str, Any], id: int | None) -> dict[str, Any]:
        ticket = support.get(call.session, id, call.me, lock=True)
        content = given.pop("message")
        message = support.reply(call.session, ticket, call.me, call.now, content, **given)
        return {"ticket_id": ticket.id, "message": message, "status": ticket.status}


@blp.route("/support/tickets/<id>/close")
class CloseView(MethodView):
    @endpoint(
        blp,
        "closeTicket",
        Closed,
        409,
        message="Ticket closed successfully",
        body=Closing,
        of="ticket",
    )
    def put(self, call: Call, given: dict[str, Any], id: int | None) -> Ticket:
        ticket = support.get(call.session, id, call.me, lock=True)
        support.close(ticket, given.get("reason"), call.now)
        return ticket


@blp.route("/support/categories")
class Categories(MethodView):
    @endpoint(blp, "listCategories", Category, many=True, public=True)
    def get(self) -> list[dict[str, str]]:
        return CATEGORIES


@blp.route("/support/stats")
class StatisticsView(MethodView):
    @endpoint(blp, "getSupportStats", Statistics)
    def get(self, call: Call) -> dict[str, Any]:
        return support.statistics(call.session, call.me)
