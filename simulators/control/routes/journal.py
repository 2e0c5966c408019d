"""What a world was asked."""

from typing import Any

from flask.views import MethodView

from simulators.control import schemas
from simulators.control.finding import held, refusing, worlds
from simulators.control.reading import UNKNOWN, Blueprint

blp = Blueprint("journal", __name__, url_prefix="/worlds/<string:world>/journal")


@blp.route("")
class Journal(MethodView):
    @blp.doc(operationId="queryJournal")
    @blp.arguments(schemas.JournalPage(), location="query")
    @blp.response(200, schemas.JournalView())
    @UNKNOWN
    def get(self, query: dict[str, Any], world: str) -> Any:
        """The newest requests that match, oldest first."""
        limit = query.pop("limit")
        with held(world) as found:
            entries = list(found.journal.find(**query))[-limit:]
            return {"entries": entries, "dropped": found.journal.dropped}

    @blp.doc(operationId="clearJournal")
    @blp.response(204)
    @UNKNOWN
    def delete(self, world: str) -> None:
        """Forget every request; the world's checkpoint `start` is how it is now."""
        with refusing():
            worlds().begin_anew(world)


@blp.route("/count")
class JournalCount(MethodView):
    @blp.doc(operationId="countJournal")
    @blp.arguments(schemas.JournalQuery(), location="query")
    @blp.response(200, schemas.Count())
    @UNKNOWN
    def get(self, query: dict[str, Any], world: str) -> Any:
        """How many requests match."""
        with held(world) as found:
            count = sum(1 for _ in found.journal.find(**query))
            return {"count": count, "dropped": found.journal.dropped}
