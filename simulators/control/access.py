"""Who may use the control API.

A caller on this machine, or one that sends the control token. "On this machine" is a loopback
address that asked for a loopback name directly: a page in a browser (foreign Origin, or a name
rebound to 127.0.0.1) and whatever comes through a proxy are not.
"""

from hmac import compare_digest
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Request

_PROXIED = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")


def allowed(request: Request, token: str | None) -> bool:
    sent = request.authorization
    if token and sent and sent.type == "bearer" and sent.token:
        return compare_digest(sent.token.encode(), token.encode())
    return (
        _loopback(request.remote_addr or "")
        and not any(name in request.headers for name in _PROXIED)
        and _is_ours(request.host)
        and request.headers.get("Origin") in (None, f"http://{request.host}")
        and request.headers.get("Sec-Fetch-Site") in (None, "same-origin", "none")
    )


def _is_ours(host: str) -> bool:
    """No other name is: it could be rebound to this machine by whoever owns it."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    return name == "localhost" or _loopback(name)


def _loopback(address: str) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return (getattr(parsed, "ipv4_mapped", None) or parsed).is_loopback
