"""Worlds of running simulators, which drivers speak to over a socket."""

import json
import os
import re
from itertools import count
from typing import Any

import urllib3

from hostingco_api.gateway.provider import Configuration

_numbers = count(1)
_server = urllib3.PoolManager()
CREDENTIALS = {
    "hostinger": {"api_key": "sim_{world}"},
    "hostafrica": {"api_key": "sim_{world}", "api_secret": "secret_{world}"},
    "hostens": {"api_key": "{world}@sim.test", "api_secret": "secret_{world}"},
}


class World:
    """A fresh one of the server at `url`, with its control API."""

    def __init__(self, url: str) -> None:
        self.name = f"gateway-{os.getpid()}-{next(_numbers)}"
        self.url = url
        self._ask("POST", "", {"name": self.name})

    def credentials(self, provider: str) -> dict[str, Any]:
        """A body of `configure`."""
        texts = {k: text.format(world=self.name) for k, text in CREDENTIALS[provider].items()}
        return {**texts, "extra": {"base_url": self.base_url(provider)}}

    def configuration(self, provider: str) -> Configuration:
        return Configuration(provider, **self.credentials(provider))

    def base_url(self, provider: str) -> str:
        return f"{self.url}/{provider}"

    def control(self, method: str, path: str, body: Any = None) -> Any:
        found = self._ask(method, f"/{self.name}{path}", body)
        return json.loads(found) if found else None

    def digest(self) -> str:
        """Of all that the providers keep."""
        document = self._ask("GET", f"/{self.name}/snapshot")
        found: list[bytes] = re.findall(rb'"digest":"([0-9a-f]{64})"', document)
        return found[-1].decode()

    def requests(self) -> int:
        """How many the providers have had."""
        return int(self.control("GET", "")["requests"])

    def _ask(self, method: str, path: str, body: Any = None) -> bytes:
        answer = _server.request(method, f"{self.url}/__sim/worlds{path}", json=body)
        assert answer.status < 400, answer.data
        return answer.data

    def fault(self, effect: str, **rule: Any) -> None:
        """See docs/faults.md."""
        self.control("POST", "/faults", {"effect": effect, **rule})

    def mend(self) -> None:
        """No more faults."""
        self.control("DELETE", "/faults")

    def advance(self, seconds: float) -> None:
        self.control("POST", "/clock/advance", {"seconds": seconds})

    def journal(self) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = self.control("GET", "/journal")["entries"]
        return entries

    def totals(self) -> dict[str, Any]:
        """Of the ledger: what was bought, spent, destroyed. See docs/effects.md."""
        totals: dict[str, Any] = self.control("GET", "/effects")["totals"]
        return totals
