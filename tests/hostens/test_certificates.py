"""Certificates, from order to end: what is asked for, what comes of it, and who sees it."""

from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.verification import VerificationError
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.hostens.billing import invoices
from simulators.hostens.clientarea import persons
from tests.contract.calls.hostens.certificates import ORDER
from tests.contract.harness import JUDGES, watched
from tests.hostens import signing
from tests.hostens.client import Hostens

TEN_MINUTES = 600


def documented(id: str) -> Any:
    """The documented answer of an operation."""
    operation = JUDGES["hostens"].operations[id]
    content = operation["responses"]["200"]["content"]["application/json"]
    return content["examples"]["documented"]["value"]


def order(api: Hostens, **fields: Any) -> str:
    """A new certificate's id."""
    id: str = api.told("POST", "/certificate/order", ORDER | fields)["items"]["id"]
    return id


def states(api: Hostens, id: str) -> tuple[str, str]:
    service = api.told("GET", f"/certificate/{id}")["service"]
    return service["status"], service["cert_status"]


def spend(api: Hostens) -> None:
    """The account's credit, until it does not cover a certificate any more."""
    for product_id, years in ((840, 1), (840, 1), (25, 2)):
        order(api, product_id=product_id, years=years)


def test_the_seed_has_the_documented_certificate(api: Hostens) -> None:
    first, *_ = api.told("GET", "/certificate")["sslservices"]
    assert [first] == documented("listCertificates")["sslservices"]
    details = api.told("GET", "/certificate/300")
    assert details["service"]["csr"].startswith("-----BEGIN CERTIFICATE REQUEST-----\n")
    details["service"]["csr"] = "-----BEGIN CERTIFICATE REQUEST----- ..."  # elided there
    assert details == documented("getCertificate")


def test_what_is_for_sale_begins_as_documented(api: Hostens) -> None:
    first, second = api.told("GET", "/certificate/order")["products"]
    assert [first] == documented("listCertificateProducts")["products"]
    assert (second["id"], second["periods"][0]["price"]) == ("840", 72.2)
    listed = api.told("GET", "/certificate/order/25/software")["software"]
    assert listed[:2] == documented("listCertificateSoftware")["software"]
    assert [one["id"] for one in listed] == list(range(len(listed)))


def test_an_order_is_answered_in_the_documented_words(api: Hostens) -> None:
    answer = api.told("POST", "/certificate/order", ORDER)
    item = {"id": "1001", "type": "Hosting", "name": "test.com", "product_id": "25"}
    assert answer["items"] == item
    assert answer["total"] == "33.70"  # the documented 27.85, and 21 % of tax
    invoice = api.app.worlds.get("default").docs("hostens.invoices").get(answer["invoice_id"])
    assert [(line["description"], line["amount"]) for line in invoice["items"]] == [
        ("InstantSSL - test.com - 1 Year/s", "27.85")
    ]


def test_a_certificate_is_issued_ten_minutes_after_it_is_paid(api: Hostens) -> None:
    id = order(api, years=2)
    assert states(api, id) == ("Pending", "processing")
    assert api.advance(TEN_MINUTES - 1) == []
    path = f"/certificate/{id}/crt"
    assert api.refused("GET", path, status=404) == ["certificate_not_issued"]
    assert api.advance(1) == ["certificate-issued"]
    assert states(api, id) == ("Active", "active")
    service = api.told("GET", f"/certificate/{id}")["service"]
    assert service["cert_expires"] == "2028-01-01 00:10:00"
    assert (service["billingcycle"], service["total"]) == ("Biennially", "48.75")
    assert (service["next_due"], service["next_invoice"]) == ("2028-01-01", "2027-11-02")
    assert id in [row["id"] for row in api.told("GET", "/certificate")["sslservices"]]


def test_a_certificate_expires_to_the_second_and_can_be_downloaded_still(api: Hostens) -> None:
    id = order(api)
    api.advance(TEN_MINUTES)
    before = api.told("GET", f"/certificate/{id}/crt")
    api.advance(365 * 86_400 - 1)
    assert states(api, id) == ("Active", "active")
    assert "certificate-expired" in api.advance(1)
    assert states(api, id) == ("Terminated", "expired")
    assert api.told("GET", f"/certificate/{id}/crt") == before


