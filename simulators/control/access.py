"""Who may use the control API.

A caller on this machine, or one that sends the control token. "On this machine" is a loopback
address that asked for a loopback name directly: a page in a browser (foreign Origin, or a name
rebound to 127.0.0.1) and whatever comes through a proxy are not.
"""

from hmac import compare_digest
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Request

_NAMES = {"localhost", "127.0.0.1", "::1"}
_PROXIED = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")


def allowed(request: Request, token: str | None) -> bool:
    sent = request.authorization
    if token and sent and sent.type == "bearer" and sent.token:
        return compare_digest(sent.token.encode(), token.encode())
    return (
        _loopback(request.remote_addr or "")
        and not any(name in request.headers for name in _PROXIED)
        and urlsplit(f"//{request.host}").hostname in _NAMES
        and request.headers.get("Origin") in (None, f"http://{request.host}")
        and request.headers.get("Sec-Fetch-Site") in (None, "same-origin", "none")
    )


def _loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
