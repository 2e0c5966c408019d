"""What can be done to a machine, and what that takes."""

from typing import Any

import pytest

from tests.hostinger.machines import DAY, HOUR, ID, PASSWORD, PLAIN, Machines

SNAPSHOT = f"/{ID}/snapshot"


@pytest.fixture
def vps() -> Machines:
    return Machines()


def test_an_action_is_created_sent_and_successful_and_locks_meanwhile(vps: Machines) -> None:
    action = vps("POST", f"/{ID}/stop")
    assert (action["name"], action["state"]) == ("ct_stop", "created")
    assert vps.state() == ("stopping", "locked")
    assert vps.advance(1) == ["vps.action-sent"]
    assert vps.action(action) == "sent"
    assert vps.advance(18) == []
    assert vps.state() == ("stopping", "locked")
    assert vps.advance(1) == ["vps.action-finished"]
    assert vps.state() == ("stopped", "unlocked")
    done = vps("GET", f"/{ID}/actions/{action['id']}")
    assert done["state"] == "success"
    assert (done["created_at"], done["updated_at"]) == (
        "2026-01-01T00:00:00Z",
        "2026-01-01T00:00:20Z",
    )


def test_a_locked_machine_takes_no_second_action_until_it_is_unlocked(vps: Machines) -> None:
    vps("POST", f"/{ID}/restart")
    refused = vps("POST", f"/{ID}/stop", status=422)
    assert refused["message"].startswith("[VPS:2004] Virtual machine is locked")
    assert "errors" not in refused
    vps("POST", f"/{PLAIN}/stop")  # another machine is another matter
    vps.advance(60)
    vps("POST", f"/{ID}/stop")


@pytest.mark.parametrize("verb", ["start", "stop"])
def test_what_is_so_already_succeeds_at_once_and_locks_nothing(vps: Machines, verb: str) -> None:
    if verb == "stop":
        vps.done("POST", "/stop")
    before = vps.read()
    action = vps("POST", f"/{ID}/{verb}")
    assert (action["name"], action["state"]) == (f"ct_{verb}", "success")
    assert vps.read() == before


@pytest.mark.parametrize("verb", ["start", "restart"])
def test_a_stopped_machine_is_started(vps: Machines, verb: str) -> None:
    assert vps.done("POST", "/stop")["state"] == "stopped"
    vps("POST", f"/{ID}/{verb}")
    assert vps.state() == ("starting", "locked")
    vps.advance(60)
    assert vps.state() == ("running", "unlocked")


def test_actions_are_listed_newest_first_fifty_a_page(vps: Machines) -> None:
    ids = [vps("POST", f"/{ID}/start")["id"] for _ in range(60)]
    listed = vps("GET", f"/{ID}/actions")
    assert [action["id"] for action in listed["data"]] == ids[::-1][:50]
    total = len(ids) + 1  # the machine's creation
    assert listed["meta"] == {"current_page": 1, "per_page": 50, "total": total}
    second = vps("GET", f"/{ID}/actions?page=2")
    assert [action["id"] for action in second["data"]] == [*ids[::-1][50:], 8123712]
    assert vps("GET", f"/{ID}/actions?page=3")["data"] == []
    assert vps("GET", f"/{PLAIN}/actions")["meta"]["total"] == 1


def test_recreating_wipes_what_was_on_the_machine(vps: Machines) -> None:
    before = vps.read()
    assert vps("GET", SNAPSHOT)["id"] == 325
    assert vps("GET", f"/{ID}/monarx")["scanned_files"] > 0
    assert vps("GET", f"/{ID}/public-keys")["meta"]["total"] == 1
    assert vps("GET", f"/{ID}/docker")
    vps("POST", f"/{ID}/recreate", {"template_id": 1144, "password": PASSWORD})
    assert vps.state() == ("recreating", "locked")
    assert vps.read()["template"] == before["template"]
    vps.advance(180)
    after = vps.read()
    assert after == {**before, "template": after["template"]}
    assert after["template"]["name"] == "Debian 12 with Docker"
    assert vps("GET", f"/{ID}/docker") == []
    assert vps("GET", SNAPSHOT)["id"] == 0
    assert vps("GET", f"/{ID}/public-keys")["data"] == []
    vps("GET", f"/{ID}/monarx", status=422)
    assert vps("GET", f"/{ID}/backups")["data"]


