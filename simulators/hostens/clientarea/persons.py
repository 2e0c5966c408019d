"""What customers and contacts have alike: names, an address, and a company that they may be."""

from typing import Any

from simulators.hostens.clientarea import errors

Person = dict[str, Any]
"""In texts: `email`, `firstname`, `lastname`, `companyname`, `address1`, `address2`, `city`,
`state`, `postcode`, `country`, `phonenumber`, `type`, `companyregistrationnumber`, `vateu`; and
`emarketing`, a list of them. What is not known is empty."""

PRIVATE, COMPANY = TYPES = ("Private", "Company")

ADDRESS = ("address1", "address2", "city", "state", "postcode", "country", "phonenumber")
NOBODY: Person = {
    **dict.fromkeys(("email", "firstname", "lastname", "companyname", *ADDRESS), ""),
    "type": PRIVATE,
    "companyregistrationnumber": "",
    "vateu": "",
    "emarketing": [],
}


def changed(person: Person, given: Person) -> Person:
    """With what is given, and all the rest as it was. Raises a Refusal."""
    person = person | given
    if person["type"] == COMPANY and not person["companyname"]:
        raise errors.company_name()
    return person
