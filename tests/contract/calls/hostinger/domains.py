from typing import Any

from tests.contract.calls import OPERATIONS, Call, Good, Refused
from tests.hostinger.domains import (
    COM,
    DECLINED,
    EMAIL,
    MINE,
    MOVING,
    NET,
    ODD,
    OTHER_COM,
    PORTFOLIO,
    SECOND_COM,
    SECOND_EMAIL,
    URL,
    V1,
    advance,
    buy,
    contacts,
    ok,
    order,
    profile,
    second,
)
from tests.support import Api

# -- what calls need before ---------------------------------------------------------------


def forwarded(api: Api) -> dict[str, Any]:
    body = {**MINE, "redirect_type": "302", "redirect_url": URL}
    ok(api("POST", f"{V1}/forwarding", body))
    return MINE


def changing(api: Api) -> dict[str, Any]:
    body = {"new_whois_id": OTHER_COM, **MINE, "change_for": ["owner"]}
    ok(api("PUT", f"{V1}/whois/change", body))
    return MINE


def moving_here(api: Api) -> dict[str, str]:
    """A .com of the second account is on its way to the main one."""
    buy(api, MOVING, headers=second(api))
    path = f"{V1}/move/outgoing/{MOVING}"
    ok(api("POST", path, {"new_customer_email": EMAIL}, headers=second(api)))
    return {"domain": MOVING}


def accepted(api: Api) -> dict[str, str]:
    path = moving_here(api)
    ok(api("PUT", f"{V1}/move/incoming/{MOVING}", {"domain_contacts": contacts(COM)}))
    return path


def moving_away(api: Api) -> dict[str, str]:
    start = {"new_customer_email": SECOND_EMAIL}
    ok(api("POST", f"{V1}/move/outgoing/example.com", start))
    return MINE


def given_away(api: Api) -> dict[str, str]:
    """Accepted by the second account."""
    moving_away(api)
    body = {"domain_contacts": contacts(SECOND_COM)}
    ok(api("PUT", f"{V1}/move/incoming/example.com", body, headers=second(api)))
    return MINE


def bought(domain: str) -> Any:
    return lambda api: {"domain": buy(api, domain)}


def lapsed(api: Api) -> dict[str, str]:
    """A domain that nobody renewed, with a forwarding."""
    buy(api, "lapsed.com")
    ok(api("POST", f"{V1}/forwarding", FORWARD | {"domain": "lapsed.com"}))
    (subscription,) = [
        s for s in ok(api("GET", "/api/billing/v1/subscriptions")) if s["total_price"] == 999
    ]
    path = f"/api/billing/v1/subscriptions/{subscription['id']}/auto-renewal/disable"
    ok(api("DELETE", path))
    advance(api, 366 * 86400)
    return {"domain": "lapsed.com"}


def registered(tld: str) -> Any:
    """A domain of another TLD, and its path."""

    def prepare(api: Api) -> dict[str, str]:
        id = ok(api("POST", f"{V1}/whois", profile(tld)))["id"]
        body = {"domain": f"mine.{tld}", "item_id": f"hostingercom-domain-{tld}-usd-1y"}
        ok(api("POST", PORTFOLIO, {**body, "domain_contacts": contacts(id)}))
        advance(api, 60)
        return {"domain": f"mine.{tld}"}

    return prepare


def locked(api: Api) -> None:
    ok(api("PUT", f"{PORTFOLIO}/example.com/domain-lock"))


def without_free_ones(kind: str, path: str) -> Any:
    def prepare(api: Api) -> None:
        for number in range(2):
            body = {"domain": f"{kind}{number}.com", "auth_code": "Auth123Code456"}
            ok(api("POST", f"{V1}/{path}/claim", body))

    return prepare


def unused_profile(api: Api) -> dict[str, int]:
    return {"whoisId": ok(api("POST", f"{V1}/whois", profile()))["id"]}


def transferred(api: Api) -> dict[str, str]:
    body = {"domain": "coming.com", "auth_code": "Auth123Code456"}
    ok(api("POST", f"{V1}/transfers/claim", body))
    return {"domain": "coming.com"}


# -- the calls ----------------------------------------------------------------------------