def test_a_password_is_kept_nowhere(vps: Machines) -> None:
    vps("PUT", f"/{ID}/root-password", {"password": PASSWORD})
    vps("POST", f"/{PLAIN}/recreate", {"template_id": 1123, "panel_password": PASSWORD})
    vps.bought(password=PASSWORD)
    store = vps.api.inside().store
    kept = [raw for table in store._tables.values() for raw in table.values()]
    assert kept
    assert not [raw for raw in kept if PASSWORD.encode() in raw]


@pytest.mark.parametrize(
    ("path", "body", "faults"),
    [
        ("root-password", {"password": "a" * 12}, {"password": 2}),
        ("panel-password", {"password": "A1" * 6}, {"password": 1}),
        (
            "recreate",
            {"template_id": 1130, "password": "Qwerty123456", "panel_password": "A" * 12},
            {"password": 1, "panel_password": 2},
        ),
    ],
)
def test_a_bad_password_is_refused_under_its_own_name(
    vps: Machines, path: str, body: Any, faults: dict[str, int]
) -> None:
    method = "POST" if path == "recreate" else "PUT"
    refused = vps(method, f"/{ID}/{path}", body, status=422)
    assert {name: len(texts) for name, texts in refused["errors"].items()} == faults


def test_a_panels_password_is_set_only_where_there_is_a_panel(vps: Machines) -> None:
    body = {"password": PASSWORD}
    assert vps("PUT", f"/{ID}/panel-password", body)["state"] == "success"
    assert vps.state() == ("running", "unlocked")
    vps.done("POST", "/recreate", {"template_id": 1123})
    assert vps("PUT", f"/{ID}/panel-password", body)["state"] == "created"


def test_a_new_host_name_reboots_the_machine_and_leaves_its_ptr(vps: Machines) -> None:
    vps("PUT", f"/{ID}/hostname", {"hostname": "my.server.example"})
    assert vps.state() == ("stopping", "locked")
    assert vps.read()["hostname"] == f"srv{ID}.hstgr.cloud"
    vps.advance(60)
    machine = vps.read()
    assert (machine["hostname"], machine["state"]) == ("my.server.example", "running")
    assert machine["ipv4"][0]["ptr"] == f"srv{ID}.hstgr.cloud"


def test_resetting_the_host_name_resets_the_ptr_records(vps: Machines) -> None:
    before = vps.read()
    vps.done("PUT", "/hostname", {"hostname": "my.server.example"})
    vps.done("POST", "/ptr/246547", {"domain": "Mail.Example.com."})
    changed = vps.done("DELETE", "/ptr/246548")
    assert changed["ipv4"][0]["ptr"] == "mail.example.com"
    assert changed["ipv6"][0]["ptr"] is None
    assert vps.done("DELETE", "/hostname") == before


def test_a_host_name_set_while_stopped_leaves_it_stopped(vps: Machines) -> None:
    vps.done("POST", "/stop")
    assert vps.done("PUT", "/hostname", {"hostname": "a.example"})["state"] == "stopped"


def test_the_address_of_another_machine_is_not_found(vps: Machines) -> None:
    other = vps.read(PLAIN)["ipv4"][0]["id"]
    vps("POST", f"/{ID}/ptr/{other}", {"domain": "a.example"}, status=404)


