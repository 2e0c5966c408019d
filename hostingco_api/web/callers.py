"""Who asks."""

from ipaddress import ip_address

from flask import g, has_request_context, request

from hostingco_api.core.audit import Actor

COOKIE, COOKIE_PATH = "setec_token", "/api/hosting/providers"
"""Of an access token, in browsers that use the gateway."""


def client() -> str:
    """The address of who asks. What a proxy says and is no address counts for nothing.

    A socket that listens for both kinds writes IPv4 as IPv6: these are not all one network.
    """
    said = request.remote_addr or ""
    try:
        address = ip_address(said.partition("%")[0])  # which interface it came by is nobody's
        return str(getattr(address, "ipv4_mapped", None) or address)
    except ValueError:
        beside = request.environ.get("werkzeug.proxy_fix.orig", {})
        return str(beside.get("REMOTE_ADDR") or "127.0.0.1")


def actor() -> Actor:
    """For the audit log. Whoever lets in says who it is: `g.actor` is type, id and label."""
    if not has_request_context():
        return Actor()
    kind, id, label = g.get("actor", ("system", None, "anonymous"))
    return Actor(
        kind,
        id,
        label,
        ip=client(),
        user_agent=_kept(request.headers.get("User-Agent")),
        request_id=g.get("request_id"),
        method=request.method,
        path=_kept(request.path),
    )


def _kept(said: str | None) -> str | None:
    """As much of it as is kept, without what is no text for a database."""
    return said and said.replace("\0", "").encode("utf-8", "replace").decode()[:300]
