"""The audit log: who changed what, by whichever API or command."""

from typing import Any

from flask.views import MethodView
from marshmallow import fields, validate

from hostingco_api.core import audit
from hostingco_api.core.models import AuditEntry
from hostingco_api.public_v1.envelope import Page
from hostingco_api.public_v1.fields import Date, Id, Paging, one_of
from hostingco_api.public_v1.web import Call, dated, endpoint, page, section
from hostingco_api.web.fields import Answer, Digits, Text, Time

blp = section("audit-log")
ACTION, ENTITY = r"^[a-z_]+\.[a-z_]+$", "^[a-z_]+$"


class Entry(Answer):
    id = Id()
    occurred_at = Time(required=True)
    actor_type = one_of(*audit.ACTORS)
    actor_id = Id(allow_none=True)
    actor_label = fields.String(required=True)
    action = Text(None, 60, pattern=ACTION, required=True)
    entity_type = Text(None, 30, pattern=ENTITY, required=True)
    entity_id = Id()
    changes = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.Raw(), validate=validate.Length(equal=2)),
        required=True,
    )
    ip = fields.String(required=True, allow_none=True)
    user_agent = fields.String(required=True, allow_none=True)
    request_id = fields.String(required=True, allow_none=True)
    method = fields.String(required=True, allow_none=True)
    path = fields.String(required=True, allow_none=True)


Query = Paging.from_dict(
    {
        "action": Text(None, 60, pattern=ACTION),
        "entity_type": Text(None, 30, pattern=ENTITY),
        "entity_id": Digits(1, 10**9 - 1),
        "actor_type": Text(one_of=audit.ACTORS),
        "actor_id": Digits(1, 10**9 - 1),
        "from": Date(),  # which is no name in Python
        "to": Date(),
    },
    name="AuditQuery",
)


@blp.route("/audit-log")
class AuditLog(MethodView):
    @endpoint(blp, "listAuditLog", "audit-log.read", Entry, many=True, query=Query)
    def get(self, call: Call, query: dict[str, Any]) -> Page:
        names = ("action", "entity_type", "entity_id", "actor_type", "actor_id")
        found = audit.listed(**{name: query.get(name) for name in names})
        days = {f"at_{name}": query[name] for name in ("from", "to") if name in query}
        return page(call, dated(found, AuditEntry.occurred_at, days, "at"), query)
