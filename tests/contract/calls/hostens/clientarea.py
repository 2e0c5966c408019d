"""Of the client area, and of logins."""

from typing import Any

from tests.contract.calls import Call, Good, Refused
from tests.hostens.client import Hostens
from tests.support import Api

LOGIN = {"username": "default@sim.test", "password": "secret_default"}


def logged_in(api: Api) -> dict[str, Any]:
    assert isinstance(api, Hostens)
    return {"body": {"refresh_token": api.told("POST", "/login", LOGIN)["refresh"]}}


GOOD: Good = {
    "login": Call(body=LOGIN),
    "logout": Call(),
    "refreshToken": Call(body={"refresh_token": ""}, prepare=logged_in),
    "revokeToken": Call(body={"refresh_token": ""}, prepare=logged_in),
    "getDetails": Call(),
}
REFUSED: Refused = {
    ("login", 401): [
        Call(body=LOGIN | {"password": "wrong"}, message="wronglogin"),
        Call(body=LOGIN | {"username": "other@sim.test"}, message="wronglogin"),
    ],
    ("refreshToken", 401): [Call(body={"refresh_token": "x"}, message="wronglogin")],
    ("revokeToken", 401): [
        Call(body={"refresh_token": "x"}, message="wronglogin"),
        Call(body={}, message="wronglogin"),
    ],
}
