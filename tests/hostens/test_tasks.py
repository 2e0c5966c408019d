"""Tasks: begun at once, assigned and completed by the clock, one at a time for each server."""

import json
import re
from typing import Any

import pytest

from tests.contract.calls import OPERATIONS
from tests.contract.calls.hostens.servers import BODIES, KEY
from tests.contract.examples import documented
from tests.hostens.client import SERVER, WINDOWS, Hostens
from tests.hostens.servers import ADDITIONAL, Servers

VENDORS = re.compile(r"Password:\s(.*)\s?")
"""How the company's own module for WHMCS looks for a password."""
ACTIONS = {OPERATIONS[id].path.rpartition("/")[2]: body for id, body in BODIES.items()}
NAMES = {
    "reboot": "server_reboot",
    "reinstall": "server_recreate",
    "resetpassword": "server_reset_password",
    "webconsole": "server_web_console",
    "rename": "server_domain",
    "changeptr": "server_ptr",
    "flushfirewall": "server_flush_iptables",
    "changedns": "server_dns",
}


@pytest.fixture
def servers() -> Servers:
    return Servers()


def password(results: str) -> str:
    match = VENDORS.search(results)
    assert match, results
    return match[1]


# -- how they go --------------------------------------------------------------------------


def test_a_reboot_goes_as_documented(servers: Servers) -> None:
    assert {"task_id": servers.begin("reboot")} == documented("rebootServer")
    activated = "2026-01-01T00:00:00+00:00"
    begun = {
        "name": "server_reboot",
        "activated": activated,
        "assigned": "",
        "completed": "",
        "results": "",
    }
    assert servers.task(77995) == begun
    assert servers.api.advance(14) == []
    assert servers.api.advance(1) == ["task-assigned"]
    assigned = begun | {"assigned": "2026-01-01T00:00:15+00:00"}
    assert servers.task(77995) == assigned
    assert servers.api.advance(44) == []
    assert servers.api.advance(1) == ["task-completed"]
    done = assigned | {
        "completed": "2026-01-01T00:01:00+00:00",
        "results": "VM rebooted successfully",
    }
    assert servers.task(77995) == done
    shown = documented("getServerTask")
    assert list(done) == list(shown)
    assert (done["name"], done["results"]) == (shown["name"], shown["results"])


@pytest.mark.parametrize("what", ACTIONS)
def test_every_task_has_its_name_and_comes_to_an_end(servers: Servers, what: str) -> None:
    task = servers.begin(what, ACTIONS[what])
    assert servers.task(task)["name"] == NAMES[what]
    servers.api.advance(300)
    assert servers.task(task)["results"]
    assert servers.details()["active_task"] is None


@pytest.mark.parametrize("second", ACTIONS)
def test_a_server_does_one_thing_at_a_time(servers: Servers, second: str) -> None:
    servers.begin("reboot")
    for seconds in (15, 44):
        refused = servers.api.refused("POST", f"/server/{SERVER}/{second}", ACTIONS[second])
        assert refused == ["server_is_busy"]
        servers.api.advance(seconds)
    servers.begin("reboot", id=WINDOWS)  # another one has no part in it
    servers.api.advance(1)
    servers.begin(second, ACTIONS[second])


def test_details_tell_what_goes_on_and_what_was_done(servers: Servers) -> None:
    assert servers.details()["last_tasks"] is None
    servers.begin("reboot")
    active = servers.details()["active_task"]
    assert active == {
        "name": "server_reboot",
        "activated": "2026-01-01T00:00:00+00:00",
        "assigned": "",
    }
    servers.api.advance(15)
    assert servers.details()["active_task"]["assigned"] == "2026-01-01T00:00:15+00:00"
    assert servers.details()["last_tasks"] is None
    servers.api.advance(45)
    second = servers.begin("flushfirewall")
    servers.api.advance(30)
    found = servers.details()
    assert found["active_task"] is None
    assert found["last_tasks"] == [servers.task(second), servers.task(77995)]
    assert servers.details(WINDOWS)["last_tasks"] is None


def test_the_last_ten_tasks_are_shown(servers: Servers) -> None:
    tasks = []
    for _ in range(12):
        tasks.append(servers.begin("flushfirewall"))
        servers.api.advance(30)
    assert servers.details()["last_tasks"] == [servers.task(task) for task in tasks[:1:-1]]