def test_what_is_not_paid_in_time_is_off(api: Hostens) -> None:
    spend(api)
    id = order(api)
    assert states(api, id) == ("Pending", "")
    api.days(7)
    assert states(api, id) == ("Pending", "")
    assert "invoice-overdue" in api.days(1)
    assert states(api, id) == ("Cancelled", "")
    api.told("GET", f"/certificate/{id}/crt", status=404)


def test_what_the_customer_pays_later_is_issued_then(api: Hostens) -> None:
    spend(api)
    answer = api.told("POST", "/certificate/order", ORDER)
    id = answer["items"]["id"]
    api.days(2)
    world = api.app.worlds.get("default")
    with world.transaction(readonly=False):
        invoices.pay(world, answer["invoice_id"])
    assert states(api, id) == ("Pending", "processing")
    api.advance(TEN_MINUTES)
    expires = api.told("GET", f"/certificate/{id}")["service"]["cert_expires"]
    assert expires == "2027-01-03 00:10:00"


# -- the certificate itself ---------------------------------------------------------------


def issued(api: Hostens, **fields: Any) -> dict[str, str]:
    """A new certificate and its authority's."""
    id = order(api, **fields)
    api.advance(TEN_MINUTES)
    answer: dict[str, str] = api.told("GET", f"/certificate/{id}/crt")
    return answer


def test_a_certificate_is_good_for_its_names_while_it_lasts(api: Hostens) -> None:
    names = ("test.com", "www.test.com", "other.example.net")
    answer = issued(api, csr=signing.request(*names))
    now = api.app.worlds.get("default").now
    for name in names:
        leaf = signing.verify(answer, name, now)
    for name, at in (
        ("sub.test.com", now),
        ("test.com", now - timedelta(seconds=1)),
        ("test.com", now + timedelta(days=365, seconds=1)),
    ):
        with pytest.raises(VerificationError):
            signing.verify(answer, name, at)
    assert leaf.public_key() == signing.KEY.public_key()
    assert leaf.not_valid_before_utc == now
    assert leaf.not_valid_after_utc == now + timedelta(days=365)
    usage = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [ExtendedKeyUsageOID.SERVER_AUTH]


def test_an_rsa_key_is_certified_too(api: Hostens) -> None:
    key = rsa.generate_private_key(65_537, 2_048)
    answer = issued(api, csr=signing.request("test.com", key=key))
    leaf = signing.verify(answer, "test.com", api.app.worlds.get("default").now)
    assert leaf.public_key() == key.public_key()


def test_the_seeded_certificate_is_real(api: Hostens) -> None:
    answer = api.told("GET", "/certificate/299/crt")
    for name in ("examplename.com", "www.examplename.com"):
        signing.verify(answer, name, api.app.worlds.get("default").now)


def test_equal_histories_give_equal_certificates_and_no_two_have_one_serial() -> None:
    answers = []
    for _ in range(2):
        api = watched("hostens")
        assert isinstance(api, Hostens)
        answers.append([issued(api), issued(api)])
    (first, second), again = answers
    assert again == [first, second]
    certificates = [x509.load_pem_x509_certificate(one["crt"].encode()) for one in (first, second)]
    assert len({one.serial_number for one in certificates}) == 2


# -- what is asked for --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("csr", "why"),
    [
        (signing.request("test.com", key=rsa.generate_private_key(65_537, 1_024)), "key"),
        (signing.request("test.com", key=ed25519.Ed25519PrivateKey.generate()), "key"),
        (signing.request("test.com", key=ec.generate_private_key(ec.SECP256K1())), "key"),
        (signing.request("localhost"), "name"),
        (signing.request("*.test.com"), "name"),
        (signing.request("test.com", "192.0.2.1"), "name"),
        (signing.request("a b.test.com"), "name"),
        (signing.request("test.com", "*.test.com"), "name"),
        (signing.request(f"{'a' * 60}.test.com", common=""), "name"),
        ("x", "format"),
        ("\u00fc\x00", "format"),
        (ORDER["csr"].replace("END", "BEGIN"), "format"),
    ],
    ids=range(12),
)
def test_a_request_that_no_authority_takes_is_refused(api: Hostens, csr: str, why: str) -> None:
    assert api.refused("POST", "/certificate/order", ORDER | {"csr": csr}) == [["csr_invalid", why]]


