"""Of the section domains."""

from typing import Any

from simulators.hostens.clientarea import profile
from tests.contract.calls import Call, Good, Refused
from tests.hostens.client import Hostens
from tests.support import Api

DOMAIN, EARLIER, ANOTHERS, MISSING = {"id": 47}, {"id": 48}, {"id": 90}, {"id": 4_711}
ORDER = {
    "name": "test.com",
    "years": "1",
    "action": "register",
    "tld_id": "6",
    "pay_method": 1,
    "nameservers": ["ns1.example.net", "ns2.example.net"],
}
TRANSFER = {"name": "google.com", "action": "transfer", "epp": "a-code"}
ANOTHERS_TRANSFER = {"name": "another-shop.example", "action": "transfer", "epp": "a-code"}
NAMESERVERS = {"nameservers": ["ns1.example.net", "ns2.example.net"]}
CHILD = {"nameserver": "ns1.testname.com", "ip": "192.0.2.53"}

GOOD: Good = {
    "listDomains": Call(),
    "getDomain": Call(DOMAIN),
    "getDomainsByName": Call({"name": "testname.com"}),
    "getNameservers": Call(DOMAIN),
    "setNameservers": Call(DOMAIN, NAMESERVERS),
    "registerNameservers": Call(DOMAIN, CHILD),
    "getEppCode": Call(DOMAIN),
    "synchronizeDomain": Call(DOMAIN),
    "getRegistrarLock": Call(DOMAIN),
    "setRegistrarLock": Call(DOMAIN, {"switch": True}),
    "getDomainContacts": Call(DOMAIN),
    "setDomainContacts": Call(DOMAIN, {}),
    "getAutorenew": Call(DOMAIN),
    "setAutorenew": Call(DOMAIN, {"autorenew": True}),
    "lookUpDomain": Call(body={"name": "example.com"}),
    "listTlds": Call(),
    "getTldForms": Call({"id": 6}),
    "orderDomain": Call(body=ORDER),
    "renewDomain": Call(DOMAIN, {"years": "1", "pay_method": 1}),
}


def unlocked_elsewhere(api: Api) -> None:
    """The other customer's domain may be transferred."""
    other = Hostens(api.app, world=api.world, account="second")
    other.told("PUT", "/domain/90/reglock", {"switch": False})


def without_credit(api: Api) -> None:
    with api.meddling() as world:
        profile.give_credit(world, -profile.credit(world))


def renewal_unpaid(api: Api) -> None:
    assert isinstance(api, Hostens)
    without_credit(api)
    api.told("POST", "/domain/47/renew")


def ordered(api: Api) -> dict[str, Any]:
    """Paid, and not registered yet."""
    assert isinstance(api, Hostens)
    return {"id": api.told("POST", "/domain/order", ORDER)["items"]["id"]}


def renewed_for_years(api: Api) -> None:
    assert isinstance(api, Hostens)
    for _ in range(4):
        api.told("POST", "/domain/47/renew", {"years": 2})


_BAD_DATA: list[Any] = [
    {"1": 1},
    {"1755": 1},
    {"1755": [10952]},
    {"1755": {"10952": 1, "10953": 1}},
    ["x"],
    "x",
]
_BAD_NAMESERVERS: list[Any] = [
    ["ns1.example.net"],
    ["ns1.example.net"] * 2,
    ["ns1.example.net", "no name"],
    [f"ns{n}.example.net" for n in range(5)],
    [""],
    {"x": {}},
    "ns1.example.net",
    1,
]
_CHANGES = ("setNameservers", "registerNameservers", "setRegistrarLock", "setDomainContacts")
_OF_ONE = [id for id, call in GOOD.items() if "id" in call.path]

