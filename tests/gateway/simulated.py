"""Worlds of running simulators, which drivers speak to over a socket."""

from itertools import count
from typing import Any

import requests

from hostingco_api.gateway.provider import Configuration

_numbers = count(1)
CREDENTIALS = {
    "hostinger": {"api_key": "sim_{world}"},
    "hostafrica": {"api_key": "sim_{world}", "api_secret": "secret_{world}"},
    "hostens": {"api_key": "{world}@sim.test", "api_secret": "secret_{world}"},
}


class World:
    """A fresh one of the server at `url`, with its control API."""

    def __init__(self, url: str) -> None:
        self.name = f"gateway-{next(_numbers)}"
        self.url = url
        self._control = f"{url}/__sim/worlds/{self.name}"
        requests.post(f"{url}/__sim/worlds", json={"name": self.name}).raise_for_status()

    def credentials(self, provider: str) -> dict[str, Any]:
        """A body of `configure`."""
        texts = {k: text.format(world=self.name) for k, text in CREDENTIALS[provider].items()}
        return {**texts, "extra": {"base_url": self.base_url(provider)}}

    def configuration(self, provider: str) -> Configuration:
        return Configuration(provider, **self.credentials(provider))

    def base_url(self, provider: str) -> str:
        return f"{self.url}/{provider}"

    def control(self, method: str, path: str, body: Any = None) -> Any:
        answer = requests.request(method, f"{self._control}{path}", json=body)
        answer.raise_for_status()
        return answer.json() if answer.content else None

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
