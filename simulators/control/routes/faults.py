"""The fault rules of a world."""

from fnmatch import fnmatchcase
from typing import Any

from flask.views import MethodView
from flask_smorest import abort

from simulators.control import schemas
from simulators.control.finding import changing, held, must_be_a_vendor, near, worlds
from simulators.control.reading import UNKNOWN, Blueprint
from simulators.kernel import faults
from simulators.kernel.fault_schemas import NewRule
from simulators.kernel.gate import operations_of

blp = Blueprint("faults", __name__, url_prefix="/worlds/<string:world>/faults")


@blp.route("")
class Faults(MethodView):
    @blp.doc(operationId="listFaults")
    @blp.response(200, schemas.FaultView(many=True))
    @UNKNOWN
    def get(self, world: str) -> Any:
        """Every rule, in the order in which they are asked, and what it did so far."""
        with held(world) as found:
            return [_view(*entry) for entry in found.faults]

    @blp.doc(operationId="addFault")
    @blp.arguments(NewRule())
    @blp.response(201, schemas.FaultView())
    @UNKNOWN
    def post(self, body: dict[str, Any], world: str) -> Any:
        """Add a rule; one of the same id is replaced, and counts anew."""
        _check(body.get("vendor"), body.get("operation"))
        with changing(world) as found:
            known = found.faults
            taken = body.get("id") in [rule.id for rule, _, _ in known]
            if len(known) >= faults.MOST_RULES and not taken:
                abort(422, message=f"there are {faults.MOST_RULES} rules; remove some")
            rule = faults.made({"id": known.free_id(), **body})
            known.add(rule)
            return _view(rule, 0, 0)

    @blp.doc(operationId="clearFaults")
    @blp.response(204)
    @UNKNOWN
    def delete(self, world: str) -> None:
        """Remove every rule; tokens that were made to expire are good again."""
        with changing(world) as found:
            found.faults.clear()


@blp.route("/<string:id>")
class Fault(MethodView):
    @blp.doc(operationId="removeFault")
    @blp.response(204)
    @UNKNOWN
    def delete(self, world: str, id: str) -> None:
        """Remove a rule."""
        with changing(world) as found:
            if not found.faults.remove(id):
                known = [rule.id for rule, _, _ in found.faults]
                abort(404, message=f"there is no fault {near(id, known)}")


def _view(rule: faults.Rule, calls: int, met: int) -> dict[str, Any]:
    return {**faults.shown(rule), "calls": calls, "met": met}


def _check(vendor: str | None, operation: str | None) -> None:
    """A rule that can match nothing is a mistake."""
    must_be_a_vendor(vendor)
    if operation is None:
        return
    vendors = worlds().vendors
    chosen = vendors.values() if vendor is None else (vendors[vendor],)
    known = [name for each in chosen for name in operations_of(each.app).values()]
    if not any(fnmatchcase(name, operation) for name in known):
        abort(422, message=f"there is no operation {near(operation, known)}")
