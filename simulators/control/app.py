"""The Flask application of the control API: access, errors, documentation.

Errors are `{"error": text}`, with `fields` where input is not valid.
"""

import logging
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Blueprint as PlainBlueprint
from flask import Flask, request, send_from_directory
from flask_smorest import Api as SmorestApi
from flask_smorest import abort
from werkzeug.exceptions import HTTPException

from simulators.control import access, reading, schemas
from simulators.control.routes import BLUEPRINTS
from simulators.kernel.repository import StoreFailed
from simulators.kernel.worlds import Worlds

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

log = logging.getLogger("hostsim")


class Api(SmorestApi):  # type: ignore[misc]
    ERROR_SCHEMA = schemas.Error  # of every operation, as the document's default answer

    def handle_http_exception(self, error: HTTPException) -> Any:
        data = getattr(error, "data", {})
        body = {"error": data.get("message") or error.description or error.name}
        if messages := data.get("messages"):
            body = {"error": "the request is not valid", "fields": messages}
        headers = dict(error.get_headers(request.environ, None))
        del headers["Content-Type"]  # of werkzeug's HTML page
        return body, error.code, headers


def make_app(worlds: Worlds, token: str | None) -> "WSGIApplication":
    app, ours = _app(), {"hostsim.worlds": worlds, "hostsim.token": token}
    return lambda environ, start: app(environ | ours, start)


@cache
def _app() -> Flask:
    """It holds no state, so one serves every server; to make it takes longer than most calls."""
    app = Flask("simulators.control", static_folder=None)
    app.config |= {
        "API_TITLE": "hostsim control API",
        "API_VERSION": version("hostsim"),
        "OPENAPI_VERSION": "3.1.0",
        "API_SPEC_OPTIONS": {"servers": [{"url": "/__sim"}]},
        "OPENAPI_URL_PREFIX": "/",
        "OPENAPI_SWAGGER_UI_PATH": "/docs",
        "OPENAPI_SWAGGER_UI_URL": "docs/",
        "OPENAPI_SWAGGER_UI_CONFIG": {"validatorUrl": None},  # it would be asked over the internet
    }

    app.url_map.merge_slashes = False
    app.request_class = reading.Request

    @app.before_request
    def only_allowed() -> None:
        if not access.allowed(request, request.environ["hostsim.token"]):
            abort(
                403,
                message="the control API answers callers on this machine; from elsewhere start "
                "the server with HOSTSIM_CONTROL_TOKEN and send it as a bearer token",
            )
        if request.get_data() and request.mimetype != "application/json":
            abort(415, message="the content type must be application/json")
        if request.blueprint in BLUEPRINTS:
            reading.refuse_what_is_not_taken()

    @app.errorhandler(StoreFailed)
    def store_failed(error: StoreFailed) -> Any:
        log.error("%s %s failed: %s", request.method, request.path, error)
        return {"error": f"the store failed: {error}"}, 503

    api = Api(app)
    for blp in BLUEPRINTS.values():
        api.register_blueprint(blp)
    app.register_blueprint(_docs())
    return app


def _docs() -> PlainBlueprint:
    import flask_swagger_ui

    dist = Path(flask_swagger_ui.__file__).parent / "dist"
    blp = PlainBlueprint("docs", __name__)
    blp.add_url_rule("/docs/<path:name>", view_func=lambda name: send_from_directory(dist, name))
    return blp
