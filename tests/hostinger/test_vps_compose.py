"""What becomes of compose files, good, odd and hostile ones."""

import time
from typing import Any

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from tests.hostinger.machines import HOUR, MACHINES
from tests.hostinger.vps import DOCKER, Docker
from tests.support import EXAMPLES, SEED, Api


@pytest.fixture
def vps() -> Docker:
    return Docker()


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
    # Of the processor, which others may have for long.
    began = time.thread_time()
    body = {"project_name": "mine", "content": content}
    assert vps.api("POST", MACHINES + DOCKER, body).status_code in (200, 422)
    assert time.thread_time() - began < 5
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
