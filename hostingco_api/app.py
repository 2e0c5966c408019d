"""The application: a database, what it is made of, and the APIs on it."""

from typing import Any

from flask import Flask
from flask_smorest import Api as SmorestApi
from werkzeug.middleware.proxy_fix import ProxyFix

from hostingco_api.config import Config
from hostingco_api.core.database import Database
from hostingco_api.portal import (
    analytics,
    auth,
    billing,
    dashboard,
    documented,
    health,
    hosting,
    support,
    system,
    users,
    web,
)
from hostingco_api.services import Services

LARGEST_BODY = 1 << 20
SECTIONS = (health, auth, users, dashboard, hosting, billing, support, system, analytics)


class Api(SmorestApi):  # type: ignore[misc]
    """flask-smorest, with the portal's own errors, and a document that is made when asked for."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def register_blueprint(self, blp: Any, **_: Any) -> None:
        self._app.register_blueprint(blp)

    def document(self) -> dict[str, Any]:
        for section in SECTIONS:
            blp = section.blp
            blp.register_views_in_doc(self, self._app, self.spec, name=blp.name, parameters=None)
        found: dict[str, Any] = self.spec.to_dict()
        return found

    def _register_error_handlers(self) -> None:
        web.install(self._app)

    def _register_responses(self) -> None:
        """None by default: a view says itself what it is refused with."""


def create_app(config: Config, database: Database) -> Flask:
    """A WSGI application on a database that is up to date."""
    app = Flask("hostingco_api", static_folder=None)
    app.config |= {
        "API_TITLE": "HostingCo API",
        "API_VERSION": "1.0.0",
        "OPENAPI_VERSION": "3.1.0",
        "API_SPEC_OPTIONS": {"security": [{"bearer": []}]},
        "MAX_CONTENT_LENGTH": LARGEST_BODY,
    }
    app.url_map.merge_slashes = False
    app.extensions["hostingco"] = Services(config, database)
    api = Api(app, spec_kwargs={"marshmallow_plugin": documented.Plugin()})
    for section in SECTIONS:
        api.register_blueprint(section.blp)
    app.extensions["hostingco.api"] = api
    if config.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.proxies)  # type: ignore[method-assign]
    return app


def document(app: Flask) -> dict[str, Any]:
    """The OpenAPI document of the code, to be held against the contract. Once per application."""
    api: Api = app.extensions["hostingco.api"]
    return api.document()
