"""What answers are made of: HostBill writes amounts, days and switches as texts."""

from collections.abc import Iterable

from marshmallow import fields, validate

from simulators.kernel.web import Open

_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"


def amount(*, required: bool = True) -> fields.String:
    """`27.85`."""
    return _like(r"[0-9]+\.[0-9]{2}", required=required)


def day() -> fields.Date:
    """`2017-12-30`."""
    return fields.Date(required=True)


def day_or_zeros() -> fields.String:
    """`0000-00-00`, which is no date, of what is not known yet."""
    return _like(_DAY)


def stamp() -> fields.String:
    """`2017-12-30 12:40:47`, or zeros."""
    return _like(f"{_DAY} [0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}")


def one_of(values: Iterable[str]) -> fields.String:
    return fields.String(required=True, validate=validate.OneOf([*values]))


def switch() -> fields.String:
    """`1` is on."""
    return one_of(("0", "1"))


def _like(pattern: str, *, required: bool = True) -> fields.String:
    return fields.String(required=required, metadata={"pattern": f"^{pattern}$"})


class Person(Open):
    """A customer or a contact."""

    email = fields.String(required=True)
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