def test_resolvers_that_are_left_out_are_none(vps: Machines) -> None:
    machine = vps.done("PUT", "/nameservers", {"ns1": "192.0.2.1", "ns2": "2001:db8::1"})
    assert (machine["ns1"], machine["ns2"]) == ("192.0.2.1", "2001:db8::1")
    machine = vps.done("PUT", "/nameservers", {"ns1": "192.0.2.2"})
    assert (machine["ns1"], machine["ns2"]) == ("192.0.2.2", None)


def test_recovery_mode_is_entered_and_left_and_allows_little_else(vps: Machines) -> None:
    assert vps.done("POST", "/recovery", {"root_password": "any"})["state"] == "recovery"
    refused = vps("POST", f"/{ID}/restart", status=422)
    assert refused["message"].startswith("[VPS:2004] Virtual machine is recovery")
    vps("POST", f"/{ID}/recovery", {"root_password": "any"}, status=422)
    vps.done("POST", "/ptr/246547", {"domain": "a.example"})
    vps("DELETE", f"/{ID}/recovery")
    assert vps.state() == ("stopping_recovery", "locked")
    vps.advance(60)
    assert vps.state() == ("running", "unlocked")


def test_a_snapshot_overwrites_the_one_before_and_expires(vps: Machines) -> None:
    first = vps("GET", SNAPSHOT)
    vps("POST", SNAPSHOT)
    assert vps("GET", SNAPSHOT) == first
    vps.advance(120)
    second = vps("GET", SNAPSHOT)
    assert second["id"] == 326
    assert second["created_at"] == "2026-01-01T00:02:00Z"
    assert second["expires_at"] == "2026-01-21T00:02:00Z"
    vps.advance(20 * DAY - 1)
    assert vps("GET", SNAPSHOT) == second
    vps.advance(1)
    assert vps("GET", SNAPSHOT)["id"] == 0
    vps("POST", f"{SNAPSHOT}/restore", status=422)


def test_a_snapshot_is_restored_and_deleted(vps: Machines) -> None:
    vps("POST", f"{SNAPSHOT}/restore")
    assert vps.state() == ("restoring", "locked")
    vps.advance(HOUR)
    assert vps.state() == ("running", "unlocked")
    assert vps("GET", SNAPSHOT)["id"] == 325
    vps.done("DELETE", "/snapshot")
    assert vps("GET", SNAPSHOT)["id"] == 0


def backups(vps: Machines) -> list[Any]:
    listed: list[Any] = vps("GET", f"/{ID}/backups")["data"]
    return listed


def test_backups_are_made_weekly_and_four_are_kept(vps: Machines) -> None:
    before = backups(vps)
    assert [b["id"] for b in before] == [8676505, 8676504, 8676503, 8676502]
    assert before[0]["created_at"] < "2026-01-01T00:00:00Z"
    vps.advance(7 * DAY)
    assert backups(vps)[1:] == before[:3]
    assert backups(vps)[0]["id"] == 8676506
    vps("POST", f"/{ID}/backups/8676502/restore", status=404)
    assert vps.done("POST", "/backups/8676503/restore")["state"] == "running"


def test_the_scanner_is_installed_scans_daily_and_is_uninstalled(vps: Machines) -> None:
    vps("GET", f"/{PLAIN}/monarx", status=422)
    assert vps("DELETE", f"/{PLAIN}/monarx")["state"] == "success"
    vps("POST", f"/{PLAIN}/monarx")
    vps.advance(60)
    first = vps("GET", f"/{PLAIN}/monarx")
    assert (first["scan_started_at"], first["scan_ended_at"]) == ("2026-01-01T00:01:00Z", None)
    vps.advance(HOUR)
    assert vps("GET", f"/{PLAIN}/monarx")["scan_ended_at"] < "2026-01-01T01:01:00Z"
    vps.advance(DAY)
    assert vps("GET", f"/{PLAIN}/monarx")["scan_started_at"] == "2026-01-02T00:01:00Z"
    assert vps("POST", f"/{PLAIN}/monarx")["state"] == "success"
    vps.done("DELETE", "/monarx", id=PLAIN)
    vps("GET", f"/{PLAIN}/monarx", status=422)


