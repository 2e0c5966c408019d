"""What Hostinger's simulator notes: each effect by each way in which it comes about."""

from decimal import Decimal
from typing import Any

import pytest

from tests.hostinger.domains import (
    COM_1Y,
    DECLINED,
    PORTFOLIO,
    SECOND,
    SECOND_COM,
    SECOND_EMAIL,
    V1,
    contacts,
    ok,
    order,
)
from tests.hostinger.machines import DAY, HOUR, ID, ITEM, MACHINES, SETUP, Machines
from tests.ledger import counts, ledger, noted, sums
from tests.support import SNAPSHOTS, ZONE, Api

ORDERS, SUBSCRIPTIONS = "/api/billing/v1/orders", "/api/billing/v1/subscriptions"
CHARGED = 9693617
EMAIL_ITEM = "hostingercom-email-business-usd-1m"
WWW = {"name": "www", "type": "CNAME"}
MACHINE = {"item_id": ITEM, "setup": SETUP}


@pytest.fixture
def vps() -> Machines:
    return Machines()


@pytest.fixture
def api(vps: Machines) -> Api:
    return vps.api


def subscriptions(api: Api, **kwargs: Any) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = ok(api("GET", SUBSCRIPTIONS, **kwargs))
    return listed


def no_longer_paid(api: Api, subscription_id: str) -> None:
    ok(api("DELETE", f"{SUBSCRIPTIONS}/{subscription_id}/auto-renewal/disable"))


# -- money --------------------------------------------------------------------------------


def test_an_order_spends_its_total(api: Api) -> None:
    items = [{"item_id": ITEM, "quantity": 2}, {"item_id": COM_1Y}, {"item_id": EMAIL_ITEM}]
    order = ok(api("POST", ORDERS, {"items": items}))
    (spent,) = ledger(api, "?effect=money-spent")["effects"]
    assert (spent["bill"], spent["currency"]) == (str(order["id"]), order["currency"])
    assert Decimal(spent["amount"]) == Decimal(order["total"]) / 100
    assert counts(api) == {"machines_bought": 2, "services_bought": 1}  # the domain has no name yet


def test_so_does_a_renewal_by_hand(vps: Machines, api: Api) -> None:
    id = vps.read()["subscription_id"]
    total = ok(api("POST", f"{SUBSCRIPTIONS}/{id}/renew"))["total"]
    assert noted(api) == [("money-spent", "21.77", "renewed")]
    assert total == 2177


def test_a_year_spends_what_its_renewals_cost(vps: Machines, api: Api) -> None:
    """Of both accounts; a price without tax is that of the subscription."""
    ok(api("POST", PORTFOLIO, order("mine.com")))
    first, _ = sums(api)
    path = "/worlds/default/clock/advance"
    fired = api.control("POST", path, {"seconds": 370 * DAY})["fired"]
    prices = {
        one["id"]: one["renewal_price"]
        for one in [*subscriptions(api), *subscriptions(api, headers=SECOND)]
    }
    renewed = [one for one in fired if one["event"] == "hostinger.billing.subscription-renewal"]
    assert {one.get("account", "") for one in renewed} == {"", "second"}
    cents = sum((prices[one["data"]] * 121 + 50) // 100 for one in renewed)
    told = ledger(api, "?vendor=hostinger&effect=money-spent")
    assert Decimal(told["totals"]["money_spent"]["USD"]) - first == Decimal(cents) / 100
    assert {one["cause"] for one in told["effects"][1:]} == {
        "hostinger.billing.subscription-renewal"
    }
    theirs = [one for one in renewed if "account" in one]
    assert len(noted(api, "money-spent", account="second")) == len(theirs) == 1


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", MACHINES, MACHINE | {"payment_method_id": DECLINED}, 402),
        ("POST", MACHINES, MACHINE | {"setup": SETUP | {"template_id": 1}}, 422),
        ("POST", MACHINES, MACHINE | {"setup": SETUP | {"hostname": "BAD"}}, 422),
        ("POST", PORTFOLIO, order("taken-shop.com"), 422),
        ("POST", PORTFOLIO, order("shop.com", payment_method_id=DECLINED), 402),
        ("POST", f"{PORTFOLIO}/claim", {"domain": "fails-shop.com"}, 422),
        ("POST", ORDERS, {"items": [{"item_id": f"{ITEM}!declined"}]}, 402),
        ("POST", f"{SUBSCRIPTIONS}/unknown/renew", {}, 404),
        ("PUT", ZONE, {"overwrite": True, "zone": []}, 422),
        ("POST", f"{SNAPSHOTS}/1/restore", None, 404),
        ("POST", f"{MACHINES}/{ID}/recreate", {"template_id": 1}, 422),
        ("POST", f"{MACHINES}/{ID}/backups/1/restore", None, 404),
        ("DELETE", "/api/dns/v1/zones/example.org", {"filters": [WWW]}, 403),
    ],
)
def test_what_is_refused_has_no_effects(
    vps: Machines, api: Api, method: str, path: str, body: Any, status: int
) -> None:
    assert api(method, path, body).status_code == status
    vps.advance(HOUR)
    assert noted(api) == []


