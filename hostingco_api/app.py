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
from hostingco_api.public_v1 import (
    api_keys,
    audit_log,
    clients,
    invoices,
    products,
    servers,
    webhooks,
)
from hostingco_api.public_v1 import services as public_services
from hostingco_api.public_v1 import web as public_web
from hostingco_api.services import Services
from hostingco_api.web import api

SECTIONS = (health, auth, users, dashboard, hosting, billing, support, system, analytics)
PUBLIC = (
    clients,
    products,
    servers,
    public_services,
    invoices,
    api_keys,
    webhooks,
    audit_log,
)


def create_app(config: Config, database: Database) -> Flask:
    """The portal, with the others in front of it, on a database that is up to date."""
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
    public = api.create(
        "HostingCo Public API",
        services,
        [section.blp for section in PUBLIC],
        public_web.install,
        security=("bearer", "apiKey"),
    )
    api.mount(app, public_web.PREFIX, public)
    if config.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.proxies)  # type: ignore[method-assign]
    return app