SUGGEST = {"description": "A bakery that sells bread", "limit": 10}
CHECK = {"domain": "mydomain", "tlds": ["com"]}
FORWARD = {"redirect_type": "301", "redirect_url": URL}
CHANGE = {"new_whois_id": OTHER_COM, "domain": "example.com", "change_for": ["owner"]}
ACCEPT = {"domain_contacts": contacts(COM)}
START = {"new_customer_email": SECOND_EMAIL}
CLAIM = {"domain": "free.com"}
TRANSFER = {"domain": "coming.com", "auth_code": "Auth123Code456"}
HOSTS = {"ns1": "ns1.example.net", "ns2": "ns2.example.net"}
PROFILE = {"whoisId": OTHER_COM}

GOOD: Good = {
    "domains_suggestDomainNamesFromADescriptionV1": Call(body=SUGGEST),
    "domains_suggestDomainNamesFromADomainV1": Call(body={"domain": "mydomain", "limit": 10}),
    "domains_checkDomainAvailabilityV1": Call(body=CHECK),
    "domains_getDomainForwardingV1": Call(prepare=forwarded),
    "domains_updateDomainForwardingV1": Call(body=FORWARD, prepare=forwarded),
    "domains_deleteDomainForwardingV1": Call(prepare=forwarded),
    "domains_createDomainForwardingV1": Call(body={**MINE, **FORWARD}),
    "domains_getPendingIRTPVerificationV1": Call(prepare=changing),
    "domains_cancelPendingIRTPVerificationV1": Call(prepare=changing),
    "domains_changeWHOISProfileForDomainV1": Call(body=CHANGE),
    "domains_setWHOISProfileAsDefaultV1": Call(PROFILE),
    "domains_unsetDefaultWHOISProfileV1": Call(PROFILE),
    "domains_getWHOISProfileV1": Call(PROFILE),
    "domains_deleteWHOISProfileV1": Call(prepare=unused_profile),
    "domains_getWHOISProfileListV1": Call(query="tld=com"),
    "domains_createWHOISProfileV1": Call(body=profile()),
    "domains_getWHOISProfileUsageV1": Call({"whoisId": COM}),
    "domains_getIncomingDomainMoveV1": Call(query="force_sync=true", prepare=moving_here),
    "domains_acceptIncomingDomainMoveV1": Call(body=ACCEPT, prepare=moving_here),
    "domains_rejectIncomingDomainMoveV1": Call(prepare=moving_here),
    "domains_getIncomingDomainMoveListV1": Call(),
    "domains_getOutgoingDomainMoveV1": Call(prepare=moving_away),
    "domains_startOutgoingDomainMoveV1": Call(MINE, START),
    "domains_cancelOutgoingDomainMoveV1": Call(prepare=moving_away),
    "domains_getOutgoingDomainMoveListV1": Call(prepare=lambda api: moving_away(api) and None),
    "domains_getDomainAuthorizationCodeV1": Call(MINE),
    "domains_claimFreeDomainV1": Call(body=CLAIM),
    "domains_enableDomainLockV1": Call(MINE),
    "domains_disableDomainLockV1": Call(MINE),
    "domains_getDomainDetailsV1": Call(MINE),
    "domains_getDomainListV1": Call(),
    "domains_purchaseNewDomainV1": Call(body=order("new.com")),
    "domains_enablePrivacyProtectionV1": Call(MINE),
    "domains_disablePrivacyProtectionV1": Call(MINE),
    "domains_getDomainRenewalInformationV1": Call(MINE),
    "domains_updateDomainNameserversV1": Call(MINE, HOSTS),
    "domains_claimFreeDomainTransferV1": Call(body=TRANSFER),
    "domains_getTransferV1": Call(prepare=transferred),
    "domains_getTransferListV1": Call(),
}

INVALID = "[Domains:2003] The given data was invalid"
REFUSED: Refused = {
    (id, 404): [Call({"domain": name}, GOOD[id].body, message="[Domains:2006]") for name in ODD]
    for id, operation in OPERATIONS.items()
    if id in GOOD and "{domain}" in operation.path
} | {
    (id, 404): [
        Call({"whoisId": name}, message="[Domains:2006] WHOIS profile is not found")
        for name in ("1", "-1", "word", "0564652", "564656", "9" * 40)
    ]
    for id, operation in OPERATIONS.items()
    if id in GOOD and "{whoisId}" in operation.path
}


def refuse(id: str, status: int, *calls: Call) -> None:
    REFUSED.setdefault((f"domains_{id}V1", status), []).extend(calls)


def bodies(good: dict[str, Any], message: str, *changes: dict[str, Any], **more: Any) -> list[Call]:
    return [Call(body={**good, **change}, message=message, **more) for change in changes]