@pytest.mark.parametrize(
    ("path", "body", "spent", "got"),
    [
        (MACHINES, MACHINE, "10.88", [("machine-bought", "1268056", "")]),
        (PORTFOLIO, order("shop.com"), "12.09", []),
        (ORDERS, {"items": [{"item_id": EMAIL_ITEM}]}, "1.20", None),
    ],
)
def test_what_was_charged_though_it_was_refused_is_spent_when_it_is_delivered(
    vps: Machines, api: Api, path: str, body: Any, spent: str, got: Any
) -> None:
    assert api("POST", path, body | {"payment_method_id": CHARGED}).status_code == 402
    assert noted(api) == []
    vps.advance(58)
    *rest, last = noted(api)
    assert last == ("money-spent", spent, "charged though refused")
    assert "bill" not in ledger(api)["effects"][-1]
    assert rest == got if got is not None else [one[0] for one in rest] == ["service-bought"]


def test_so_is_a_renewal_and_it_costs_what_a_renewal_costs(vps: Machines, api: Api) -> None:
    id = vps.read()["subscription_id"]
    body = {"payment_method_id": CHARGED}
    assert api("POST", f"{SUBSCRIPTIONS}/{id}/renew", body).status_code == 402
    vps.advance(58)
    assert noted(api) == [("money-spent", "21.77", "charged though refused")]


# -- domains ------------------------------------------------------------------------------


def test_a_domain_is_bought_when_its_name_is_the_accounts(vps: Machines, api: Api) -> None:
    ok(api("POST", PORTFOLIO, order("bought.com")))
    ok(api("POST", f"{PORTFOLIO}/claim", {"domain": "free.com"}))
    ok(api("POST", f"{V1}/transfers/claim", {"domain": "came.com", "auth_code": "code"}))
    ok(api("POST", ORDERS, {"items": [{"item_id": COM_1Y}]}))
    ok(api("POST", f"{PORTFOLIO}/claim", {"domain": "paid.com"}))
    vps.advance(6 * DAY)
    bought = noted(api, "domain-bought", "domain-lost")
    names = ("bought.com", "free.com", "came.com", "paid.com")
    assert bought == [("domain-bought", name, "") for name in names]
    assert noted(api, "money-spent") == [("money-spent", "12.09", "ordered")] * 2


def test_one_whose_registration_fails_is_lost_again(vps: Machines, api: Api) -> None:
    ok(api("POST", PORTFOLIO, order("fails-here.com")))
    body = {"domain": "fails-there.com", "auth_code": "code"}
    ok(api("POST", f"{V1}/transfers/claim", body))
    vps.advance(6 * DAY)
    names = ("fails-here.com", "fails-there.com")
    assert noted(api, "domain-bought") == [("domain-bought", name, "") for name in names]
    assert noted(api, "domain-lost") == [("domain-lost", name, "failed") for name in names]
    assert sums(api) == (Decimal("12.09"), Decimal(0))  # nothing is paid back


def test_one_that_is_not_renewed_is_lost_when_the_grace_is_over(vps: Machines, api: Api) -> None:
    no_longer_paid(api, ok(api("POST", PORTFOLIO, order("gone.com")))["subscription_id"])
    vps.advance(365 * DAY + 44 * DAY)
    assert noted(api, "domain-lost") == []
    vps.advance(2 * DAY)
    assert noted(api, "domain-lost") == [("domain-lost", "gone.com", "deleted")]
    (lost,) = ledger(api, "?effect=domain-lost&vendor=hostinger")["effects"]
    assert (lost["cause"], "account" in lost) == ("hostinger.billing.end-of-grace", False)


def test_an_ordered_domain_that_nobody_named_is_no_loss(vps: Machines, api: Api) -> None:
    no_longer_paid(
        api, ok(api("POST", ORDERS, {"items": [{"item_id": COM_1Y}]}))["subscription_id"]
    )
    vps.advance(420 * DAY)
    assert noted(api, "domain-bought", "domain-lost") == []


def test_one_that_moves_is_lost_by_one_customer_and_got_by_the_other(
    vps: Machines, api: Api
) -> None:
    out, into = f"{V1}/move/outgoing/example.com", f"{V1}/move/incoming/example.com"
    ok(api("POST", out, {"new_customer_email": SECOND_EMAIL}))
    ok(api("PUT", into, {"domain_contacts": contacts(SECOND_COM)}, headers=SECOND))
    assert noted(api) == noted(api, account="second") == []
    vps.advance(600)
    assert noted(api) == [("domain-lost", "example.com", "moved")]
    assert noted(api, account="second") == [("domain-bought", "example.com", "moved")]


# -- machines and services ----------------------------------------------------------------


def test_a_machine_is_bought_at_once(vps: Machines, api: Api) -> None:
    machine = vps.bought()
    assert noted(api) == [
        ("money-spent", "10.88", "ordered"),
        ("machine-bought", str(machine["id"]), ""),
    ]
    vps.advance(HOUR)
    assert len(noted(api)) == 2


