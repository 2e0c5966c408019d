"""Tasks: what Hostens does to a server takes its time, and is asked for until it is done."""

import re
from time import monotonic, sleep

from hostingco_api.gateway.drivers.hostens.session import Session
from hostingco_api.gateway.provider import ProviderError

PATIENCE = 180
"""Seconds until a task counts as stuck; those that are waited for take one minute."""
PAUSE = 5
_FAILED = "Error:"
_PASSWORD = re.compile(r"Password:\s*(?:<a\b[^>]*?\"([^\"<>]+)\"[^>]*>|(\S+))")
"""By itself, or as the client area's page hides it: in the script of a link that reveals it."""


def results(api: Session, server: str, task: int) -> str:
    """Of a task, when it is done. Raises ProviderError if it failed, or does not end."""
    until = monotonic() + PATIENCE
    while True:
        found = api.ask("GET", f"/api/server/{server}/task/{task}")
        if found["completed"]:
            break
        if monotonic() >= until:
            raise ProviderError(
                f"{api.name} has not completed {found['name']} (task {task} of server {server})"
                f" within {PATIENCE} seconds. It may still do"
            )
        sleep(PAUSE)
    said = str(found["results"])
    if said.startswith(_FAILED):
        raise ProviderError(
            f"{api.name}: {found['name']} failed: {said.removeprefix(_FAILED).strip()}"
        )
    return said


def password(results: str, name: str) -> str:
    match = _PASSWORD.search(results)
    if not match:
        raise ProviderError(f"{name} has set another password, and does not tell it")
    return match[1] or match[2]
