"""Whose accounts they are: the billing addresses of a world's two customers."""

from typing import Any

from simulators.kernel.credentials import SECOND


def _address(first: str, last: str, country: str, email: str) -> dict[str, Any]:
    return {
        "first_name": first,
        "last_name": last,
        "company": None,
        "address_1": None,
        "address_2": None,
        "city": None,
        "state": None,
        "zip": None,
        "country": country,
        "phone": None,
        "email": email,
    }


ADDRESS = {
    "": _address("John", "Doe", "NL", "customer@example.com"),
    SECOND: _address("Jane", "Roe", "NL", "second@example.net"),
}