def name(*names: str) -> list[dict[str, str]]:
    return [{"domain": name} for name in names]


NO_NAMES = name("nodot", "-a.com", "a b.com", "192.0.2.1", "a\u0000.com", "x" * 64 + ".com")
NOT_SOLD = name("a.unknown", "a.b.com", "a.example")
TAKEN = name("example.com", "example.org", "taken-name.com", "google.com")

refuse(
    "suggestDomainNamesFromADomain",
    422,
    *bodies({"limit": 3}, INVALID, {"domain": "a b"}, {"domain": "-"}, {"domain": ".com"}),
    *bodies({"limit": 3}, "The TLD is not offered", {"domain": "a.unknown"}),
    *bodies({"domain": "a"}, "limit", {"limit": 0}, {"limit": 101}),
)
refuse(
    "suggestDomainNamesFromADescription",
    422,
    *bodies({"limit": 3}, "description", {"description": "a"}, {"description": "a" * 1001}),
)
refuse(
    "checkDomainAvailability",
    422,
    *bodies(CHECK, INVALID, {"domain": "my.domain"}, {"domain": "a_b"}),
    *bodies(CHECK, "The TLD is not offered", {"tlds": [".com"]}, {"tlds": ["unknown"]}),
    *bodies({**CHECK, "with_alternatives": True}, "[Domains:2038]", {"tlds": ["com", "net"]}),
)

URLS: tuple[str, ...] = (
    "example.net",
    "ftp://example.net",
    "https://",
    "https://a b.com",
    "https://[",
    "//a.com",
    "https://a.com:x/",
    "https://me:pw@example.net/",
    "https://192.0.2.1/",
    "https://a",
)
SELF = ("https://example.com/", "http://www.EXAMPLE.com:8080/a?b", "https://example.com./")
for id, extra in (("createDomainForwarding", MINE), ("updateDomainForwarding", {})):
    need = forwarded if id.startswith("update") else None
    for urls, message in ((URLS, INVALID), (SELF, "[Domains:2047]")):
        changes = [{"redirect_url": url} for url in urls]
        refuse(id, 422, *bodies({**extra, **FORWARD}, message, *changes, prepare=need))
refuse(
    "createDomainForwarding",
    404,
    *bodies(FORWARD, "[Domains:2006]", *name("unknown.com", "example.org")),
)
refuse(
    "createDomainForwarding",
    422,
    Call(body={**MINE, **FORWARD}, prepare=lambda api: forwarded(api) and None, message="already"),
)

refuse("changeWHOISProfileForDomain", 404, *bodies(CHANGE, "[Domains:2006]", *name("unknown.com")))
refuse(
    "changeWHOISProfileForDomain",
    422,
    *bodies(CHANGE, "no such WHOIS profile", {"new_whois_id": 1}, {"new_whois_id": NET}),
    Call(body=CHANGE, prepare=lambda api: changing(api) and None, message="is pending"),
    Call(body={**CHANGE, "change_for": []}, message="change for field is required"),
)
refuse("deleteWHOISProfile", 422, Call({"whoisId": COM}, message="is used by a domain"))
refuse("getWHOISProfileList", 422, Call(query=f"tld={'x' * 64}"))
refuse(
    "createWHOISProfile",
    422,
    *bodies(profile(), "TLD is not offered", {"tld": "unknown"}, {"tld": ".com"}),
    *bodies(profile(), "country is invalid", {"country": "Netherlands"}, {"country": "nl"}),
    *bodies(profile(email="ann"), "valid email address", {}),
    *bodies(profile(phone="12"), "phone number", {}),
    *bodies(profile(first_name=""), "first name field is required", {}),
    *bodies(profile(city=5), "must be a string", {}),
    *bodies(profile(zip="1" * 256), "255 characters", {}),
    *bodies(profile("eu"), "country is invalid", {"country": "US"}),
    *bodies(profile("us"), "nexus purpose field is required", {"country": "US"}),
    *bodies(profile(), INVALID, {"entity_type": "organization"}),
)

