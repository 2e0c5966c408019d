"""Docker projects: their life and their logs."""

import pytest

from tests.hostinger.machines import DAY, HOUR
from tests.hostinger.vps import DOCKER, SEEDED, Docker


@pytest.fixture
def vps() -> Docker:
    return Docker()


def test_the_seeded_project_runs(vps: Docker) -> None:
    project = vps.project()
    assert project["state"] == "running"
    assert project["status"] == "running(2)"
    assert project["path"] == "/docker/my-docker-project/docker-compose.yaml"
    web, db = project["containers"]
    assert (web["name"], web["image"]) == ("my-docker-project-web-1", "nginx:1.27")
    assert (web["status"], web["health"]) == ("Up 4 hours", "")
    assert (db["status"], db["health"]) == ("Up 4 hours (healthy)", "healthy")
    assert [port["type"] for port in web["ports"]] == ["published", "published_range"]
    assert [port["type"] for port in db["ports"]] == ["exposed"]


def test_stats_are_with_the_containers_and_not_in_the_list(vps: Docker) -> None:
    assert [c["stats"] for c in vps.project()["containers"]] == [None, None]
    for container in vps("GET", f"{DOCKER}/{SEEDED}/containers"):
        stats = container["stats"]
        assert stats["memory_total"] == 8192 * 1024 * 1024
        assert stats["memory_percentage"] == round(
            100 * stats["memory_used"] / stats["memory_total"], 2
        )
    vps.act("stop")
    assert [c["stats"] for c in vps("GET", f"{DOCKER}/{SEEDED}/containers")] == [None, None]


def test_a_project_is_created_and_then_runs(vps: Docker) -> None:
    content = "services:\n  web:\n    image: nginx\n    healthcheck: {test: 'true'}\n"
    body = {"project_name": "Mine", "content": content, "environment": "A=1"}
    action = vps("POST", DOCKER, body)
    assert action["name"] == "docker_instance_install"
    assert (vps.project("Mine")["state"], vps.statuses("Mine")) == ("created", ["Created"])
    assert vps.lines("Mine") == {"web": []}
    vps.advance(30)
    assert vps.project("Mine")["state"] == "running"
    (container,) = vps("GET", f"{DOCKER}/Mine/containers")
    assert container["name"] == "mine-web-1"
    assert container["status"] == "Up Less than a second (health: starting)"
    vps.advance(30)
    assert vps.statuses("Mine") == ["Up 30 seconds (healthy)"]
    assert vps("GET", f"{DOCKER}/Mine") == {"content": content, "environment": "A=1"}


def test_a_project_of_the_same_name_is_replaced(vps: Docker) -> None:
    (old, _) = vps.project()["containers"]
    (new,) = vps.up("services: {web: {image: caddy}}", SEEDED)
    assert (new["image"], new["name"]) == ("caddy", old["name"])
    assert new["id"] != old["id"]
    assert len(vps("GET", DOCKER)) == 1
    assert vps("GET", f"{DOCKER}/{SEEDED}")["environment"] is None


def test_a_project_stops_and_starts(vps: Docker) -> None:
    ids = [container["id"] for container in vps.project()["containers"]]
    vps.act("stop")
    assert (vps.project()["state"], vps.project()["status"]) == ("stopped", "exited(2)")
    assert vps.statuses() == ["Exited (0) 20 seconds ago"] * 2
    vps.advance(HOUR)
    assert vps.statuses() == ["Exited (0) About an hour ago"] * 2
    vps.act("start")
    assert vps.statuses()[0] == "Up 20 seconds"
    assert [container["id"] for container in vps.project()["containers"]] == ids


@pytest.mark.parametrize(("before", "what"), [("stop", "stop"), ("restart", "start")])
def test_what_is_so_already_succeeds_at_once(vps: Docker, before: str, what: str) -> None:
    vps.act(before)
    shown = vps.project()
    action = vps("POST", f"{DOCKER}/{SEEDED}/{what}")
    assert action["state"] == "success"
    assert vps.project() == shown
    assert vps.advance(60) == []