@pytest.mark.parametrize(
    "csr",
    [
        signing.request("Test.COM"),
        signing.request("test.com", "www.test.com", common=""),
        ORDER["csr"].replace("\n", "\r\n"),
        ORDER["csr"].replace("\n", ""),
        ORDER["csr"].replace("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"),
    ],
    ids=range(5),
)
def test_a_request_may_come_in_other_forms(api: Hostens, csr: str) -> None:
    answer = api.told("POST", "/certificate/order", ORDER | {"csr": csr})
    assert answer["items"]["name"] == "test.com"


SHARED: Any = watched("hostens")


@settings(max_examples=150, derandomize=True, database=None, deadline=None)
@given(at=st.integers(40, 300), letter=st.sampled_from("A/+z09"))
def test_a_request_that_is_damaged_is_refused_and_breaks_nothing(at: int, letter: str) -> None:
    csr = ORDER["csr"]
    if not csr[at : at + 1].isalnum() or csr[at] == letter:
        return
    damaged = csr[:at] + letter + csr[at + 1 :]
    keys = SHARED.refused("POST", "/certificate/order", ORDER | {"csr": damaged})
    assert keys[0][0] in ("csr_invalid", "approver_email_invalid")


@pytest.mark.parametrize(
    ("email", "good"),
    [
        ("admin@www.shop.test.com", True),
        ("Administrator@Shop.Test.com", True),
        ("hostmaster@test.com", True),
        ("postmaster@test.com", True),
        ("webmaster@test.com", True),
        ("admin@com", False),
        ("admin@example.com", False),
        ("admin@est.com", False),
        ("admin@sub.www.shop.test.com", False),
        ("info@test.com", False),
        ("admin", False),
        ("admin@test.com@test.com", False),
    ],
)
def test_the_approver_has_the_domain_or_one_above_it(api: Hostens, email: str, good: bool) -> None:
    given = ORDER | {"csr": signing.request("www.shop.test.com"), "approver_email": email}
    answer = api("POST", "/api/certificate/order", given)
    if good:
        assert answer.status_code == 200
        assert api.told("GET", "/certificate/1001")["service"]["cert_email"] == email
    else:
        assert answer.json == {"error": [["approver_email_invalid", email]]}


def test_contacts_and_the_organization_are_those_that_are_given(api: Hostens) -> None:
    world = api.app.worlds.get("default")
    known = {"firstname": "Ann", "companyname": "Ann's", "phonenumber": "+370.61234567"}
    ann = persons.NOBODY | known | {"id": "7"}
    with world.transaction(readonly=False):
        world.docs("hostens.contacts").put("7", ann)
    organization = {"name": "Ours", "postalcode": 95401, "unit": "", "other": "ignored"}
    id = order(api, tech=7, organization=organization, software="0", data=["ignored"])
    service = api.told("GET", f"/certificate/{id}")["service"]
    tech = service["contacts"]["tech"]
    assert (tech["FName"], tech["OrgName"]) == ("Ann", "Ann's")
    assert (tech["PreFix"], tech["Phone"]) == (370, 61234567)
    customer = service["contacts"]["admin"]
    assert customer == service["contacts"]["billing"]
    assert (customer["FName"], customer["OrgName"], customer["Phone"]) == ("Joe", "n/a", 24123123)
    empty = dict.fromkeys(("state", "country", "unit", "locality", "address2", "address1"), "n/a")
    assert service["organization"] == empty | {"name": "Ours", "postalcode": "95401"}
    assert service["software"] == "0"


def test_a_contact_sees_the_certificates_that_it_may(api: Hostens) -> None:
    api.become_contact(services={"299": ["basic"]})
    assert [row["id"] for row in api.told("GET", "/certificate")["sslservices"]] == ["299"]
    api.told("GET", "/certificate/299/crt")
    api.told("GET", "/certificate/300", status=403)
    api.told("POST", "/certificate/order", ORDER, status=403)


def test_the_other_customer_has_certificates_of_its_own(api: Hostens) -> None:
    second = Hostens(api.app, account="second")
    assert [row["id"] for row in second.told("GET", "/certificate")["sslservices"]] == ["902"]
    second.told("GET", "/certificate/299", status=404)
