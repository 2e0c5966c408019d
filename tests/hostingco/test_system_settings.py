"""The company's settings: who sees and changes them, what they may be, and what they do."""

from time import monotonic
from typing import Any

import jwt
import pytest
from sqlalchemy import select

from hostingco_api.core.models import Invoice, Setting
from tests.hostingco.support import IDS, PASSWORD, PEOPLE, Portal

SYSTEM = "/settings/system"
DEFAULTS: dict[str, dict[str, Any]] = {
    "general": {
        "siteName": "HostingCo",
        "siteUrl": "https://yourdomain.com",
        "supportEmail": "support@yourdomain.com",
        "timezone": "UTC",
    },
    "billing": {"currency": "USD", "taxRate": 8.0, "invoicePrefix": "INV-", "autoBilling": True},
    "notifications": {
        "emailNotifications": True,
        "smsNotifications": False,
        "pushNotifications": True,
    },
    "security": {
        "sessionTimeout": "24h",
        "passwordMinLength": 8,
        "twoFactorAuth": False,
        "ipWhitelist": [],
    },
}
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.7"}


def put(portal: Portal, section: str, **values: Any) -> None:
    portal.good("PUT", SYSTEM, "admin", json={section: values})


def system(portal: Portal) -> dict[str, Any]:
    found: dict[str, Any] = portal.good("GET", SYSTEM, "admin")
    return found


# -- seeing and changing ------------------------------------------------------------------------


def test_settings_begin_as_documented(portal: Portal) -> None:
    assert system(portal) == DEFAULTS


def test_settings_are_an_administrator_s_business(portal: Portal) -> None:
    body = {"billing": {"taxRate": 0}}
    for who in ("support", "customer"):
        portal.refused(403, "AUTHORIZATION_ERROR", "GET", SYSTEM, who)
        portal.refused(403, "AUTHORIZATION_ERROR", "PUT", SYSTEM, who, json=body)
        # Who may not does not learn what would be wrong with it either.
        portal.refused(403, "AUTHORIZATION_ERROR", "PUT", SYSTEM, who, json={"x": 1})
    portal.refused(401, "AUTHENTICATION_ERROR", "GET", SYSTEM)
    assert system(portal) == DEFAULTS


def test_what_is_not_given_stays(portal: Portal) -> None:
    documented: dict[str, dict[str, Any]] = {
        "general": {"siteName": "HostingCo Platform", "supportEmail": "support@hostingco.com"},
        "billing": {"taxRate": 8.5},
    }
    answer = portal.call("PUT", SYSTEM, "admin", json=documented).get_json()
    assert (answer["data"], answer["message"]) == (None, "System settings updated successfully")
    put(portal, "billing", currency="EUR")
    put(portal, "security", passwordMinLength=10)
    expected = {section: dict(values) for section, values in DEFAULTS.items()}
    expected["general"] |= documented["general"]
    expected["billing"] |= {"taxRate": 8.5, "currency": "EUR"}
    expected["security"]["passwordMinLength"] = 10
    assert system(portal) == expected


EVERYTHING: dict[str, dict[str, Any]] = {
    "general": {
        "siteName": "N",
        "siteUrl": "http://[::1]:8080/portal?x=1#y",
        "supportEmail": "help@example.org",
        "timezone": "America/Argentina/Buenos_Aires",
    },
    "billing": {"currency": "JPY", "taxRate": 100, "invoicePrefix": "A_b-9", "autoBilling": False},
    "notifications": {
        "emailNotifications": False,
        "smsNotifications": True,
        "pushNotifications": False,
    },
    "security": {
        "sessionTimeout": "7d",
        "passwordMinLength": 128,
        "twoFactorAuth": False,
        "ipWhitelist": ["127.0.0.0/8", "2001:db8::/32", "::1", "192.0.2.1"],
    },
}


def test_everything_can_be_changed_and_outlives_the_application(portals: Any) -> None:
    portal = portals()
    portal.good("PUT", SYSTEM, "admin", json=EVERYTHING)
    assert system(portals()) == EVERYTHING


