"""Analytics: how business went in a time, for staff."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import marshmallow as ma
from flask.views import MethodView
from marshmallow import fields

from hostingco_api.core import reports
from hostingco_api.core.models import STAFF
from hostingco_api.portal.web import Call, endpoint, section
from hostingco_api.web.fields import Amount, Answer, Count, Strict, Text

blp = section("analytics")
DAY = timedelta(days=1)
PERIODS = {"day": DAY, "week": 7 * DAY, "month": 30 * DAY, "year": 365 * DAY}


class Day(fields.Date):
    """`2026-05-08` and no other spelling, from 1970 on."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> date:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        day: date = super()._deserialize(value, attr, data, **kwargs)
        if day < reports.EPOCH.date():
            raise ma.ValidationError("Not before 1970.")
        return day


class Window(Strict):
    """One of the periods up to now, or the days from one date to another."""

    period = Text(one_of=tuple(PERIODS), load_default="month")
    startDate = Day(attribute="first")  # noqa: N815 (on the wire)
    endDate = Day(attribute="last")  # noqa: N815

    @ma.validates_schema
    def both_or_neither(self, data: Any, **_: Any) -> None:
        if "first" in data and "last" not in data:
            raise ma.ValidationError("Required with startDate.", "endDate")
        if "last" in data and "first" not in data:
            raise ma.ValidationError("Required with endDate.", "startDate")
        if "first" in data and data["last"] < data["first"]:
            raise ma.ValidationError("Before startDate.", "endDate")


class UserFigures(Answer):
    new = Count(required=True)
    active = Count(required=True)
    churned = Count(required=True)
    growth = fields.Float(allow_none=True, required=True)


class Revenue(Answer):
    total = Amount(required=True)
    recurring = Amount(required=True)
    oneTime = Amount(attribute="one_time", required=True)  # noqa: N815
    growth = fields.Float(allow_none=True, required=True)


class ServerFigures(Answer):
    total = Count(required=True)
    active = Count(required=True)
    new = Count(required=True)
    utilization = fields.Float(allow_none=True, required=True)


class TicketFigures(Answer):
    opened = Count(required=True)
    resolved = Count(required=True)
    averageResolutionTime = fields.String(  # noqa: N815
        attribute="average_resolution_time", allow_none=True, required=True
    )


class SupportFigures(Answer):
    tickets = fields.Nested(TicketFigures, required=True)
    satisfaction = fields.Float(allow_none=True, required=True)


class Overview(Answer):
    period = Text(one_of=(*PERIODS, "custom"), required=True)
    users = fields.Nested(UserFigures, required=True)
    revenue = fields.Nested(Revenue, required=True)
    servers = fields.Nested(ServerFigures, required=True)
    support = fields.Nested(SupportFigures, required=True)


@blp.route("/analytics/overview")
class OverviewView(MethodView):
    @endpoint(blp, "getAnalyticsOverview", Overview, query=Window, roles=STAFF)
    def get(self, call: Call, query: dict[str, Any]) -> dict[str, Any]:
        period = query["period"]
        start, end = call.now - PERIODS[period], call.now
        if "first" in query:
            period = "custom"
            start = datetime.combine(query["first"], time.min, UTC)
            # The last day that there is has none after it.
            last = min(query["last"], date.max - DAY)
            end = datetime.combine(last + DAY, time.min, UTC)
        return {"period": period} | reports.analytics(call.session, start, end)
