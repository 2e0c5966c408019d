"""Of the client area, and of logins."""

from collections.abc import Callable
from typing import Any

from tests.contract.calls import Call, Good, Refused
from tests.hostens.client import Hostens
from tests.support import Api

LOGIN = {"username": "default@sim.test", "password": "secret_default"}


def logged_in(api: Api) -> dict[str, Any]:
    assert isinstance(api, Hostens)
    return {"body": {"refresh_token": api.told("POST", "/login", LOGIN)["refresh"]}}


ANN, SECRET = "ann@default.sim.test", "a secret of hers"
CONTACT = {
    "password": SECRET,
    "privileges": {"support": ["tickets"]},
    "email": ANN,
    "firstname": "Ann",
    "lastname": "Other",
}


def by_contact(**privileges: Any) -> Callable[[Api], None]:
    """For `prepare`: from now on a contact calls, who has these, and manages contacts."""

    def prepare(api: Api) -> None:
        assert isinstance(api, Hostens)
        allowed = {"misc": ["manageprofiles"], **privileges}
        api.told("POST", "/contact", CONTACT | {"privileges": allowed})
        api.become(ANN, SECRET)

    return prepare


def changed(field: str, value: Any, message: str) -> Call:
    """A contact that has one thing wrong."""
    return Call(body=CONTACT | {field: value}, message=message)


def given(privileges: Any, message: str) -> Call:
    return changed("privileges", privileges, message)


TAKEN = "useralreadyexistsemail_error"

GOOD: Good = {
    "login": Call(body=LOGIN),
    "logout": Call(),
    "refreshToken": Call(body={"refresh_token": ""}, prepare=logged_in),
    "revokeToken": Call(body={"refresh_token": ""}, prepare=logged_in),
    "getDetails": Call(),
    "updateDetails": Call(body={"firstname": "Jim", "city": "Portland"}),
    "listContacts": Call(),
    # Whoever manages contacts has that to give.
    "addContact": Call(body=CONTACT | {"privileges": {"misc": ["manageprofiles"]}}),
    "listContactPrivileges": Call(),
    "getContact": Call({"id": "49"}),
    "updateContact": Call({"id": "49"}, body={"firstname": "Maria"}),
    "listNotifications": Call(),
    "listNewNotifications": Call(),
    "acknowledgeNotification": Call({"id": "502"}),
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
    ("updateDetails", 400): [
        Call(body={"type": "Company"}, message="companyname_error"),
        Call(body={"email": "mary@example.com"}, message=TAKEN),
        Call(body={"email": "jane@example.net"}, message=TAKEN),
        Call(body={"email": "other@sim.test"}, message=TAKEN),
        Call(body={"email": "emailValue"}, message="emailformat_error"),
        Call(body={"type": "typeValue"}, message='["field_format_error", "type"]'),
        Call(body={"country": "XX"}, message='["field_format_error", "country"]'),
        Call(body={"firstname": "007"}, message="firstname_error"),
        Call(body={"lastname": "O\nther"}, message="lastname_error"),
        Call(body={"address1": "5"}, message="address_error"),
        Call(body={"city": "\0"}, message="city_error"),
        Call(body={"state": "x" * 21}, message="state_error"),
        Call(body={"postcode": "-"}, message="postcode_error"),
        Call(body={"phonenumber": "phonenumberValue"}, message="phonenumber_error"),
        Call(body={"companyname": "\t"}, message="companyname_error"),
        Call(body={"emarketing": "news"}, message='["field_format_error", "emarketing"]'),
    ],
    ("addContact", 400): [
        changed("password", "x" * 256, "password_error"),
        changed("email", "API@example.com", TAKEN),
        changed("type", "Company", "companyname_error"),
        given({}, "empty_privileges"),
        given([], "empty_privileges"),
        given({"billing": [], "services": [], "domains": {"full": 0}}, "empty_privileges"),
        given({"billing": ["pay"]}, '["privilege_not_exist", "billing.pay"]'),
        given({"sales": ["orders"]}, '["privilege_not_exist", "sales.orders"]'),
        given({"services": {"900": ["basic"]}}, '["privilege_not_exist", "services.900.basic"]'),
        given({"services": {"301": ["servermanagement"]}}, "privilege_not_exist"),
        given({"domains": {"1": ["basic"]}}, '["privilege_not_exist", "domains.1.basic"]'),
        given({"billing": "emails"}, '["field_format_error", "privileges.billing"]'),
        given({"services": ["basic"]}, '["field_format_error", "privileges.services"]'),
        given({"services": {"full": 2}}, '["field_format_error", "privileges.services.full"]'),
    ],
    ("addContact", 403): [
        Call(
            body=CONTACT | {"email": "other@example.com", "privileges": {"billing": ["orders"]}},
            prepare=by_contact(),
            message='["permission_denied", "billing.orders"]',
        ),
        Call(
            body=CONTACT | {"email": "other@example.com", "privileges": {"services": {"full": 1}}},
            prepare=by_contact(services={"113": ["basic"]}),
            message='["permission_denied", "services.full"]',
        ),
    ],
    ("getContact", 404): [
        Call({"id": "48"}, message="notfound"),
        Call({"id": "mary"}, message="notfound"),
    ],
    ("updateContact", 400): [
        Call({"id": "49"}, {"email": "jane@example.net"}, message=TAKEN),
        Call({"id": "49"}, {"privileges": {"support": "x"}}, message="field_format_error"),
    ],
    ("updateContact", 403): [
        Call(
            {"id": "50"},
            {"privileges": {"misc": ["manageprofiles", "editmain"]}},
            prepare=by_contact(),
            message='["permission_denied", "misc.editmain"]',
        ),
    ],
    ("updateContact", 404): [Call({"id": "48"}, {"firstname": "Ann"}, message="notfound")],
    ("acknowledgeNotification", 404): [Call({"id": "1"}, message="notfound")],
}