@pytest.mark.parametrize(
    ("section", "values"),
    [
        ("general", {"siteName": ""}),
        ("general", {"siteName": "n" * 101}),
        ("general", {"siteUrl": "ftp://example.com"}),
        ("general", {"siteUrl": "https://"}),
        ("general", {"siteUrl": "https://example.com/a b"}),
        ("general", {"siteUrl": "https://example.com\n"}),
        ("general", {"siteUrl": f"https://example.com/{'x' * 2030}"}),
        ("general", {"supportEmail": "support"}),
        ("general", {"timezone": "Mars/Olympus_Mons"}),
        ("general", {"timezone": "localtime"}),
        ("general", {"timezone": "../../etc/passwd"}),
        ("billing", {"currency": "usd"}),
        ("billing", {"currency": "USDT"}),
        ("billing", {"taxRate": -0.01}),
        ("billing", {"taxRate": 100.01}),
        ("billing", {"taxRate": "8"}),
        ("billing", {"taxRate": True}),
        ("billing", {"invoicePrefix": ""}),
        ("billing", {"invoicePrefix": "x" * 21}),
        ("billing", {"invoicePrefix": "INV/"}),
        ("billing", {"autoBilling": "yes"}),
        ("notifications", {"smsNotifications": 1}),
        ("security", {"sessionTimeout": "24"}),
        ("security", {"sessionTimeout": "0h"}),
        ("security", {"sessionTimeout": "59s"}),
        ("security", {"sessionTimeout": "8d"}),
        ("security", {"sessionTimeout": "169h"}),
        ("security", {"passwordMinLength": 7}),
        ("security", {"passwordMinLength": 129}),
        ("security", {"passwordMinLength": 8.5}),
        ("security", {"twoFactorAuth": True}),
        ("security", {"ipWhitelist": "127.0.0.1"}),
        ("security", {"ipWhitelist": ["127.0.0.1", "localhost"]}),
        ("security", {"ipWhitelist": ["127.0.0.1", "10.0.0.0/33"]}),
        ("security", {"ipWhitelist": ["127.0.0.1", "10.0.0.256"]}),
        ("security", {"ipWhitelist": ["127.0.0.1", "fe80::1%eth0"]}),
        ("security", {"ipWhitelist": ["127.0.0.1"] * 101}),
        ("security", {"maxLoginAttempts": 3}),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_setting_that_cannot_be_is_refused_by_name(
    portal: Portal, section: str, values: dict[str, Any]
) -> None:
    body = {"notifications": {"pushNotifications": False}} | {section: values}
    error = portal.refused(400, "VALIDATION_ERROR", "PUT", SYSTEM, "admin", json=body)
    assert list(error["details"]) == [f"{section}.{next(iter(values))}"]
    assert system(portal) == DEFAULTS


def test_an_address_of_the_site_that_fills_a_body_takes_no_time(portal: Portal) -> None:
    body = {"general": {"siteUrl": f"http://{'a' * 50_000} "}}
    begun = monotonic()
    portal.refused(400, "VALIDATION_ERROR", "PUT", SYSTEM, "admin", json=body)
    assert monotonic() - begun < 5  # and much more, if the pattern tries every split


@pytest.mark.parametrize("body", [{}, {"general": {}}, {"billing": None}, {"colours": {}}], ids=str)
def test_a_change_of_nothing_is_refused(portal: Portal, body: dict[str, Any]) -> None:
    error = portal.refused(400, "VALIDATION_ERROR", "PUT", SYSTEM, "admin", json=body)
    assert list(error["details"]) == (list(body) or ["body"])


# -- what they do -------------------------------------------------------------------------------


def invoice(portal: Portal, name: str = "web-1") -> Invoice:
    """The invoice of a new server that costs 29.99."""
    portal.server(name=name)
    found: Invoice = portal.row(select(Invoice).order_by(Invoice.id.desc()))
    return found


@pytest.mark.parametrize(("rate", "tax"), [(8.0, "2.40"), (19, "5.70"), (0, "0.00"), (7.7, "2.31")])
def test_invoices_are_taxed_at_the_rate(portal: Portal, rate: float, tax: str) -> None:
    put(portal, "billing", taxRate=rate)
    made = invoice(portal)
    assert (f"{made.tax:.2f}", made.total - made.amount) == (tax, made.tax)


def test_invoices_are_in_the_currency_and_have_the_prefix(portal: Portal) -> None:
    before = invoice(portal)
    put(portal, "billing", currency="EUR", invoicePrefix="RE_")
    after = invoice(portal, "web-2")
    year = before.created_at.year
    assert [before.number, after.number] == [f"INV-{year}-001", f"RE_{year}-002"]
    assert [before.currency, after.currency] == ["USD", "EUR"]


def test_nothing_is_billed_by_itself_while_that_is_off(portal: Portal) -> None:
    put(portal, "billing", autoBilling=False)
    portal.server()
    portal.clock.move(days=20)
    portal.work()
    assert portal.rows(select(Invoice)) == []
    portal._tokens.clear()
    put(portal, "billing", autoBilling=True)
    portal.work()
    assert len(portal.rows(select(Invoice))) == 2  # the first month, and the one that is near


def log_in(portal: Portal, who: str, password: str = PASSWORD, **kwargs: Any) -> Any:
    body = {"email": PEOPLE[who][0], "password": password}
    return portal.call("POST", "/auth/login", json=body, **kwargs)


def test_tokens_are_good_for_as_long_as_a_session_is(portal: Portal) -> None:
    put(portal, "security", sessionTimeout="90s")
    found = log_in(portal, "customer").get_json()["data"]
    assert found["expiresIn"] == "90s"
    claims = jwt.decode(found["token"], options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] == 90
    headers = {"Authorization": f"Bearer {found['token']}"}
    path = f"/users/{IDS['customer']}"
    portal.clock.move(seconds=80)
    portal.good("GET", path, headers=headers)
    refreshed = portal.good("POST", "/auth/refresh", headers=headers)
    assert refreshed["expiresIn"] == "90s"
    headers = {"Authorization": f"Bearer {refreshed['token']}"}
    portal.clock.move(seconds=80)
    portal.good("GET", path, headers=headers)
    portal.clock.move(seconds=11)
    portal.refused(401, "AUTHENTICATION_ERROR", "GET", path, headers=headers)


def test_new_passwords_have_the_length_that_is_asked_for(portal: Portal) -> None:
    put(portal, "security", passwordMinLength=12)
    person = {"email": "new@example.com", "name": "New User"}
    path = f"/users/{IDS['customer']}"
    for length, status in ((11, 400), (12, 201)):
        body = person | {"password": "p" * length}
        answer = portal.call("POST", "/auth/register", json=body)
        assert answer.status_code == status
        if status == 400:
            assert list(answer.get_json()["error"]["details"]) == ["password"]
    for length, status in ((11, 400), (12, 200)):
        body = {"password": "q" * length, "currentPassword": PASSWORD}
        answer = portal.call("PUT", path, "customer", json=body)
        assert answer.status_code == status
        if status == 400:
            assert list(answer.get_json()["error"]["details"]) == ["password"]
    # Who has a short one already keeps it.
    assert log_in(portal, "other").status_code == 200


# -- from where administrators come -------------------------------------------------------------


def test_administrators_are_let_in_from_listed_addresses_only(portal: Portal) -> None:
    put(portal, "security", ipWhitelist=["127.0.0.0/8"])
    system(portal)
    error = portal.refused(
        401, "AUTHENTICATION_ERROR", "GET", SYSTEM, "admin", environ_overrides=ELSEWHERE
    )
    assert "address" in error["message"]
    assert log_in(portal, "admin", environ_overrides=ELSEWHERE).status_code == 401
    assert log_in(portal, "admin").status_code == 200


def test_the_list_says_nothing_of_anybody_else(portal: Portal) -> None:
    put(portal, "security", ipWhitelist=["127.0.0.1"])
    for who in ("support", "customer"):
        assert log_in(portal, who, environ_overrides=ELSEWHERE).status_code == 200
        path = f"/users/{IDS[who]}"
        portal.good("GET", path, who, environ_overrides=ELSEWHERE)


@pytest.mark.parametrize("listed", [["203.0.113.7"], ["10.0.0.0/8", "::1"], ["128.0.0.0/1"]])
def test_nobody_shuts_the_door_on_themselves(portal: Portal, listed: list[str]) -> None:
    body = {"security": {"ipWhitelist": listed, "passwordMinLength": 9}}
    portal.refused(409, "CONFLICT", "PUT", SYSTEM, "admin", json=body)
    assert portal.row(select(Setting)).values == {}


@pytest.mark.parametrize(
    ("listed", "address", "inside"),
    [
        ("203.0.113.0/24", "203.0.113.7", True),
        ("203.0.113.7/24", "203.0.113.200", True),  # as people write it
        ("203.0.113.7", "203.0.113.8", False),
        ("203.0.113.7", "::ffff:203.0.113.7", True),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("::ffff:203.0.113.0/120", "::ffff:203.0.113.9", True),
        ("::ffff:203.0.113.0/120", "203.0.114.9", False),
        ("2001:db8::/32", "2001:db8:1::1", True),
        ("2001:db8::/32", "2001:db9::1", False),
        ("::/0", "203.0.113.7", False),
    ],
)
def test_addresses_are_in_networks(portal: Portal, listed: str, address: str, inside: bool) -> None:
    put(portal, "security", ipWhitelist=["127.0.0.1", listed])
    answer = portal.call("GET", SYSTEM, "admin", environ_overrides={"REMOTE_ADDR": address})
    assert answer.status_code == (200 if inside else 401)


def test_an_empty_list_lets_in_from_everywhere_again(portal: Portal) -> None:
    put(portal, "security", ipWhitelist=["127.0.0.1"])
    put(portal, "security", ipWhitelist=[])
    portal.good("GET", SYSTEM, "admin", environ_overrides=ELSEWHERE)
