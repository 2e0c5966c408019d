"""Docker projects: from a compose file to containers, their life and their logs."""

import time
from typing import Any

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from tests.hostinger.machines import DAY, HOUR, ID, MACHINES
from tests.hostinger.vps import Vps
from tests.support import EXAMPLES, SEED, Api

SEEDED = "my-docker-project"
DOCKER = f"/{ID}/docker"


class Docker(Vps):
    def up(self, content: str, name: str = "mine", environment: str | None = None) -> Any:
        """The containers of a project that has just started."""
        body = {"project_name": name, "content": content, "environment": environment}
        self.done("POST", "/docker", body)
        return self("GET", f"{DOCKER}/{name}/containers")

    def project(self, name: str = SEEDED) -> dict[str, Any]:
        found: dict[str, Any]
        (found,) = (p for p in self("GET", DOCKER) if p["name"] == name)
        return found

    def statuses(self, name: str = SEEDED) -> list[str]:
        return [container["status"] for container in self("GET", f"{DOCKER}/{name}/containers")]

    def act(self, what: str, name: str = SEEDED) -> None:
        method = "DELETE" if what == "down" else "POST"
        action = self(method, f"{DOCKER}/{name}/{what}")
        self.advance(30)
        assert self.action(action) == "success"

    def lines(self, name: str = SEEDED) -> dict[str, list[dict[str, str]]]:
        return {log["service"]: log["entries"] for log in self("GET", f"{DOCKER}/{name}/logs")}


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


# -- compose files ------------------------------------------------------------------------


def port(vps: Docker, text: str, field: str = "ports") -> list[dict[str, Any]]:
    (container,) = vps.up(f"services: {{web: {{image: nginx, {field}: [{text}]}}}}")
    return [{k: v for k, v in p.items() if v is not None} for p in container["ports"]]


def published(inside: int, host: int, **more: Any) -> dict[str, Any]:
    return {
        "type": "published",
        "protocol": "tcp",
        "host_ip": "0.0.0.0",
        "host_port": host,
        "container_port": inside,
    } | more


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'8080:80'", published(80, 8080)),
        ("22:22", published(22, 22)),
        ("80", published(80, 45184)),
        ("'127.0.0.1:5432:5432'", published(5432, 5432, host_ip="127.0.0.1")),
        ("'[::1]:80:80/udp'", published(80, 80, host_ip="::1", protocol="udp")),
        ("{target: 80, published: '8080', protocol: udp}", published(80, 8080, protocol="udp")),
        ("{target: 80, published: 81, host_ip: '::1'}", published(80, 81, host_ip="::1")),
        (
            "'8000-8010:3000-3010'",
            {
                "type": "published_range",
                "protocol": "tcp",
                "host_ip": "0.0.0.0",
                "host_port_start": 8000,
                "host_port_end": 8010,
                "container_port_start": 3000,
                "container_port_end": 3010,
            },
        ),
    ],
)
def test_ports_are_published(vps: Docker, text: str, expected: dict[str, Any]) -> None:
    assert port(vps, text) == [expected]


def test_ports_are_exposed(vps: Docker) -> None:
    single, many = port(vps, "3000, '8000-8010/udp'", "expose")
    assert single == {"type": "exposed", "protocol": "tcp", "container_port": 3000}
    assert many == {
        "type": "exposed_range",
        "protocol": "udp",
        "container_port_start": 8000,
        "container_port_end": 8010,
    }


def test_variables_are_filled_in(vps: Docker) -> None:
    content = """\
services:
  web:
    image: "nginx:${TAG}"
    container_name: ${NAME:-web}-$$1
    command: run $WHAT ${EMPTY-unset}${EMPTY:-empty}${TAG:+set}
    ports: ["${PORT:-8080}:80"]
"""
    environment = "# TAG=no\nTAG='1.27'\nWHAT=all of it\nEMPTY=\n"
    (web,) = vps.up(content, environment=environment)
    assert (web["image"], web["name"]) == ("nginx:1.27", "web-$1")
    assert web["command"] == "run all of it emptyset"
    assert web["ports"][0]["host_port"] == 8080


def test_defaults_may_have_variables_and_values_are_left_as_they_are(vps: Docker) -> None:
    content = """\
services:
  web:
    image: "${NONE:-${NEITHER:-nginx:${TAG}}}"
    command: "${RAW} $${TAG}"
"""
    (web,) = vps.up(content, environment="TAG=1.27\nRAW=${TAG}-$TAG\n")
    assert web["image"] == "nginx:1.27"
    assert web["command"] == "${TAG}-$TAG ${TAG}"


