"""Servers as they are shown, and what they come from."""

import re
from typing import Any

import pytest

from tests.contract.examples import differences, documented
from tests.hostens.client import ANOTHERS, SERVER, WINDOWS, Hostens
from tests.hostens.servers import ADDITIONAL, NOW, Servers

MB = 1024
COMPONENT = {"id": 123, "name": "Daily and weekly backups", "selected": False}


@pytest.fixture
def servers() -> Servers:
    return Servers()


# -- as documented ------------------------------------------------------------------------


def test_the_list_is_the_documented_one_but_for_addresses_and_dates(servers: Servers) -> None:
    first, second = servers.api.told("GET", "/server")
    (shown,) = documented("listServers")
    own = {"ip": first["ip"], "date_created": "2026-01-01", "synch_date": "2026-01-01 00:00:00"}
    assert first == shown | own
    assert list(first) == list(shown)
    assert (second["server_id"], second["type"], second["label"]) == (114, "KVM", "")


def test_details_are_the_documented_ones_but_for_addresses_figures_and_dates(
    servers: Servers,
) -> None:
    found, shown = servers.details(), documented("getServer")
    assert list(differences(found, shown, "details")) == []
    own = {
        "synch_date": NOW,
        "ip": found["ip"],
        "additional_ip": ADDITIONAL,
        "cpu_frequency": 2600,
        "ram_limit": 2 * MB,
        "disk_limit": 20 * MB,
        "bw_limit": 2 * MB * MB,
        "ram_used": found["ram_used"],
        "disk_usage": found["disk_usage"],
        "bw_in": 0,
        "bw_out": 0,
    }
    assert found == shown | own


def test_scripts_are_the_documented_ones(servers: Servers) -> None:
    listed = servers.api.told("GET", "/scripts")
    assert listed[:1] == documented("listScripts")
    assert servers.api.told("GET", "/scripts/1076") == documented("getScript")
    for brief in listed:
        script = servers.api.told("GET", f"/scripts/{brief['id']}")
        assert script.pop("content")
        assert script == brief


def test_systems_are_those_of_the_server_s_type(servers: Servers) -> None:
    def systems(id: str) -> dict[str, str]:
        rows = servers.api.told("GET", f"/server/{id}/oses")
        return {row["os"]: row["title"] for row in rows}

    assert (
        documented("listServerSystems")[0].items()
        <= {
            "os": "centos-7-x86_64",
            "title": systems(SERVER)["centos-7-x86_64"],
        }.items()
    )
    assert systems(WINDOWS)["kvm-win-2022-x86_64"] == "Windows 2022"
    assert not systems(SERVER).keys() & systems(WINDOWS).keys()


def test_additional_addresses_are_in_a_list_of_one_or_by_a_quirk_alone(servers: Servers) -> None:
    assert servers.api.told("GET", f"/server/{SERVER}/ips") == [{"ips": ADDITIONAL}]
    assert servers.api.told("GET", f"/server/{WINDOWS}/ips") == [{"ips": []}]
    servers.quirk("ips-object", True)
    assert servers.api.told("GET", f"/server/{SERVER}/ips") == {"ips": ADDITIONAL}


# -- what services make of them -----------------------------------------------------------


def test_a_server_that_is_suspended_is_shown_and_not_listed(servers: Servers) -> None:
    servers.service(status="Suspended")
    assert servers.details()["status"] == "Suspended"
    assert [one["server_id"] for one in servers.api.told("GET", "/server")] == [114]
    refused = servers.api.refused("POST", f"/server/{SERVER}/reboot")
    assert refused == [["server_not_active", "Suspended"]]
    servers.service(status="Active")
    servers.begin("reboot")


