"""Whether it works: for monitors, so it is neither counted nor limited."""

from time import monotonic
from typing import Any

from flask.views import MethodView
from marshmallow import fields
from sqlalchemy import text

from hostingco_api.config import ENVIRONMENTS
from hostingco_api.portal.web import endpoint, section
from hostingco_api.services import services
from hostingco_api.web.fields import Answer, Text, Time

blp = section("health")
VERSION = "1.0.0"
_STARTED = monotonic()


class Health(Answer):
    status = Text(required=True, one_of=("healthy",))
    timestamp = Time(required=True)
    uptime = fields.Float(required=True, metadata={"minimum": 0})  # seconds
    environment = Text(required=True, one_of=ENVIRONMENTS)
    version = fields.String(required=True)


@blp.route("/health")
class HealthView(MethodView):
    @endpoint(blp, "getHealth", Health, public=True, limit=None)
    def get(self) -> dict[str, Any]:
        known = services()
        with known.database.reading() as session:
            session.execute(text("SELECT 1"))
        return {
            "status": "healthy",
            "timestamp": known.config.clock(),
            "uptime": monotonic() - _STARTED,
            "environment": known.config.environment,
            "version": VERSION,
        }