def test_merge_keys_are_followed(vps: Docker) -> None:
    content = """\
x-base: &base
  image: nginx
  ports: ["80:80"]
services:
  a: *base
  b: {<<: *base, image: caddy}
  c: {<<: [{image: first}, *base]}
"""
    a, b, c = vps.up(content)
    assert [container["image"] for container in (a, b, c)] == ["nginx", "caddy", "first"]
    assert a["ports"] == b["ports"] == c["ports"]


def test_what_is_built_has_the_projects_image(vps: Docker) -> None:
    (web,) = vps.up("services: {web: {build: .}}", "Mine")
    assert web["image"] == "mine-web"


@pytest.mark.parametrize(
    ("url", "service"),
    [
        ("https://github.com/example/My_Shop", "my-shop"),
        ("https://github.com/example/shop.git", "shop"),
        ("https://example.com/stacks/blog.yml?token=1", "blog"),
        ("https://example.com/shop/docker-compose.yaml", "shop"),
        ("http://example.com", "example-com"),
        ("https://example.com/%E4%BD%A0/", "e4-bd-a0"),
    ],
)
def test_a_url_is_not_fetched_but_stood_in_for(vps: Docker, url: str, service: str) -> None:
    (container,) = vps.up(url)
    assert container["image"] == f"{service}:latest"
    contents = vps("GET", f"{DOCKER}/mine")["content"]
    assert contents == f"services:\n  {service}:\n    image: {service}:latest\n"


LAUGHS = "a0: &a0 [x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)
)
MERGES = "a0: &a0 {image: x}\n" + "".join(
    f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}\n" for n in range(1, 30)
)


@pytest.mark.parametrize(
    "content",
    [
        LAUGHS + "services: {web: {image: x, ports: *a29}}",
        MERGES + "services: {web: *a29}",
        "services: &s {web: *s}",
        "services: &s {<<: *s, web: {image: x}}",
        "services: {web: &w {image: x, <<: *w, ports: [&p {target: 80, <<: *p}]}}",
        "&a [*a]",
        "[" * 8000,
        "{a: " * 2000,
        "- " * 4000,
        "a: !!int 0x" + "f" * 8000,
        "services: {web: {image: x, ports: [" + "9" * 7000 + "]}}",
        "? [a]\n: b",
        "services: {? {a: b} : {image: x}}",
        "services: {web: {image: x, command: [[[]]], healthcheck: [], environment: 5}}",
        "services: {web: {image: 2026-13-45, command: 1e999, build: !!binary '%'}}",
        "services: {web: {image: !!set {a, b}}}",
        "x: &p ["
        + "1," * 300
        + "]\nservices: {"
        + ",".join(f"s{n}: {{image: x, ports: *p}}" for n in range(200))
        + "}",
        "http://[",
        "https:///",
        "%TAG ! tag:example.com,2000:\n--- !x y",
    ],
)
def test_hostile_files_are_answered_soon(vps: Docker, content: str) -> None:
    began = time.perf_counter()
    body = {"project_name": "mine", "content": content}
    assert vps.api("POST", MACHINES + DOCKER, body).status_code in (200, 422)
    assert time.perf_counter() - began < 5
    vps.advance(HOUR)
    vps("GET", DOCKER)


PIECES = st.one_of(
    st.sampled_from(
        ["\n", "  ", ": ", "- ", "? ", "{", "}", "[", "]", ",", "# ", "---", ">-", "|"]
    ),
    st.sampled_from(["services:", "web", "image: x", "ports: ", "expose: ", "80:80", "${A", "$"]),
    st.sampled_from(["<<: ", "&a ", "*a", "!!int ", "!x ", "%YAML 1.1", "'", '"', "\\U", "\\x00"]),
    st.sampled_from(["0x1", ".inf", "=", "~", "\t", "\u2028"]),
)


def test_no_text_at_all_brings_it_down() -> None:
    vps = Docker()
    api: Api = vps.api

    @seed(SEED)
    @settings(max_examples=EXAMPLES * 10, deadline=None, database=None)
    @given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join)))
    def holds(content: str) -> None:
        for text in (content, f"services: {{web: {{image: x, {content}}}}}"):
            body = {"project_name": "mine", "content": text, "environment": content}
            status = api("POST", MACHINES + DOCKER, body).status_code
            assert status in (200, 422), text
            if status == 200:
                vps.advance(30)
                vps("GET", f"{DOCKER}/mine/containers")

    holds()