def test_a_name_stands_for_the_latest_task_of_that_name(servers: Servers) -> None:
    servers.results("reboot")
    servers.results("flushfirewall")
    latest = servers.begin("reboot")
    assert servers.task("server_reboot") == servers.task(latest)
    assert servers.task("server_flush_iptables")["results"]
    for unknown in ("server_recreate", "reboot", "77994"):
        refused = servers.api.refused("GET", f"/server/{SERVER}/task/{unknown}", status=404)
        assert refused == ["Invalid task ID"]


def test_ids_of_tasks_are_never_given_twice(servers: Servers) -> None:
    assert [servers.begin("reboot", id=id) for id in (SERVER, WINDOWS)] == [77995, 77996]
    servers.api.refused("GET", f"/server/{SERVER}/task/77996", status=404)


# -- what they do -------------------------------------------------------------------------


def test_a_new_password_is_told_by_the_results_and_nothing_else(servers: Servers) -> None:
    first = servers.results("resetpassword")
    second = servers.results("resetpassword")
    assert first.startswith("Username: root\n")
    assert re.fullmatch("[A-Za-z0-9]{12}", password(first))
    assert password(first) != password(second)
    windows = servers.results("resetpassword", id=WINDOWS)
    assert windows.startswith("Username: Administrator\n")
    journal = json.dumps(servers.api.control("GET", f"/worlds/{servers.api.world}/journal"))
    assert "server_reset_password" in journal
    for results in (first, second, windows):
        assert password(results) not in journal


def test_what_the_clock_tells_has_no_password(servers: Servers) -> None:
    task = servers.begin("resetpassword")
    path = f"/worlds/{servers.api.world}/clock/advance"
    fired = json.dumps(servers.api.control("POST", path, {"seconds": 60}))
    assert str(task) in fired
    assert password(servers.task(task)["results"]) not in fired


TELLING = {name: ACTIONS[name] for name in ("resetpassword", "webconsole")} | {
    "reinstall": {"os": "centos-7-x86_64"}
}


@pytest.mark.parametrize("what", TELLING)
def test_whoever_only_sees_a_server_reads_no_login_in_its_tasks(
    servers: Servers, what: str
) -> None:
    task = servers.begin(what, TELLING[what])
    customer = servers.api
    servers.api = as_contact(servers, "basic", "upgrade")
    assert servers.task(task)["results"] == ""
    customer.advance(300)
    for found in (servers.task(task), servers.task(NAMES[what]), *servers.details()["last_tasks"]):
        assert (found["name"], found["results"]) == (NAMES[what], "permission_denied")
        assert found["completed"]


@pytest.mark.parametrize("privilege", ["logindetails", "servermanagement"])
@pytest.mark.parametrize("what", TELLING)
def test_who_may_know_or_make_one_does(servers: Servers, what: str, privilege: str) -> None:
    task = servers.begin(what, TELLING[what])
    servers.api.advance(300)
    told = servers.task(task)
    servers.api = as_contact(servers, "basic", privilege)
    assert password(told["results"])
    assert servers.task(task) == told
    assert servers.details()["last_tasks"] == [told]


def test_other_results_are_for_everybody_who_sees_the_server(servers: Servers) -> None:
    servers.results("reboot")
    servers.api = as_contact(servers, "basic")
    assert servers.task("server_reboot")["results"] == "VM rebooted successfully"


def as_contact(servers: Servers, *privileges: str) -> Hostens:
    """Who has these of the server."""
    contact = Hostens(servers.api.app)
    contact.become_contact(services={SERVER: [*privileges]})
    return contact


def test_a_reinstallation_brings_another_system_and_a_password(servers: Servers) -> None:
    servers.results("changedns", {"ns1": "192.0.2.53"})
    before = servers.details()
    task = servers.begin("reinstall", {"os": "centos-7-x86_64", "script": "738", "ssh_key": ""})
    servers.api.advance(299)
    assert servers.details()["os"] == "ubuntu-16.04-x86_64"
    assert servers.details()["dns_servers"] == ["192.0.2.53"]
    servers.api.advance(1)
    after = servers.details()
    assert (after["os"], after["dns_servers"]) == ("centos-7-x86_64", None)
    for kept in ("domain", "label", "ip", "additional_ip"):
        assert after[kept] == before[kept]
    results = servers.task(task)["results"]
    assert results.startswith("VM recreated successfully\nUsername: root\n")
    assert password(results)


def test_with_a_key_there_is_no_password(servers: Servers) -> None:
    body = {"os": "centos-7-x86_64", "ssh_key": KEY}
    assert servers.results("reinstall", body) == "VM recreated successfully"


