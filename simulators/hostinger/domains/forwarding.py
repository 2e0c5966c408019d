"""Domains that forward to a URL."""

import re
from typing import Any
from urllib.parse import urlsplit

from simulators.hostinger.domains import errors, portfolio, registry
from simulators.hostinger.domains.stored import FORWARDINGS, Doc
from simulators.kernel.world import World, iso

_PRINTABLE = re.compile(r"[!-~]+")


def create(world: World, body: Doc) -> Doc:
    name, _ = portfolio.active(world, body["domain"])
    if name in world.docs(FORWARDINGS):
        raise errors.not_possible("The domain is forwarded already.")
    return _put(world, name, body, created_at=iso(world.now), updated_at=None)


def read(world: World, domain: str) -> bytes:
    raw = world.docs(FORWARDINGS).raw(registry.spelled(domain))
    if raw is None:
        raise errors.not_found("Domain forwarding")
    return raw


def update(world: World, domain: str, body: Doc) -> Doc:
    name = registry.spelled(domain)
    before = world.docs(FORWARDINGS).get(name)
    if before is None:
        raise errors.not_found("Domain forwarding")
    portfolio.active(world, name)
    return _put(world, name, body, created_at=before["created_at"], updated_at=iso(world.now))


def delete(world: World, domain: str) -> None:
    read(world, domain)
    portfolio.active(world, domain)
    world.docs(FORWARDINGS).delete(registry.spelled(domain))


def _put(world: World, name: str, body: Doc, **times: Any) -> Doc:
    url = body["redirect_url"]
    if _host(url) in (name, f"www.{name}"):
        raise errors.forwards_to_itself()
    forwarding = {
        "domain": name,
        "redirect_type": body["redirect_type"],
        "redirect_url": url,
        **times,
    }
    world.docs(FORWARDINGS).put(name, forwarding)
    return forwarding


def _host(url: str) -> str:
    """Of an http or https URL without credentials; raises 422."""
    try:
        parts = urlsplit(url)
        port_fits = parts.port != 0
    except ValueError as error:
        raise errors.data_invalid() from error
    plain = _PRINTABLE.fullmatch(url) and parts.scheme in ("http", "https")
    if not plain or "@" in parts.netloc or not port_fits:
        raise errors.data_invalid()
    return registry.host(parts.hostname or "")
