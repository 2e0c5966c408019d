"""Bodies and answers of the client area."""

from marshmallow import fields

from simulators.hostens import php
from simulators.kernel.web import Open


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


class Client(Open):
    """Registration details."""

    id = fields.String(required=True)
    email = fields.String(required=True)
    lastlogin = fields.String(required=True)
    ip = fields.String(required=True)
    host = fields.String(required=True)
    firstname = fields.String(required=True)
    lastname = fields.String(required=True)
    companyname = fields.String(required=True)
    address1 = fields.String(required=True)
    address2 = fields.String(required=True)
    city = fields.String(required=True)
    state = fields.String(required=True)
    postcode = fields.String(required=True)
    country = fields.String(required=True)
    phonenumber = fields.String(required=True)


class Details(Open):
    client = fields.Nested(Client, required=True)