@pytest.mark.parametrize(
    ("product", "item", "os"),
    [
        ("13", "", "ubuntu-16.04-x86_64"),
        ("13", 11002, "centos-7-x86_64"),
        ("13", 11004, "ubuntu-16.04-x86_64"),  # not for this type
        ("15", "11004", "kvm-win-2022-x86_64"),
        ("15", "", "kvm-ubuntu-24.04-gpt-x86_64"),
        ("61", "11001", "ubuntu-16.04-x86_64"),
    ],
)
def test_a_new_server_has_the_chosen_system_if_it_can(
    servers: Servers, product: str, item: Any, os: str
) -> None:
    servers.api.credit("1000.00")
    backups = {} if product == "61" else {"1702": "123"}
    given = {"custom": {"1701": item, **backups}, "addon": {"32": 1}}
    servers.api.told("POST", f"/order/{product}", {"domain": "new.example.com", **given})
    servers.api.advance(300)
    found = servers.details("1001")
    assert (found["os"], found["domain"]) == (os, "new.example.com")
    assert (found["package_id"], found["status"]) == (int(product), "Active")
    addresses = [found["ip"], *found["additional_ip"], *ADDITIONAL]
    assert len(set(addresses)) == len(addresses) == 4
    assert found["components"] == [COMPONENT | {"selected": True}] * len(backups)
    assert [one["server_id"] for one in servers.api.told("GET", "/server")] == [113, 114, 1001]


def test_a_server_whose_service_ends_is_gone_and_its_task_with_it(servers: Servers) -> None:
    servers.api.told("POST", f"/service/{SERVER}/cancel", {"immediate": True})
    servers.api.advance(3_590)
    task = servers.begin("reboot")
    servers.api.advance(10)
    for path in ("", f"/task/{task}", "/oses", "/ips", "/graphs/300", "/history"):
        servers.api.refused("GET", f"/server/{SERVER}{path}", status=404)
    servers.api.refused("POST", f"/server/{SERVER}/reboot", status=404)
    assert not [kind for kind in servers.api.advance(3_600) if kind.startswith("task-")]
    assert [one["server_id"] for one in servers.api.told("GET", "/server")] == [114]


def test_customers_do_not_see_each_other_s(servers: Servers) -> None:
    another = Hostens(servers.api.app, account="second")
    assert [one["server_id"] for one in another.told("GET", "/server")] == [int(ANOTHERS)]
    assert another.told("GET", "/scripts") == []
    assert another.refused("GET", f"/server/{SERVER}", status=404) == ["notfound"]
    assert servers.api.refused("GET", f"/server/{ANOTHERS}", status=404) == ["notfound"]


# -- what they use ------------------------------------------------------------------------


def test_figures_are_collected_every_five_minutes(servers: Servers) -> None:
    servers.api.days(9)
    before = servers.details()
    servers.api.advance(299)
    assert servers.details() == before
    servers.api.advance(1)
    after = servers.details()
    assert before["synch_date"] == "2026-01-10T00:00:00+00:00"
    assert after["synch_date"] == "2026-01-10T00:05:00+00:00"
    (first, _) = servers.api.told("GET", "/server")
    assert first["synch_date"] == "2026-01-10 00:05:00"
    assert before["ram_used"] != after["ram_used"]
    for used, limit in (("ram_used", "ram_limit"), ("disk_usage", "disk_limit")):
        assert 0 < after[used] < after[limit]
    assert 0 < before["bw_in"] < after["bw_in"] < after["bw_out"] < after["bw_limit"]


def test_a_disk_fills_slowly_and_is_fresh_after_a_reinstallation(servers: Servers) -> None:
    fresh = servers.details()["disk_usage"]
    servers.api.days(20)
    full = servers.details()["disk_usage"]
    assert fresh < full < fresh * 2
    servers.begin("reinstall", {"os": "ubuntu-16.04-x86_64"})
    assert servers.details()["disk_usage"] == full
    servers.api.advance(300)
    assert servers.details()["disk_usage"] == fresh


def test_traffic_counts_by_the_month(servers: Servers) -> None:
    servers.api.advance(31 * 86_400 - 300)
    january = servers.details()["bw_out"]
    servers.api.advance(600)
    february = servers.details()["bw_out"]
    assert 0 < february < january / 100
    first, second = servers.api.told("GET", f"/server/{SERVER}/history")
    assert (first["year"], first["month"], second["month"]) == (2026, 1, 2)
    assert january < first["bw_out"] < january * 1.01
    assert second["bw_out"] == february


