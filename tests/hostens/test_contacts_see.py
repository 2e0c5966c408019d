"""What contacts see within a call that they may make, and whom they may name in one."""

from typing import Any

import pytest

from tests.contract.calls.hostens.certificates import ORDER as CERTIFICATE
from tests.hostens.client import HOSTING, Hostens
from tests.hostens.test_contacts import add, becoming


def test_a_service_s_login_is_told_to_who_may_know_it(api: Hostens) -> None:
    whole = api.service(HOSTING)
    assert whole["username"]
    assert whole["password"]
    id = add(api, privileges={"services": {HOSTING: ["basic", "upgrade"]}})
    ann = becoming(api)
    assert ann.service(HOSTING) == whole | {"username": "", "password": ""}
    may = {"services": {HOSTING: ["basic", "logindetails"]}}
    api.told("PUT", f"/contact/{id}", {"privileges": may})
    assert ann.service(HOSTING) == whole


def test_an_order_s_service_is_found_by_who_sees_it(api: Hostens) -> None:
    items = [{"type": "product", "product_id": 333}] * 2
    number = api.told("POST", "/order", {"items": items})["order_num_list"][0]
    first, second = (one["id"] for one in api.told("GET", "/service")["services"][-2:])
    id = add(api, privileges={"services": {"113": ["basic"], first: ["upgrade"]}})
    ann = becoming(api)
    path = f"/service/order/{number}"
    assert ann.refused("GET", path, status=404) == ["notfound"]
    for seen in (second, first):
        api.told("PUT", f"/contact/{id}", {"privileges": {"services": {seen: ["basic"]}}})
        assert ann.told("GET", path) == {"account_id": int(seen)}


ROLES = ("registrant", "admin", "tech", "billing")
DOMAIN = {"name": "test.com", "years": 1}
ORDERING: dict[str, Any] = {"billing": ["orders"], "domains": {"47": ["contactinfo"]}}
NAMING: list[tuple[str, str, dict[str, Any]]] = [
    *(("PUT", "/domain/47/contact", {role: 49}) for role in ROLES),
    *(("POST", "/domain/order", DOMAIN | {role: "49"}) for role in ROLES),
    *(("POST", "/certificate/order", CERTIFICATE | {role: 49}) for role in ROLES[1:]),
    ("POST", "/order", {"items": [{"type": "domain", **DOMAIN, "tech": 49}]}),
    ("POST", "/order", {"items": [{"type": "certificate", **CERTIFICATE, "tech": 49}]}),
]


@pytest.mark.parametrize(("method", "path", "body"), NAMING)
def test_who_may_not_see_contacts_names_none(
    api: Hostens, method: str, path: str, body: dict[str, Any]
) -> None:
    id = add(api, privileges=ORDERING)
    ann = becoming(api)
    before = api.digest()
    assert ann.refused(method, path, body, status=403) == ["permission_denied"]
    assert api.digest() == before
    api.told("PUT", f"/contact/{id}", {"privileges": ORDERING | {"misc": ["manageprofiles"]}})
    ann.told(method, path, body)


def test_a_quote_says_so_of_the_item(api: Hostens) -> None:
    add(api, privileges=ORDERING)
    items = [{"type": "domain", **DOMAIN, "tech": 49}, {"type": "domain", **DOMAIN}]
    quoted = becoming(api).told("POST", "/quote", {"items": items})["items"]
    assert [one["error"] for one in quoted] == [["permission_denied"], []]


def test_to_name_nobody_needs_nothing_more(api: Hostens) -> None:
    """Empty texts and null are left out, and so are names that mean nothing."""
    add(api, privileges=ORDERING)
    ann = becoming(api)
    nobody = dict.fromkeys(ROLES, "") | {"tech": None}
    ann.told("PUT", "/domain/47/contact", nobody)
    ann.told("POST", "/domain/order", DOMAIN | nobody)
    ann.told("POST", "/certificate/order", CERTIFICATE | nobody | {"registrant": 49})
    ann.told("POST", "/order", {"items": [{"type": "product", "product_id": 333, "tech": 49}]})
