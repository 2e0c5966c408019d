"""Bodies and answers of certificates."""

from marshmallow import fields

from simulators.hostens import answers, php
from simulators.hostens.cart import catalog
from simulators.hostens.certificates import signing
from simulators.hostens.certificates.stored import CERT_STATUSES, STATUSES
from simulators.kernel.web import Open

_CYCLES = [catalog.CYCLES[letter][0] for letter in catalog.YEARS.values()]


class Order(php.Input):
    """Also an item of type `certificate` of a larger order."""

    product_id = php.number(required=True)
    csr = php.text(required=True, most=signing.MOST_LETTERS)
    years = php.number(required=True)
    pay_method = php.number()
    approver_email = php.text(required=True)
    admin = php.number()
    tech = php.number()
    billing = php.number()
    organization = php.free()
    software = php.number()
    data = php.free()


class Row(Open):
    id = fields.String(required=True)
    domain = fields.String(required=True)
    total = answers.amount()
    status = answers.one_of(STATUSES)
    billingcycle = answers.one_of(_CYCLES)
    next_due = answers.day()
    category = fields.String(required=True)
    category_url = fields.String(required=True)
    name = fields.String(required=True)
    cert_email = fields.String(required=True)
    cert_status = answers.one_of(CERT_STATUSES)
    cert_expires = answers.stamp()


class Certificates(Open):
    sslservices = fields.List(fields.Nested(Row), required=True)


class Contact(Open):
    FName = fields.String(required=True)
    LName = fields.String(required=True)
    City = fields.String(required=True)
    State = fields.String(required=True)
    PostalCode = fields.String(required=True)
    EmailAddress = fields.String(required=True)
    Country = fields.String(required=True)
    Address1 = fields.String(required=True)
    Address2 = fields.String(required=True)
    Phone = fields.Integer(required=True)
    OrgName = fields.String(required=True)
    PreFix = fields.Integer(required=True)
    JobTitle = fields.String(required=True)


class Contacts(Open):
    admin = fields.Nested(Contact, required=True)
    billing = fields.Nested(Contact, required=True)
    tech = fields.Nested(Contact, required=True)


class Organization(Open):
    state = fields.String(required=True)
    country = fields.String(required=True)
    name = fields.String(required=True)
    unit = fields.String(required=True)
    locality = fields.String(required=True)
    postalcode = fields.String(required=True)
    address2 = fields.String(required=True)
    address1 = fields.String(required=True)


class Certificate(Open):
    id = fields.String(required=True)
    date_created = answers.day()
    domain = fields.String(required=True)
    firstpayment = answers.amount()
    total = answers.amount()
    billingcycle = answers.one_of(_CYCLES)
    next_due = answers.day()
    next_invoice = answers.day()
    status = answers.one_of(STATUSES)
    label = fields.String(required=True)
    name = fields.String(required=True)
    cert_status = answers.one_of(CERT_STATUSES)
    cert_expires = answers.stamp()
    csr = fields.String(required=True)
    contacts = fields.Nested(Contacts, required=True)
    organization = fields.Nested(Organization, required=True)
    cert_email = fields.String(required=True)
    software = fields.String(required=True)


class Details(Open):
    service = fields.Nested(Certificate, required=True)


class Download(Open):
    crt = fields.String(required=True)
    ca = fields.String(required=True)


class Period(Open):
    years = fields.Integer(required=True)
    price = fields.Float(required=True)
    renew = fields.Float(required=True)


class Offer(Open):
    id = fields.String(required=True)
    name = fields.String(required=True)
    description = fields.String(required=True)
    periods = fields.List(fields.Nested(Period), required=True)
    category = fields.String(required=True)
    category_url = fields.String(required=True)


class Offers(Open):
    products = fields.List(fields.Nested(Offer), required=True)


class Server(Open):
    id = fields.Integer(required=True)
    name = fields.String(required=True)


class Software(Open):
    software = fields.List(fields.Nested(Server), required=True)
