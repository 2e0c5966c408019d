"""An API: a Flask application of its own, with its own errors, and the document of its code."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask
from flask_smorest import Api as SmorestApi

from hostingco_api.services import Services
from hostingco_api.web.documented import Plugin

LARGEST_BODY = 1 << 20


class _Api(SmorestApi):  # type: ignore[misc]
    """flask-smorest, with a document that is made when asked for."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def register_blueprint(self, blp: Any, **_: Any) -> None:
        self._app.register_blueprint(blp)

    def _register_error_handlers(self) -> None:
        """Whoever makes the API installs their own."""

    def _register_responses(self) -> None:
        """None by default: a view says itself what it is refused with."""


def create(
    title: str,
    services: Services,
    blueprints: Sequence[Any],
    install: Callable[[Flask], None],
    security: Sequence[str] = ("bearer",),
) -> Flask:
    """`install` adds what is done before and after every view. Who asks shows one of `security`."""
    app = Flask("hostingco_api", static_folder=None)
    app.config |= {
        "API_TITLE": title,
        "API_VERSION": "1.0.0",
        "OPENAPI_VERSION": "3.1.0",
        "API_SPEC_OPTIONS": {"security": [{scheme: []} for scheme in security]},
        "MAX_CONTENT_LENGTH": LARGEST_BODY,
    }
    app.url_map.merge_slashes = False
    app.extensions["hostingco"] = services
    install(app)
    api = _Api(app, spec_kwargs={"marshmallow_plugin": Plugin()})
    for blp in blueprints:
        api.register_blueprint(blp)
    app.extensions["hostingco.api"] = (api, blueprints)
    return app


def mount(app: Flask, prefix: str, inner: Flask) -> None:
    """Have another API answer what is at or below a path. Each has its own errors."""
    outer = app.wsgi_app

    def chosen(environ: Any, start: Any) -> Any:
        path = environ.get("PATH_INFO", "")
        inside = path == prefix or path.startswith(f"{prefix}/")
        return (inner if inside else outer)(environ, start)

    app.wsgi_app = chosen  # type: ignore[method-assign, assignment]
    app.extensions.setdefault("hostingco.mounted", {})[prefix] = inner


def document(app: Flask) -> dict[str, Any]:
    """The OpenAPI document of the code, to be held against the contract. Once per application."""
    api, blueprints = app.extensions["hostingco.api"]
    for blp in blueprints:
        blp.register_views_in_doc(api, app, api.spec, name=blp.name, parameters=None)
    found: dict[str, Any] = api.spec.to_dict()
    return found
