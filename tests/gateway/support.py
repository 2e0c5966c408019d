"""The gateway of an application in this process, as its administrator uses it."""

from typing import Any

from werkzeug.test import TestResponse

from tests.gateway.simulated import World
from tests.hostingco.support import Portal

PREFIX = "/hosting/providers"


class Gateway:
    """`path` is that below `/api/hosting/providers`."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal

    def call(
        self, method: str, path: str = "", who: str | None = "admin", **kwargs: Any
    ) -> TestResponse:
        return self.portal.call(method, PREFIX + path, who, **kwargs)

    def good(self, method: str, path: str = "", **kwargs: Any) -> Any:
        answer = self.call(method, path, **kwargs)
        assert answer.status_code == 200, answer.text
        return answer.get_json()

    def refused(self, status: int, method: str, path: str = "", **kwargs: Any) -> str:
        """The text of the error."""
        answer = self.call(method, path, **kwargs)
        assert answer.status_code == status, answer.text
        document = answer.get_json()
        assert list(document) == ["error"]
        assert ("Retry-After" in answer.headers) is (status == 429)
        return str(document["error"])

    def configure(self, sim: World, *providers: str) -> None:
        """With the credentials of a simulated world."""
        for provider in providers:
            self.good("POST", f"/{provider}/configure", json=sim.credentials(provider))
