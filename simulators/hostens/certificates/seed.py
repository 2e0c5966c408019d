"""The seeded certificates.

`300` is the document's, ordered and never paid, with a request that can be read. `299` is issued,
and `902` is the second customer's. Nobody has the keys of any of them.
"""

from datetime import timedelta
from importlib.resources import files

from simulators.hostens import dates
from simulators.hostens.cart import catalog
from simulators.hostens.certificates import life, people, stored
from simulators.hostens.certificates.stored import Certificate
from simulators.hostens.clientarea import persons
from simulators.kernel.credentials import SECOND
from simulators.kernel.world import World

_MARY = {
    **persons.NOBODY,
    "firstname": "Mary",
    "lastname": "Sue",
    "city": "Santa Rosa",
    "state": "California",
    "postcode": "95401",
    "email": "mary@example.com",
    "country": "US",
    "address1": "Pretty View Lane",
    "address2": "3194",
    "phonenumber": "+1.24123223",
}
_DOCUMENTED = {
    "id": "300",
    "date_created": "2016-12-30",
    "domain": "examplename.com",
    "firstpayment": "27.85",
    "total": "27.85",
    "billingcycle": "Annually",
    "next_due": "2017-12-30",
    "next_invoice": "2017-10-31",
    "status": "Pending",
    "label": "",
    "category": "GoGetSSL",
    "category_url": "gogetssl",
    "name": "Comodo InstantSSL",
    "cert_status": "",
    "cert_expires": "2017-12-30 13:43:12",
    "years": 1,
    "contacts": {role: people.contact(_MARY) for role in people.ROLES},
    "organization": people.organization(
        {
            "state": "Texas",
            "country": "US",
            "name": "My Org name",
            "unit": "Dev",
            "locality": "SanAntonio",
        }
    ),
    "cert_email": "admin@example.com",
    "software": "1",
    "serial": "",
    "issued": "",
}


def seed(world: World, size: int) -> None:
    stored.put(world, _DOCUMENTED | {"csr": _csr("examplename.com")})
    _issue(world, "299", "www.examplename.com", "840", "6b8f2a91c4d7e053")
    with world.acting_as(SECOND):
        _issue(world, "902", "another.example.net", "25", "2f1d9ce8a3b64075")


def _issue(world: World, id: str, domain: str, product_id: str, serial: str) -> None:
    """Thirty days ago, for two years."""
    product = catalog.products()[product_id]
    then = world.now - timedelta(days=30)
    price, years = product.prices["2"], 2
    certificate: Certificate = {
        "id": id,
        **life.dated(then, years),
        "domain": domain,
        "firstpayment": price,
        "total": price,
        "billingcycle": "Biennially",
        "status": "Active",
        "label": "",
        "category": product.group.name,
        "category_url": product.group.slug,
        "name": product.name,
        "cert_status": "active",
        "years": years,
        "csr": _csr(domain),
        "contacts": people.contacts(world, {}),
        "organization": people.organization({}),
        "cert_email": f"admin@{domain.removeprefix('www.')}",
        "software": "1",
        "serial": serial,
        "issued": dates.stamp(then),
    }
    stored.put(world, certificate)
    life.expire_in_time(world, id)


def _csr(domain: str) -> str:
    return files(__package__).joinpath(f"csr-{domain}.pem").read_text("ascii")
