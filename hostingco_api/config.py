"""What a running application is told from outside: `HOSTINGCO_*` variables and their options."""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from argon2 import PasswordHasher
from platformdirs import user_data_path

from hostingco_api.core.clock import utcnow

ENVIRONMENTS = ("development", "production")
SHORTEST = 32
"""Bytes of a secret: as many as the hash of HS256 has (RFC 7518, 3.2)."""


class Misconfigured(Exception):
    """The message says what to change."""


@dataclass(frozen=True)
class Config:
    """`credentials` is the folder of those of providers. `proxies` is how many of them are in front
    and may say whose the request is."""

    database: str = field(repr=False)
    """Its URL, which may have a password in it."""
    secret: str = field(repr=False)
    credentials: Path
    environment: str = "development"
    limits: bool = True
    proxies: int = 0
    redis: str | None = field(default=None, repr=False)
    """The URL of the one that several processes share; it may have a password in it."""
    private_webhooks: bool = False
    """May webhooks be sent to addresses that are not public?"""
    clock: Callable[[], datetime] = utcnow
    hasher: PasswordHasher = field(default_factory=PasswordHasher)
    """Argon2id, at the cost that the library recommends."""


def data_folder() -> Path:
    """The user's own folder for it, made on first use."""
    folder = user_data_path("hostingco")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def default_database(demo: bool = False) -> str:
    return f"sqlite:///{data_folder() / ('demo.db' if demo else 'hostingco.db')}"


def default_credentials(demo: bool = False) -> Path:
    """A demo has its own: everybody knows its administrator's password."""
    return data_folder() / ("demo-hosting" if demo else "hosting")


def from_environment(
    database: str | None,
    credentials: Path | None = None,
    demo: bool = False,
    redis: str | None = None,
    env: Mapping[str, str] = os.environ,
) -> Config:
    """Raises Misconfigured where it cannot be run like that."""
    environment = env.get("HOSTINGCO_ENV", "development")
    if environment not in ENVIRONMENTS:
        raise Misconfigured(f"HOSTINGCO_ENV is {environment!r}: use {' or '.join(ENVIRONMENTS)}")
    if demo and environment == "production":
        raise Misconfigured("a demo has a known password: it does not run in production")
    limits = _switch(env, "HOSTINGCO_LIMITS", "on")
    private = _switch(env, "HOSTINGCO_PRIVATE_WEBHOOKS", "off")
    proxies = env.get("HOSTINGCO_PROXIES", "0")
    if not (proxies.isascii() and proxies.isdigit() and len(proxies) < 3):
        raise Misconfigured(f"HOSTINGCO_PROXIES is {proxies!r}: use the number of proxies in front")
    return Config(
        database or default_database(demo),
        _secret(env.get("HOSTINGCO_SECRET"), environment),
        credentials or default_credentials(demo),
        environment,
        limits,
        int(proxies),
        redis or env.get("HOSTINGCO_REDIS") or None,
        private,
    )


def _switch(env: Mapping[str, str], name: str, default: str) -> bool:
    said = env.get(name, default)
    if said not in ("on", "off"):
        raise Misconfigured(f"{name} is {said!r}: use on or off")
    return said == "on"


def _secret(given: str | None, environment: str) -> str:
    if given is not None:
        if len(given.encode()) < SHORTEST:
            raise Misconfigured(f"HOSTINGCO_SECRET is shorter than {SHORTEST} bytes")
        return given
    if environment == "production":
        raise Misconfigured(
            f"HOSTINGCO_SECRET is not set: production signs tokens with a secret of your own, of"
            f" {SHORTEST} bytes or more, such as `openssl rand -base64 48` makes"
        )
    return _generated(data_folder() / "secret")


def _generated(path: Path) -> str:
    """The one of the file, made and kept there for its owner only where there is none."""
    if not path.exists():
        # Whole or not at all, also when two processes start at once: the first link stays.
        draft = path.with_name(f".secret-{os.getpid()}-{secrets.token_hex(4)}")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    if path.stat().st_mode & 0o077:
        raise Misconfigured(f"{path} can be read by others: run `chmod 600 {path}`")
    secret = path.read_text("ascii").strip()
    if len(secret) < SHORTEST:
        raise Misconfigured(f"{path} holds no secret of {SHORTEST} bytes: delete it")
    return secret