refuse("getIncomingDomainMove", 422, Call(query="force_sync=maybe", prepare=moving_here))
refuse(
    "acceptIncomingDomainMove",
    422,
    Call(body=ACCEPT, prepare=accepted, message="The move is activating"),
    Call({"domain": "example.net"}, ACCEPT, message="no such WHOIS profile"),
    Call({"domain": "example.net"}, {"domain_contacts": contacts(SECOND_COM + 1)}),
    Call({"domain": "example.net"}, {"domain_contacts": {"owner_id": NET}}, message="required"),
)
refuse("rejectIncomingDomainMove", 422, Call(prepare=accepted, message="The move is activating"))
refuse("cancelOutgoingDomainMove", 422, Call(prepare=given_away, message="The move is activating"))
refuse(
    "startOutgoingDomainMove",
    422,
    Call(MINE, {"new_customer_email": "nobody@example.com"}, message="no account"),
    Call(MINE, {"new_customer_email": EMAIL}, message="in this account"),
    Call(body=START, prepare=moving_away, message="moved already"),
    Call(body=START, prepare=changing, message="registrant is pending"),
    Call(body=START, prepare=lapsed, message="The domain is expired"),
)
refuse(
    "startOutgoingDomainMove",
    428,
    Call(body=START, prepare=bought("premium-a.com")),
)

refuse(
    "getDomainAuthorizationCode",
    422,
    Call(MINE, prepare=locked, message="is locked"),
    Call(prepare=registered("de"), message="60-day lock"),
    Call(prepare=lapsed, message="is expired"),
)
for id, body in (("updateDomainForwarding", FORWARD), ("deleteDomainForwarding", None)):
    refuse(id, 422, Call(body=body, prepare=lapsed, message="The domain is expired"))
for id in ("enableDomainLock", "disableDomainLock"):
    refuse(id, 422, Call(prepare=registered("de"), message="no domain lock"))
for id in ("enablePrivacyProtection", "disablePrivacyProtection"):
    refuse(id, 422, Call(prepare=registered("de"), message="not allow privacy"))
refuse(
    "updateDomainNameservers",
    422,
    *bodies(
        HOSTS,
        INVALID,
        {"ns2": "NS1.example.net."},
        {"ns1": "ns1"},
        {"ns3": "a b.com"},
        {"ns4": "192.0.2.1"},
    ),
)
REFUSED["domains_updateDomainNameserversV1", 422] = [
    Call(MINE, call.body, message=call.message)
    for call in REFUSED["domains_updateDomainNameserversV1", 422]
]

for id, good in (
    ("purchaseNewDomain", order("new.com")),
    ("claimFreeDomain", CLAIM),
    ("claimFreeDomainTransfer", TRANSFER),
):
    refuse(
        id,
        422,
        *bodies(good, INVALID, *NO_NAMES),
        *bodies(good, "not offered", *NOT_SOLD),
        *bodies(good, "registry refused", *name("refused-a.com")),
        *bodies(
            good,
            "no such WHOIS profile",
            {"domain_contacts": contacts(NET)},
            {"domain_contacts": contacts(COM) | {"tech_id": 1}},
        ),
    )
    if id != "purchaseNewDomain":
        # What is registered elsewhere is what transfers are for.
        taken = name("example.com", "example.org") if "Transfer" in id else TAKEN
        refuse(id, 422, *bodies(good, "Domain is already registered", *taken))
        refuse(id, 422, *bodies(good, "or no default one, for .io", *name("a.io")))
refuse(
    "purchaseNewDomain",
    422,
    *bodies(order("a.com"), "Domain is already registered", *TAKEN),
    *bodies(order("a.com"), INVALID, {"item_id": "hostingercom-domain-net-usd-1y"}),
    *bodies(order("a.com"), "item id is invalid", {"item_id": "hostingercom-vps-kvm2-usd-1m"}),
    *bodies(order("a.com"), "payment method id is invalid", {"payment_method_id": 1}),
    Call(
        body={"domain": "a.io", "item_id": "hostingercom-domain-io-usd-1y"},
        message="no default one, for .io",
    ),
)
refuse(
    "purchaseNewDomain",
    402,
    Call(body=order("a.com", payment_method_id=DECLINED), message="Card payment could not"),
)
refuse(
    "claimFreeDomain",
    422,
    *bodies({}, "registry refused", *name("fails-a.com")),
    Call(
        body=CLAIM,
        prepare=without_free_ones("one", "portfolio"),
        message="[Domains:2037] No free domain is available",
    ),
)
refuse(
    "claimFreeDomainTransfer",
    422,
    Call(
        body=TRANSFER,
        prepare=without_free_ones("one", "transfers"),
        message="[Domains:2037] No free domain transfer is available",
    ),
)

"""For tests of what is then ordinary."""