def test_a_console_is_open_for_as_long_as_was_wished(servers: Servers) -> None:
    body: dict[str, Any] = {"timeout": "6h", "whitelabel": "true"}
    host, port, secret, until = servers.results("webconsole", body).split("\n")
    assert host == "Host: serverhost.name"
    assert re.fullmatch(r"Port: [0-9]{4}", port)
    assert password(secret)
    assert until == "Valid until: 2026-01-01T06:00:30+00:00"
    other = servers.results("webconsole", {"timeout": "1h", "whitelabel": False})
    assert other.startswith("Host: console.hostens.com\n")


def test_a_new_name_is_the_server_s_and_its_service_s(servers: Servers) -> None:
    task = servers.begin("rename", {"hostname": "NEW.Example.com"})
    servers.api.advance(59)
    assert servers.details()["domain"] == "server.domain.name"
    servers.api.advance(1)
    assert servers.details()["domain"] == "new.example.com"
    assert servers.task(task)["results"] == "Hostname changed to new.example.com"
    assert servers.api.service(SERVER)["domain"] == "new.example.com"


def test_the_name_of_an_additional_address_changes(servers: Servers) -> None:
    body = {"ip_address": ADDITIONAL[1], "hostname": "mail.example.com"}
    results = servers.results("changeptr", body)
    assert results == f"PTR record of {ADDITIONAL[1]} changed to mail.example.com"
    main = {"ip_address": servers.details()["ip"], "hostname": "mail.example.com"}
    refused = servers.api.refused("POST", f"/server/{SERVER}/changeptr", main)
    assert refused == [["field_format_error", "ip_address"]]


def test_resolvers_are_those_that_were_given_last(servers: Servers) -> None:
    servers.results("changedns", {"ns1": "192.0.2.53", "ns2": "2001:db8::53", "ns4": "192.0.2.54"})
    assert servers.details()["dns_servers"] == ["192.0.2.53", "2001:db8::53", "192.0.2.54"]
    servers.results("changedns", {"ns1": "192.0.2.55", "ns2": "", "ns3": None})
    assert servers.details()["dns_servers"] == ["192.0.2.55"]


def test_the_document_s_own_sample_of_resolvers_is_refused(servers: Servers) -> None:
    names = [f"ns{n}" for n in range(1, 5)]
    body = {name: f"{name}Value" for name in names}
    refused = servers.api.refused("POST", f"/server/{SERVER}/changedns", body)
    assert refused == [["field_format_error", name] for name in names]


# -- magic inputs -------------------------------------------------------------------------


@pytest.mark.parametrize("what", [what for what in ACTIONS if what != "rename"])
def test_on_a_server_of_that_name_tasks_fail_and_change_nothing(
    servers: Servers, what: str
) -> None:
    servers.results("rename", {"hostname": "task-fails.example.com"})
    before = servers.details()
    task = servers.begin(what, ACTIONS[what])
    assert "task-failed" in servers.api.advance(300)
    assert servers.task(task)["results"] == "Error: the task has failed"
    assert servers.task(task)["completed"]
    after = servers.details()
    for name in ("os", "dns_servers", "domain", "active_task"):
        assert after[name] == before[name]


def test_a_task_that_hangs_keeps_the_server_busy_for_an_hour(servers: Servers) -> None:
    servers.results("rename", {"hostname": "task-hangs.example.com"})
    task = servers.begin("reboot")
    servers.api.advance(3_599)
    found = servers.task(task)
    assert found["assigned"]
    assert not found["completed"]
    assert servers.api.refused("POST", f"/server/{SERVER}/reboot") == ["server_is_busy"]
    servers.api.advance(1)
    assert servers.task(task)["results"] == "Error: the task has timed out"
    new = servers.results("rename", {"hostname": "server.example.com"})
    assert new == "Hostname changed to server.example.com"
    assert servers.results("reboot") == "VM rebooted successfully"


def test_a_name_that_points_elsewhere_is_not_given(servers: Servers) -> None:
    ip = servers.details()["ip"]
    body = {"hostname": "unresolved.example.com"}
    name = "Error: unresolved.example.com does not point to"
    assert servers.results("rename", body) == f"{name} {ip}"
    assert servers.details()["domain"] == "server.domain.name"
    ptr = body | {"ip_address": ADDITIONAL[0]}
    assert servers.results("changeptr", ptr) == f"{name} {ADDITIONAL[0]}"


def test_without_magic_these_are_names_like_others(servers: Servers) -> None:
    servers.quirk("magic-inputs", False)
    for name in ("unresolved", "task-hangs", "task-fails"):
        servers.results("rename", {"hostname": f"{name}.example.com"})
        assert servers.details()["domain"] == f"{name}.example.com"
        assert servers.results("reboot") == "VM rebooted successfully"
