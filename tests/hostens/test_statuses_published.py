"""The published statuses, which everybody may read."""

import pytest

from simulators.hostens.statuses.published import STATUSES
from tests.hostens.client import Hostens, basic

NOBODY = {"Authorization": ""}


def test_everybody_may_read_them(api: Hostens) -> None:
    for path in ("/statuses", "/statuses/specific/Resolved", "/statuses/1", "/statuses/"):
        answer = api("GET", f"/api{path}", headers=NOBODY)
        assert (answer.status_code, answer.headers["X-Sim-World"]) == (200, "default")


def test_credentials_choose_the_world_and_are_not_asked_for(api: Hostens) -> None:
    there = Hostens(api.app, world="there")
    assert there("GET", "/api/statuses").headers["X-Sim-World"] == "there"
    wrong = {"Authorization": basic("elsewhere@sim.test", "wrong")}
    assert api("GET", "/api/statuses", headers=wrong).headers["X-Sim-World"] == "default"
    assert api.app.worlds.names() == ["there", "default"]


def test_the_latest_comes_first_and_all_customers_read_the_same(api: Hostens) -> None:
    listed = api.told("GET", "/statuses")["statuses"]
    dates = [one["date_created"] for one in listed]
    assert dates == sorted(dates, reverse=True)
    assert Hostens(api.app, account="second").told("GET", "/statuses")["statuses"] == listed


def test_each_is_found_by_its_id_and_by_its_status(api: Hostens) -> None:
    listed = api.told("GET", "/statuses")["statuses"]
    assert {one["status"] for one in listed} == set(STATUSES)
    for one in listed:
        assert api.told("GET", f"/statuses/{one['id']}") == {"status": one}
        found = api.told("GET", f"/statuses/specific/{one['status']}")["statuses"]
        assert found == [other for other in listed if other["status"] == one["status"]]


@pytest.mark.parametrize("status", ["resolved", "Broken", "%00", "1", "x" * 1_000])
def test_there_are_no_other_statuses(api: Hostens, status: str) -> None:
    refused = api.refused("GET", f"/statuses/specific/{status}")
    assert refused == [["field_format_error", "status"]]


@pytest.mark.parametrize("id", ["0", "5", "01", "-1", "1.0", "specific", "%00", "9" * 5_000])
def test_there_are_no_others(api: Hostens, id: str) -> None:
    assert api.refused("GET", f"/statuses/{id}", status=404) == ["notfound"]