@pytest.mark.parametrize(
    ("path", "body", "why"),
    [
        ("/recreate", {"template_id": 1130}, "recreated"),
        ("/snapshot/restore", None, "snapshot restored"),
        ("/backups/{}/restore", None, "backup restored"),
    ],
)
def test_what_is_on_a_machine_is_lost_when_something_else_is_there(
    vps: Machines, api: Api, path: str, body: Any, why: str
) -> None:
    backup = vps("GET", f"/{ID}/backups")["data"][0]["id"]
    vps("POST", f"/{ID}{path.format(backup)}", body)
    vps.advance(60)
    assert noted(api) == []
    vps.advance(HOUR)
    assert noted(api) == [("machine-destroyed", str(ID), why)]


def test_an_action_that_fails_destroys_nothing(vps: Machines, api: Api) -> None:
    vps("PUT", f"/{ID}/hostname", {"hostname": "error.example.com"})
    vps.advance(HOUR)
    vps("POST", f"/{ID}/recreate", {"template_id": 1130})
    vps.advance(HOUR)
    vps("POST", f"/{ID}/snapshot/restore")
    vps.advance(HOUR)
    assert noted(api) == []


def test_what_can_be_undone_destroys_nothing(vps: Machines, api: Api) -> None:
    vps.done("POST", "/stop")
    vps.done("POST", "/start")
    vps.done("POST", "/recovery", {"root_password": "oMeNRustosIO.24"})
    vps.done("DELETE", "/recovery")
    vps.done("POST", "/snapshot")
    vps.done("DELETE", "/snapshot")
    assert noted(api) == []


def test_a_machine_that_nobody_pays_for_is_destroyed_after_the_grace(
    vps: Machines, api: Api
) -> None:
    machine = vps.bought()
    vps.stop_paying(machine)
    vps.advance(44 * DAY)  # a month, and but a day of the two weeks
    assert noted(api, "machine-destroyed") == []
    vps.advance(2 * DAY)
    expired = ("machine-destroyed", str(machine["id"]), "expired")
    assert noted(api, "machine-destroyed") == [expired]


def test_an_e_mail_plan_is_a_service(vps: Machines, api: Api) -> None:
    id = ok(api("POST", ORDERS, {"items": [{"item_id": EMAIL_ITEM}]}))["subscription_id"]
    assert noted(api, "service-bought") == [("service-bought", id, "")]
    no_longer_paid(api, id)
    vps.advance(44 * DAY)
    assert noted(api, "service-lost") == []
    vps.advance(2 * DAY)
    assert noted(api, "service-lost") == [("service-lost", id, "expired")]


# -- zones --------------------------------------------------------------------------------


def put(api: Api, *contents: str, name: str = "www2", overwrite: bool = True, **more: Any) -> None:
    records = [{"content": content} for content in contents]
    rrset = {"name": name, "type": "A", "records": records, **more}
    ok(api("PUT", ZONE, {"overwrite": overwrite, "zone": [rrset]}))


def test_records_that_are_added_overwrite_nothing(api: Api) -> None:
    put(api, "192.0.2.1")
    put(api, "192.0.2.1")  # as it is
    put(api, "192.0.2.2", overwrite=False, ttl=60)
    put(api, "192.0.2.1", "192.0.2.2", "192.0.2.3", ttl=90)
    assert noted(api) == []


def test_records_that_others_take_the_place_of_are_lost(api: Api) -> None:
    put(api, "192.0.2.1", "192.0.2.2")
    put(api, "192.0.2.1")
    assert noted(api) == [("zone-overwritten", "example.com", "records update")]


def test_so_are_deleted_ones(api: Api) -> None:
    body = {"filters": [WWW]}
    for _ in range(2):  # the second finds nothing
        ok(api("DELETE", ZONE, body))
    assert noted(api) == [("zone-overwritten", "example.com", "records delete")]


@pytest.mark.parametrize("sync", [True, False])
def test_and_those_that_a_reset_does_not_keep(vps: Machines, api: Api, sync: bool) -> None:
    put(api, "192.0.2.1", name="mine")
    ok(api("POST", f"{ZONE}/reset", {"sync": sync}))
    vps.advance(5)
    assert noted(api) == [("zone-overwritten", "example.com", "reset")]
    (effect,) = ledger(api)["effects"]
    assert effect["cause"] == (2 if sync else "hostinger.dns.zone-reset")


def test_a_restored_snapshot_overwrites_what_came_after_it(api: Api) -> None:
    put(api, "192.0.2.1")
    (snapshot,) = ok(api("GET", SNAPSHOTS))
    ok(api("POST", f"{SNAPSHOTS}/{snapshot['id']}/restore"))
    assert noted(api) == [("zone-overwritten", "example.com", "snapshot restore")]


def test_one_that_only_brings_records_back_overwrites_nothing(api: Api) -> None:
    ok(api("DELETE", ZONE, {"filters": [WWW]}))
    (snapshot,) = ok(api("GET", SNAPSHOTS))
    ok(api("POST", f"{SNAPSHOTS}/{snapshot['id']}/restore"))
    assert noted(api) == [("zone-overwritten", "example.com", "records delete")]