def test_the_history_has_twelve_months_at_most_the_current_one_last(servers: Servers) -> None:
    servers.service(date_created="2025-11-15")
    months = servers.api.told("GET", f"/server/{SERVER}/history")
    assert [(row["year"], row["month"]) for row in months] == [(2025, 11), (2025, 12), (2026, 1)]
    november, december, _ = months
    assert 0 < november["bw_in"] < december["bw_in"] * 3
    servers.service(date_created="2020-02-29")
    months = servers.api.told("GET", f"/server/{SERVER}/history")
    assert [row["month"] for row in months] == [*range(2, 13), 1]
    assert list(differences(months, documented("getServerHistory"), "history")) == []
    details = servers.details()
    for row in months:
        assert row["quota_limit"] == details["disk_limit"]
        assert 0 < row["inode_usage"] < row["inode_limit"]
    assert months[-1]["quota_usage"] == details["disk_usage"]


# -- graphs -------------------------------------------------------------------------------


def graphs(servers: Servers, **kwargs: Any) -> dict[str, str]:
    answer = servers.api("GET", f"/api/server/{SERVER}/graphs/576", **kwargs)
    return {row["type"]: row["url"] for row in answer.json or []}


def picture(servers: Servers, url: str) -> Any:
    """As a browser fetches it, without credentials."""
    path = re.sub("^//[^/]+/hostens", "", url)
    return servers.api("GET", path, headers={"Authorization": ""})


def test_graphs_are_links_that_a_browser_can_follow(servers: Servers) -> None:
    links = graphs(servers)
    assert len(links) == 32
    assert {type.partition("_")[2] for type in links} == {"daily", "weekly", "monthly", "yearly"}
    seen = set()
    for type, url in links.items():
        assert url.startswith("//localhost/hostens/api/graph.php?")
        answer = picture(servers, url)
        assert answer.content_type == "image/svg+xml"
        assert f"<title>{type} of server {SERVER}</title>" in answer.text
        assert 'width="576"' in answer.text
        seen.add(answer.text)
        assert picture(servers, url).text == answer.text
    assert len(seen) == len(links)


def test_a_link_goes_to_the_host_that_was_asked(servers: Servers) -> None:
    servers.api.base = ""
    host = {"Host": "billing.hostens.com"}
    url = graphs(servers, headers=host)["cpu_daily"]
    assert url.startswith("//billing.hostens.com/api/graph.php?")
    path = url.removeprefix("//billing.hostens.com")
    answer = servers.api("GET", path, headers=host | {"Authorization": ""})
    assert answer.status_code == 200


def test_a_link_is_good_for_eight_minutes(servers: Servers) -> None:
    url = graphs(servers)["cpu_daily"]
    servers.api.advance(479)
    assert picture(servers, url).status_code == 200
    servers.api.advance(1)
    assert picture(servers, url).status_code == 404


def test_a_link_opens_nothing_but_its_own_server_s_graphs(servers: Servers) -> None:
    url = graphs(servers)["cpu_daily"]
    token = url.partition("token=")[2]
    bearer = {"Authorization": f"Bearer {token}"}
    assert servers.api("GET", "/api/server", headers=bearer).status_code == 401
    assert picture(servers, url[:-4] + "AAAA").status_code == 404
    login = {"username": "default@sim.test", "password": "secret_default"}
    access = servers.api.told("POST", "/login", login)["token"]
    assert picture(servers, url.replace(token, access)).status_code == 404


def test_a_link_is_of_its_own_world_and_customer_whoever_follows_it(servers: Servers) -> None:
    another = Hostens(servers.api.app, world="other", account="second")
    url = another.told("GET", f"/server/{ANOTHERS}/graphs/300")[0]["url"]
    path = url.removeprefix("//localhost/hostens")
    answer = servers.api("GET", path)
    assert f"of server {ANOTHERS}" in answer.text
    assert answer.headers["X-Sim-World"] == "other"
    another.control("DELETE", "/worlds/other")
    assert servers.api("GET", path).status_code == 401
