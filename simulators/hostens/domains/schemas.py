"""Bodies and answers of domains."""

from typing import Any

from marshmallow import fields

from simulators.hostens import answers, php
from simulators.hostens.cart.schemas import Form
from simulators.hostens.docs import Info
from simulators.hostens.domains.stored import STATUSES
from simulators.kernel.web import Open

_MANY: dict[str, Any] = {"minItems": 1}


class Order(php.Input):
    """A registration or a transfer; also an item of type `domain` of a larger order."""

    name = php.text(required=True)
    years = php.number()
    action = php.choice("register", "transfer")
    tld_id = php.number()
    pay_method = php.number()
    epp = php.text()
    nameservers = php.many(php.text(required=True), most=4)
    registrant = php.number()
    admin = php.number()
    tech = php.number()
    billing = php.number()
    data = php.free()


class Renewal(php.Input):
    years = php.number()
    pay_method = php.number()


class Lookup(php.Input):
    name = php.text(required=True)


class NewNameservers(php.Input):
    nameservers = php.many(php.text(required=True), most=4)


class NewChild(php.Input):
    nameserver = php.text()
    ip = php.text()


class NewLock(php.Input):
    switch = php.flag()


class NewAutorenew(php.Input):
    autorenew = php.flag()


class NewContacts(php.Input):
    """Ids of contacts."""

    registrant = php.number()
    admin = php.number()
    tech = php.number()
    billing = php.number()


# -- answers ------------------------------------------------------------------------------


class Row(Open):
    id = fields.String(required=True)
    name = fields.String(required=True)
    expires = answers.day_or_zeros()
    recurring_amount = answers.amount()
    date_created = answers.day()
    status = answers.one_of(STATUSES)
    period = fields.String(required=True)
    autorenew = answers.switch()
    daytoexpire = fields.String(required=True)


class Domains(Open):
    domains = fields.List(fields.Nested(Row), required=True)


class Domain(Open):
    id = fields.String(required=True)
    name = fields.String(required=True)
    date_created = answers.day()
    firstpayment = answers.amount()
    recurring_amount = answers.amount()
    period = fields.String(required=True)
    expires = answers.day_or_zeros()
    status = answers.one_of(STATUSES)
    next_due = answers.day_or_zeros()
    next_invoice = answers.day_or_zeros()
    idprotection = answers.switch()
    nameservers = fields.List(fields.String(), required=True)
    autorenew = answers.switch()


class DomainDetails(Open):
    details = fields.Nested(Domain, required=True)


class NamedDomains(Open):
    details = fields.List(fields.Nested(Domain), required=True, metadata=_MANY)


class Nameservers(Open):
    nameservers = fields.List(fields.String(), required=True)


class Child(Open):
    nameserver = fields.String(required=True)
    ip = fields.String(required=True)


class Children(Info):
    nameservers = fields.List(fields.Nested(Child), required=True)


class EppCode(Open):
    epp_code = fields.String(required=True)


class InRegistry(Open):
    status = answers.one_of(STATUSES)
    expires = answers.day_or_zeros()
    nameservers = fields.List(fields.String(), required=True)
    reglock = answers.switch()


class Lock(Open):
    reglock = answers.switch()


class Autorenew(Open):
    autorenew = answers.switch()


class People(Open):
    registrant = fields.Nested(answers.Person, required=True)
    admin = fields.Nested(answers.Person, required=True)
    tech = fields.Nested(answers.Person, required=True)
    billing = fields.Nested(answers.Person, required=True)


class ContactInfo(Open):
    contact_info = fields.Nested(People, required=True)


class Period(Open):
    period = fields.String(required=True)
    register = answers.amount()
    transfer = answers.amount()
    renew = answers.amount()
    redemption = answers.amount()


class PeriodOfTld(Period):
    id = fields.String(required=True)


class Availability(Open):
    available = fields.Boolean(required=True)
    name = fields.String(required=True)
    premium = fields.Boolean(required=True)
    periods = fields.List(fields.Nested(PeriodOfTld), required=True)


class Tld(Open):
    id = fields.String(required=True)
    tld = fields.String(required=True)
    periods = fields.List(fields.Nested(Period), required=True, metadata=_MANY)


class Tlds(Open):
    tlds = fields.List(fields.Nested(Tld), required=True, metadata=_MANY)


class Forms(Open):
    forms = fields.List(fields.Nested(Form), required=True)
