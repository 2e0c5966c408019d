"""Bodies and answers of the client area."""

from typing import Any

from marshmallow import fields

from simulators.hostens import answers, php
from simulators.hostens.clientarea import persons, privileges
from simulators.hostens.clientarea.countries import CODES
from simulators.hostens.errors import WRONG
from simulators.kernel.web import Open

# -- logins -------------------------------------------------------------------------------


class Login(php.Input):
    username = php.text(required=True)
    password = php.text(required=True)


class Refresh(php.Input):
    refresh_token = php.text(required=True, most=2_000)


class Revocation(php.Input):
    refresh_token = php.text(most=2_000)


class Tokens(Open):
    token = fields.String(required=True)
    refresh = fields.String(required=True)


class Ended(Open):
    status = fields.Boolean(required=True)


# -- persons ------------------------------------------------------------------------------

_PLAIN = r"[^\x00-\x1f\x7f]*"
_WORDS = rf"{_PLAIN}[^\x00-@\[-`{{-\x7f]{_PLAIN}"  # with a letter
_EMAIL = r"[A-Za-z0-9._%+-]{1,64}@([A-Za-z0-9_-]{1,63}\.)+[A-Za-z]{2,63}"
_PHONE = r"\+?[0-9][0-9 ().-]{3,29}"
_POSTCODE = r"[A-Za-z0-9][A-Za-z0-9 -]*"


def _email(*, required: bool = False) -> php.Text:
    return php.text(
        required=required, pattern=_EMAIL, error="email_error", invalid="emailformat_error"
    )


def _words(name: str, *, most: int = 255, required: bool = False) -> php.Text:
    return php.text(required=required, most=most, pattern=_WORDS, error=f"{name}_error")


def _like(pattern: str, *, most: int, error: str = WRONG) -> php.Text:
    """What may be a number as well."""
    return php.text(pattern=pattern, most=most, error=error, numeric=True)


class Person(php.Input):
    type = php.choice(*persons.TYPES)
    companyname = _like(_PLAIN, most=255, error="companyname_error")
    companyregistrationnumber = _like(_PLAIN, most=64)
    vateu = _like(_PLAIN, most=32)
    email = _email()
    firstname = _words("firstname")
    lastname = _words("lastname")
    country = php.choice(*CODES)
    address1 = _words("address")
    city = _words("city")
    state = _words("state", most=20)
    postcode = _like(_POSTCODE, most=16, error="postcode_error")
    phonenumber = _like(_PHONE, most=30, error="phonenumber_error")
    emarketing = php.many(php.text(most=64), most=20)


def _names(names: tuple[str, ...]) -> dict[str, Any]:
    one = {"type": "string", "enum": [*names]}
    return {"type": ["array", "object"], "items": one, "additionalProperties": one}


def _privileges(*, required: bool = False) -> php.Free:
    full = dict(php.flag(required=True).metadata)
    lists = {section: _names(names) for section, names in privileges.LISTS.items()}
    by_id = {
        section: {
            "type": ["array", "object"],
            "maxItems": 0,
            "properties": {privileges.FULL: full},
            "additionalProperties": _names(names),
        }
        for section, names in privileges.BY_ID.items()
    }
    shape = {"maxItems": 0, "properties": lists | by_id, "additionalProperties": False}
    return php.free(required=required, error="empty_privileges", shape=shape)


class ContactChange(Person):
    privileges = _privileges()


class NewContact(Person):
    password = php.text(error="password_error")
    privileges = _privileges(required=True)
    email = _email(required=True)
    firstname = _words("firstname", required=True)
    lastname = _words("lastname", required=True)


# -- answers about persons ----------------------------------------------------------------


class Client(answers.Person):
    """Registration details."""

    id = fields.String(required=True)
    lastlogin = answers.stamp()
    ip = fields.String(required=True)
    host = fields.String(required=True)


class Details(Open):
    client = fields.Nested(Client, required=True)


class UpdatedDetails(Details):
    info = fields.List(fields.String(), required=True)


class ContactItem(Open):
    email = fields.String(required=True)
    id = fields.String(required=True)
    firstname = fields.String(required=True)
    lastname = fields.String(required=True)
    companyname = fields.String(required=True)
    company = answers.switch()
    lastlogin = answers.stamp()


class ContactList(Open):
    contacts = fields.List(fields.Nested(ContactItem), required=True)


class AddedContact(Open):
    contact_id = fields.String(required=True)
    info = fields.List(fields.String(), required=True)


def _by_id() -> Any:
    held = [{"type": "integer"}, {"type": "array", "items": {"type": "string"}}]
    return fields.Dict(values=fields.Raw(metadata={"anyOf": held}))


class Privileges(Open):
    """Of services and domains by id; `full` is 1."""

    billing = fields.List(fields.String())
    support = fields.List(fields.String())
    misc = fields.List(fields.String())
    services = _by_id()
    domains = _by_id()


class PrivilegesOffered(Open):
    privileges = fields.Nested(Privileges, required=True)


class Contact(answers.Person):
    id = fields.String(required=True)
    type = answers.one_of(persons.TYPES)
    privileges = fields.Nested(Privileges, required=True)


class ContactDetails(Open):
    contact = fields.Nested(Contact, required=True)


# -- notifications ------------------------------------------------------------------------


class Related(php.Input):
    """What notifications are to be about."""

    rel_type = php.text()
    rel_id = php.text()


class Notification(Open):
    id = fields.String(required=True)
    rel_type = fields.String(required=True)
    rel_id = fields.String(required=True)
    subject = fields.String(required=True)
    date = answers.stamp()
    seen = answers.switch()


class NotificationList(Open):
    notifications = fields.List(fields.Nested(Notification), required=True)