REFUSED: Refused = {
    **{
        (id, 404): [
            Call(MISSING, GOOD[id].body, message="notfound"),
            Call(ANOTHERS, GOOD[id].body, message="notfound"),
            Call({"id": "x"}, GOOD[id].body, message="notfound"),
        ]
        for id in _OF_ONE
    },
    **{
        (id, 400): [
            Call(EARLIER, GOOD[id].body, message='["domain_not_active", "Expired"]'),
            Call(
                body=GOOD[id].body,
                prepare=ordered,
                message='["domain_not_active", "Pending Registration"]',
            ),
        ]
        for id in (*_CHANGES, "setAutorenew", "getEppCode", "renewDomain")
    },
    ("getDomainsByName", 404): [
        Call({"name": "another-shop.example"}, message="notfound"),
        Call({"name": "nobody-s.example"}, message="notfound"),
    ],
    ("getDomainsByName", 400): [Call({"name": "x"}, message="domain_format_error")],
    ("lookUpDomain", 400): [
        Call(body={"name": name}, message="domain_format_error")
        for name in ("x", "-x.com", "x..com", "x.c\0m", "ä.com", "\u212a.com", "x" * 64 + ".com")
    ],
    ("orderDomain", 400): [
        Call(body=ORDER | {"name": "no name"}, message="domain_format_error"),
        Call(body=ORDER | {"name": "example.com"}, message="domain_already_exist"),
        Call(body=ORDER | {"name": "testname.com"}, message="domain_already_exist"),
        Call(
            body=ORDER | {"name": "another-shop.example", "tld_id": 11},
            message="domain_already_exist",
        ),
        Call(body=ORDER, prepare=lambda api: ordered(api) and None, message="domain_already_exist"),
        Call(body=ORDER | {"tld_id": 7}, message='["field_format_error", "tld_id"]'),
        Call(body=ORDER | {"tld_id": 999}, message='["field_format_error", "tld_id"]'),
        Call(body={"name": "test.com.invalid"}, message="tld_not_available"),
        Call(body=ORDER | {"years": 3}, message='["field_format_error", "years"]'),
        Call(body=ORDER | {"action": "steal"}, message='["field_format_error", "action"]'),
        Call(body=ORDER | {"pay_method": 3}, message='["field_format_error", "pay_method"]'),
        Call(body=ORDER | {"registrant": 1}, message='["field_format_error", "registrant"]'),
        *(
            Call(body=ORDER | {"nameservers": wrong}, message='["field_format_error", "nameservers')
            for wrong in _BAD_NAMESERVERS
        ),
        *(
            Call(body=ORDER | {"data": wrong}, message='["field_format_error", "data')
            for wrong in _BAD_DATA
        ),
        Call(body={"name": "test.eu"}, message='["field_marked_required", "data.1756"]'),
        Call(body=TRANSFER | {"epp": ""}, message="epp_code_error"),
        Call(body=TRANSFER | {"name": "testname.com"}, message="domain_already_exist"),
        Call(body=TRANSFER | {"name": "free.com"}, message="domain_not_registered"),
        Call(body=ANOTHERS_TRANSFER, message="domain_locked"),
        Call(body=ANOTHERS_TRANSFER, prepare=unlocked_elsewhere, message="epp_code_error"),
    ],
}
REFUSED["setNameservers", 400] += [
    Call(DOMAIN, {"nameservers": wrong}, message='["field_format_error", "nameservers')
    for wrong in _BAD_NAMESERVERS
]
REFUSED["registerNameservers", 400] += [
    Call(DOMAIN, {"nameserver": "ns1.testname.com"}, message='["field_marked_required", "ip"]'),
    Call(DOMAIN, {"ip": "192.0.2.1"}, message='["field_marked_required", "nameserver"]'),
    *(
        Call(DOMAIN, CHILD | {"ip": ip}, message='["field_format_error", "ip"]')
        for ip in ("192.0.2", "fe80::1%x", 3221225985)
    ),
    *(
        Call(DOMAIN, CHILD | {"nameserver": name}, message='["field_format_error", "nameserver"]')
        for name in ("ns1.example.com", "testname.com", "x.nottestname.com", "-.testname.com")
    ),
]
REFUSED["setRegistrarLock", 400].append(
    Call(DOMAIN, {"switch": "maybe"}, message='["field_format_error", "switch"]')
)
REFUSED["setAutorenew", 400].append(
    Call(DOMAIN, {"autorenew": 2}, message='["field_format_error", "autorenew"]')
)
REFUSED["setDomainContacts", 400].append(
    Call(DOMAIN, {"tech": "1"}, message='["field_format_error", "tech"]')
)
REFUSED["renewDomain", 400] += [
    Call(DOMAIN, {"years": 3}, message='["field_format_error", "years"]'),
    Call(DOMAIN, {"pay_method": 3}, message='["field_format_error", "pay_method"]'),
    Call(DOMAIN, {}, prepare=renewal_unpaid, message="unpaid_invoice_for_service"),
    Call(DOMAIN, {"years": 2}, prepare=renewed_for_years, message='["renewal_too_long", 10]'),
]