@pytest.mark.parametrize("running", [True, False])
@pytest.mark.parametrize("what", ["restart", "update"])
def test_a_restart_keeps_the_containers_and_an_update_does_not(
    vps: Docker, what: str, running: bool
) -> None:
    if not running:
        vps.act("stop")
    ids = [container["id"] for container in vps.project()["containers"]]
    vps.act(what)
    after = vps.project()["containers"]
    assert after[0]["status"] in ("Up 20 seconds", "Up Less than a second")
    assert ([container["id"] for container in after] == ids) == (what == "restart")


def test_down_removes_the_project(vps: Docker) -> None:
    vps.act("down")
    assert vps("GET", DOCKER) == []
    vps("GET", f"{DOCKER}/{SEEDED}", status=404)
    vps("POST", f"{DOCKER}/{SEEDED}/start", status=404)


def test_a_recreated_machine_has_no_projects(vps: Docker) -> None:
    vps.done("POST", "/recreate", {"template_id": 1144})
    assert vps("GET", DOCKER) == []
    vps.done("POST", "/recreate", {"template_id": 1130})
    assert "[VPS:2044]" in vps("GET", DOCKER, status=422)["message"]


def test_containers_stop_and_start_with_the_machine(vps: Docker) -> None:
    vps.done("POST", "/stop")
    assert vps.project()["state"] == "stopped"
    assert vps.statuses()[0] == "Exited (0) 29 minutes ago"
    vps("POST", f"{DOCKER}/{SEEDED}/restart", status=422)
    vps.done("POST", "/start")
    assert vps.statuses()[0] == "Up 29 minutes"


def test_a_project_that_was_stopped_stays_so_when_the_machine_restarts(vps: Docker) -> None:
    vps.act("stop")
    vps.done("POST", "/restart")
    assert vps.project()["state"] == "stopped"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (1, "1 second"),
        (59, "59 seconds"),
        (60, "About a minute"),
        (120, "2 minutes"),
        (2_700, "45 minutes"),
        (2_760, "About an hour"),
        (5_400, "2 hours"),
        (47 * HOUR, "47 hours"),
        (2 * DAY, "2 days"),
        (14 * DAY, "2 weeks"),
        (60 * DAY, "2 months"),
    ],
)
def test_times_are_told_as_docker_tells_them(vps: Docker, seconds: int, text: str) -> None:
    action = vps("POST", f"{DOCKER}/{SEEDED}/restart")
    vps.advance(10 + seconds)
    assert vps.action(action) == "success"
    assert vps.statuses()[0] == f"Up {text}"


def test_logs_are_the_last_300_lines_and_the_same_at_every_look(vps: Docker) -> None:
    lines = vps.lines()
    assert list(lines) == ["web", "db"]
    assert [len(entries) for entries in lines.values()] == [150, 150]
    assert vps.lines() == lines
    stamps = [entry["timestamp"] for entry in lines["web"]]
    assert stamps == sorted(set(stamps))
    assert stamps[-1].startswith("2026-01-01T00:00:00.")
    vps.advance(60)
    later = vps.lines()["web"]
    assert later[:-2] == lines["web"][2:]
    assert "203.0.113." in later[-1]["line"]


def test_logs_end_where_the_project_stopped(vps: Docker) -> None:
    vps.act("stop")
    lines = vps.lines()
    vps.advance(HOUR)
    assert vps.lines() == lines


def test_logs_of_many_services_have_300_lines_at_most(vps: Docker) -> None:
    vps.up("services: {" + ", ".join(f"s{n}: {{image: x}}" for n in range(200)) + "}")
    assert sum(map(len, vps.lines("mine").values())) <= 300


def test_magic_images_exit_or_are_unhealthy(vps: Docker) -> None:
    content = "services: {a: {image: hostsim/exits}, b: {image: 'hostsim/unhealthy:1'}}"
    a, b = vps.up(content)
    assert (a["state"], a["health"], a["stats"]) == ("exited", "", None)
    assert a["status"].startswith("Exited (1) ")
    assert (b["state"], b["health"]) == ("running", "unhealthy")
    project = vps.project("mine")
    assert (project["state"], project["status"]) == ("mixed", "exited(1), running(1)")
    vps.quirk("magic-inputs", on=False)
    assert [c["state"] for c in vps.up(content, "other")] == ["running", "running"]