def measured(vps: Machines, start: str, end: str, id: int = ID) -> Any:
    return vps("GET", f"/{id}/metrics?date_from={start}&date_to={end}")


def points(metrics: Any) -> list[int]:
    (keys,) = {tuple(metric["usage"]) for metric in metrics.values()}
    return [int(key) for key in keys]


def test_metrics_cover_the_time_asked_for_and_never_the_future(vps: Machines) -> None:
    hour = measured(vps, "2025-12-31T22:00:00Z", "2025-12-31T23:00:00Z")
    assert points(hour) == list(range(1767218400, 1767222001, 300))
    assert hour["cpu_usage"]["unit"] == "%"
    assert all(0 <= value <= 100 for value in hour["cpu_usage"]["usage"].values())
    assert max(points(measured(vps, "2025-12-31T22:00:00Z", "2027-01-01T00:00:00Z"))) == 1767225600
    assert points(measured(vps, "2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z")) == []


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-12:00"),
        ("1990-01-01", "2030-01-01"),
        ("2025-12-01T00:00:00Z", "2026-01-01T00:00:00Z"),
    ],
)
def test_metrics_of_any_range_are_a_few_hundred_points_at_most(
    vps: Machines, start: str, end: str
) -> None:
    vps.advance(4000 * DAY)
    assert len(points(measured(vps, start, end))) <= 301


def test_metrics_are_the_same_at_every_look_and_another_machines_differ(vps: Machines) -> None:
    span = "2025-12-31T00:00:00Z", "2026-01-01T00:00:00Z"
    day = measured(vps, *span)
    vps.advance(DAY)
    assert measured(vps, *span) == day
    half = measured(vps, "2025-12-31T12:00:00Z", "2026-01-01T00:00:00Z")["ram_usage"]["usage"]
    assert half.items() <= day["ram_usage"]["usage"].items()
    assert measured(vps, *span, id=PLAIN) != day


def test_metrics_show_a_stopped_machine_at_rest_and_a_reboot(vps: Machines) -> None:
    vps.done("POST", "/stop")
    at_rest = measured(vps, "2026-01-01T00:10:00Z", "2026-01-01T00:20:00Z")
    assert set(at_rest["cpu_usage"]["usage"].values()) == {0}
    assert min(at_rest["disk_space"]["usage"].values()) > 0
    vps.done("POST", "/start")
    up = measured(vps, "2026-01-01T00:55:00Z", "2026-01-01T01:00:00Z")
    assert up["uptime"]["usage"]["1767229200"] == 1000 * (1800 - 20)
    assert up["cpu_usage"]["usage"]["1767229200"] > 0


def test_magic_host_names_fail_or_delay_actions(vps: Machines) -> None:
    vps.done("PUT", "/hostname", {"hostname": "error.example"})
    before = vps.read()
    action = vps("POST", f"/{ID}/stop")
    assert vps.advance(20) == ["vps.action-sent", "vps.action-failed"]
    assert vps.action(action) == "error"
    assert vps.read() == before
    vps.done("PUT", "/hostname", {"hostname": "delayed.example"}, id=PLAIN)
    action = vps("POST", f"/{PLAIN}/stop")
    vps.advance(1)
    assert vps.action(action, PLAIN) == "delayed"
    vps.advance(19)
    assert vps.action(action, PLAIN) == "sent"
    vps.advance(179)
    assert vps.state(PLAIN) == ("stopping", "locked")
    vps.advance(1)
    assert vps.state(PLAIN) == ("stopped", "unlocked")


def test_magic_host_names_are_plain_names_where_magic_is_off(vps: Machines) -> None:
    vps.quirk("magic-inputs", on=False)
    vps.done("PUT", "/hostname", {"hostname": "error.example"})
    assert vps.done("POST", "/stop")["state"] == "stopped"
