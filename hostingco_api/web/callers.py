"""Who asks."""

from ipaddress import ip_address

from flask import request

COOKIE, COOKIE_PATH = "setec_token", "/api/hosting/providers"
"""Of an access token, in browsers that use the gateway."""


def client() -> str:
    """The address of who asks. What a proxy says and is no address counts for nothing.

    A socket that listens for both kinds writes IPv4 as IPv6: these are not all one network.
    """
    said = request.remote_addr or ""
    try:
        address = ip_address(said)
        return str(getattr(address, "ipv4_mapped", None) or address)
    except ValueError:
        beside = request.environ.get("werkzeug.proxy_fix.orig", {})
        return str(beside.get("REMOTE_ADDR") or "127.0.0.1")
