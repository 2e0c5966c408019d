"""What there is to know of the server itself."""

import platform
from importlib.metadata import version
from typing import Any

from flask.views import MethodView

from simulators.control import schemas
from simulators.control.finding import worlds
from simulators.control.reading import Blueprint

blp = Blueprint("server", __name__)


@blp.route("/health")
class Health(MethodView):
    @blp.doc(operationId="getHealth")
    @blp.response(200, schemas.Health())
    def get(self) -> Any:
        """Whether the server answers."""
        return {"status": "ok"}


@blp.route("/version")
class Version(MethodView):
    @blp.doc(operationId="getVersion")
    @blp.response(200, schemas.Version())
    def get(self) -> Any:
        """The versions of hostsim and Python."""
        return {"hostsim": version("hostsim"), "python": platform.python_version()}


@blp.route("/vendors")
class Vendors(MethodView):
    @blp.doc(operationId="listVendors")
    @blp.response(200, schemas.VendorView(many=True))
    def get(self) -> Any:
        """The simulated vendors."""
        return [
            {
                "name": vendor.name,
                "title": vendor.title,
                "host": vendor.host,
                "prefix": f"/{vendor.name}",
                "contract": vendor.contract,
            }
            for vendor in worlds().vendors.values()
        ]
