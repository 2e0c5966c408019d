"""The application: a database, what it is made of, and the APIs on it."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from hostingco_api.config import Config
from hostingco_api.core.database import Database
from hostingco_api.gateway import routes as _routes  # noqa: F401 (adds the views)
from hostingco_api.gateway import web as gateway_web
from hostingco_api.portal import (
    analytics,
    auth,
    billing,
    dashboard,
    health,
    hosting,
    support,
    system,
    users,
    web,
)
from hostingco_api.services import Services
from hostingco_api.web import api

SECTIONS = (health, auth, users, dashboard, hosting, billing, support, system, analytics)


def create_app(config: Config, database: Database) -> Flask:
    """The portal, with the gateway in front of it, on a database that is up to date."""
    services = Services(config, database)
    portal = [section.blp for section in SECTIONS]
    app = api.create("HostingCo API", services, portal, web.install)
    gateway = api.create(
        "HostingCo Provider Gateway",
        services,
        [gateway_web.blp],
        gateway_web.install,
        security=("bearer", "cookie"),
    )
    api.mount(app, gateway_web.PREFIX, gateway)
    if config.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.proxies)  # type: ignore[method-assign]
    return app
