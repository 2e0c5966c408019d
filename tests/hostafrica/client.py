"""A client of HOSTAFRICA's simulator in this process, which gets its token by itself."""

import base64
import json
from typing import Any, ClassVar

from werkzeug.test import TestResponse

from simulators.hostafrica import seed
from tests.support import Api

ROOT = "/vps_reseller_provider/public"
TOKEN, V2 = f"{ROOT}/oauth/token", f"{ROOT}/api/v2"
SERVICE = f"{V2}/service"
RUNNING, STOPPED, SUSPENDED = seed.RUNNING, seed.STOPPED, seed.SUSPENDED
PENDING, ANOTHERS = seed.PENDING, seed.ANOTHERS
ORDER = {
    "product_id": "cbbd4ada-f8b5-4fd5-b50d-0d2b57341c33",
    "domain_name": "server.example.com",
    "template_id": "d3412311-efad-4880-b265-cc9937877129",
    "ram": 2,
    "ip": 1,
    "cpu": 1,
    "hdd": 20,
    "backup": 0,
}


def basic(id: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{id}:{secret}".encode()).decode()


class Hostafrica(Api):
    PREFIX: ClassVar = "/hostafrica"
    _bearer = ""

    def authorization(self) -> str:
        if not self._bearer:
            self.take(self.token())
        return self._bearer

    def take(self, token: str) -> None:
        """Use that one from now on."""
        self._bearer = f"Bearer {token}"

    def token(self, scope: str = "access products service", *, client: str = "") -> str:
        """A new one. `client` is another client of the world: `.second`."""
        credentials = basic(f"sim_{self.world}{client}", f"secret_{self.world}{client}")
        answer = self._client.post(
            self.base + TOKEN,
            data={"grant_type": "client_credentials", "scope": scope},
            headers={"Authorization": credentials},
        )
        assert answer.status_code == 200, answer.text
        token: str = (answer.json or {})["access_token"]
        return token

    def told(self, path: str, body: Any = None, *, status: int = 200, **kwargs: Any) -> Any:
        """What is in `data` of the answer to a POST."""
        answer = self("POST", path, body, **kwargs)
        assert answer.status_code == status, answer.text
        return inner(answer)

    def service(self, id: str, verb: str, body: Any = None, **kwargs: Any) -> Any:
        return self.told(f"{SERVICE}/{id}/{verb}", body, **kwargs)

    def state(self, id: str) -> str:
        found: str = self.service(id, "status")["status"]
        return found

    def advance(self, seconds: float) -> list[str]:
        """The names of what fired of HOSTAFRICA's."""
        path = f"/worlds/{self.world}/clock/advance"
        fired = self.control("POST", path, {"seconds": seconds})["fired"]
        events = [one["event"].partition(".") for one in fired]
        return [kind for vendor, _, kind in events if vendor == "hostafrica"]


def inner(answer: TestResponse) -> Any:
    """The document in the string in the envelope."""
    envelope = answer.json or {}
    assert list(envelope) == ["message", "success", "data"]
    return json.loads(envelope["data"])


def message(answer: TestResponse) -> str:
    text: str = (answer.json or {})["message"]
    return text
