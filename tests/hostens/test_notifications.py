"""Notifications of the portal: listed, filtered, acknowledged, and not for everybody."""

from typing import Any

import pytest

from simulators.hostens.clientarea import notifications
from tests.hostens.client import Hostens

INVOICE, SERVER, HOSTING, NEXT = "501", "502", "503", "505"


def listed(api: Hostens, query: str = "", *, new: bool = False) -> list[str]:
    """Their ids."""
    path = "/notifications/new" if new else "/notifications"
    return [one["id"] for one in api.told("GET", path + query)["notifications"]]


def happens(api: Hostens, *what: str) -> None:
    with api.meddling() as world:
        notifications.add(world, *what)


def test_the_latest_comes_first(api: Hostens) -> None:
    assert listed(api) == [HOSTING, SERVER, INVOICE]
    happens(api, "domain", "7", "example.com expires")
    assert listed(api)[0] == NEXT


def test_what_happens_is_told_with_its_time(api: Hostens) -> None:
    api.days(1)
    happens(api, "domain", "7", "example.com expires")
    (told,) = api.told("GET", "/notifications?rel_type=domain")["notifications"]
    assert told.pop("date") == api.inside().now.strftime("%Y-%m-%d %H:%M:%S")
    assert told == {
        "id": NEXT,
        "rel_type": "domain",
        "rel_id": "7",
        "subject": "example.com expires",
        "seen": "0",
    }


def test_new_ones_are_those_that_nobody_acknowledged(api: Hostens) -> None:
    assert listed(api, new=True) == [HOSTING, SERVER]
    for _ in range(2):
        acknowledged = api.told("PUT", f"/notifications/{SERVER}/ack")
        assert acknowledged == {"info": ["success_changes_save"]}
        assert listed(api, new=True) == [HOSTING]
    assert listed(api) == [HOSTING, SERVER, INVOICE]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?rel_type=service", [HOSTING, SERVER]),
        ("?rel_type=service&rel_id=113", [SERVER]),
        ("?rel_id=113", [SERVER]),
        ("?rel_type=invoice&rel_id=113", []),
        ("?rel_type=&rel_id=", [HOSTING, SERVER, INVOICE]),
        ("?rel_type=Service", []),
        ("?other=1", [HOSTING, SERVER, INVOICE]),
        ("?rel_type=%00", []),
        ("?rel_type=domain&rel_type=invoice", [INVOICE]),
    ],
)
def test_they_are_found_by_what_they_are_about(api: Hostens, query: str, found: list[str]) -> None:
    assert listed(api, query) == found
    assert listed(api, query, new=True) == [id for id in found if id != INVOICE]


@pytest.mark.parametrize(
    ("query", "field"), [("?rel_type[]=service", "rel_type"), (f"?rel_id={'1' * 256}", "rel_id")]
)
def test_odd_queries_are_refused(api: Hostens, query: str, field: str) -> None:
    refused = api.refused("GET", f"/notifications{query}")
    assert refused == [["field_format_error", field]]


@pytest.mark.parametrize("id", ["1", "0502", "new", "5" * 100, "%00", "502.0", "-1"])
def test_what_is_not_there_cannot_be_acknowledged(api: Hostens, id: str) -> None:
    assert api.refused("PUT", f"/notifications/{id}/ack", status=404) == ["notfound"]


def test_another_customer_has_others(api: Hostens) -> None:
    other = Hostens(api.app, account="second")
    (id,) = listed(other)
    assert api.refused("PUT", f"/notifications/{id}/ack", status=404) == ["notfound"]
    other.told("PUT", f"/notifications/{id}/ack")
    assert listed(other, new=True) == []
    assert listed(api, new=True) == [HOSTING, SERVER]


@pytest.mark.parametrize(
    ("privileges", "told"),
    [
        ({"support": ["tickets"]}, []),
        ({"billing": ["emails"]}, [INVOICE]),
        ({"billing": ["payinvoice"]}, []),
        ({"services": {"113": ["notify"]}}, [SERVER]),
        ({"services": {"113": ["basic"]}}, []),
        ({"services": {"full": 1}}, [HOSTING, SERVER]),
        ({"domains": {"full": 1}, "billing": ["emails"]}, [NEXT, INVOICE]),
    ],
)
def test_a_contact_is_told_what_it_is_to_be_told(
    api: Hostens, privileges: dict[str, Any], told: list[str]
) -> None:
    happens(api, "domain", "7", "example.com expires")
    happens(api, "ticket", "1", "An answer, which is for the customer")
    api.become_contact(**privileges)
    assert listed(api) == told
    for id in ("506", NEXT, HOSTING, SERVER, INVOICE):
        api.told("PUT", f"/notifications/{id}/ack", status=200 if id in told else 404)
