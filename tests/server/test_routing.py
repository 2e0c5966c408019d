"""How a request finds its vendor: by path prefix, by Host header, or not at all."""

from importlib.metadata import version
from io import BytesIO

import pytest
from werkzeug.test import Client, TestResponse

from tests.kernel.toy import DO, Toy
from tests.support import ZONE, Api, application

TOKEN = {"Authorization": "Bearer sim_default"}
PREFIXES = {"hostinger": "/hostinger", "hostafrica": "/hostafrica", "hostens": "/hostens"}
INDEX = {"hostsim": version("hostsim"), "vendors": PREFIXES, "control": "/__sim"}


@pytest.fixture
def client() -> Client:
    return Client(application())


def get(client: Client, path: str, host: str = "127.0.0.1:4380") -> TestResponse:
    return client.get(path, headers=TOKEN | {"Host": host})


def test_a_prefix_leads_to_its_vendor(client: Client) -> None:
    assert get(client, f"/hostinger{ZONE}").status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "developers.hostinger.com",
        "developers.hostinger.com:443",
        "Developers.Hostinger.COM",
        "hostinger.localhost",
        "hostinger.localhost:4380",
    ],
)
def test_a_host_leads_to_its_vendor_without_a_prefix(client: Client, host: str) -> None:
    answer = get(client, ZONE, host)
    assert answer.status_code == 200
    assert answer.data == get(client, f"/hostinger{ZONE}").data
    under_prefix = get(client, f"/hostinger{ZONE}", host)
    assert under_prefix.headers["X-Sim-Rule"].startswith("hostinger.route-not-found")


@pytest.mark.parametrize(
    ("host", "vendor"),
    [
        ("my.hostafrica.com", "hostafrica"),
        ("hostafrica.localhost:4380", "hostafrica"),
        ("billing.hostens.com", "hostens"),
        ("hostens.localhost", "hostens"),
    ],
)
def test_so_do_the_other_vendors_hosts(client: Client, host: str, vendor: str) -> None:
    answer = get(client, "/nowhere", host)
    assert answer.headers["X-Sim-Rule"].startswith(f"{vendor}.route-not-found")


@pytest.mark.parametrize(
    "host",
    ["", "localhost", "api.hostinger.com", "xhostinger.localhost", "hostinger.localhost.evil.com"],
)
def test_any_other_host_is_served_by_prefix(client: Client, host: str) -> None:
    assert get(client, f"/hostinger{ZONE}", host).status_code == 200
    assert get(client, ZONE, host).status_code == 404


def test_a_host_s_control_api_is_elsewhere(client: Client) -> None:
    assert get(client, "/__sim/health", "hostinger.localhost").status_code == 404


@pytest.mark.parametrize("path", ["", "/"])
def test_the_index_tells_what_there_is(client: Client, path: str) -> None:
    answer = get(client, path)
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    assert answer.json == INDEX


@pytest.mark.parametrize(
    "path", ["/hostinge", "/Hostinger/api", "/api/hostinger", "/api", "/__simx"]
)
def test_a_path_of_nobody_is_a_404_that_tells_what_there_is(client: Client, path: str) -> None:
    answer = get(client, path)
    assert answer.status_code == 404
    assert answer.json == {
        "error": "no vendor has this path or host; these are the prefixes",
        **INDEX,
    }


@pytest.mark.parametrize(("path", "status"), [("/", 200), ("/nowhere", 404)])
@pytest.mark.parametrize("announced", [2, 9, 2 * 1024 * 1024])
def test_a_body_that_is_sent_there_is_read_so_that_the_connection_lives(
    client: Client, path: str, status: int, announced: int
) -> None:
    """Also one that broke off; one that is too large is not."""
    sent = BytesIO(b"{}")
    overrides = {"CONTENT_LENGTH": str(announced)}
    answer = client.put(path, input_stream=sent, environ_overrides=overrides)
    assert answer.status_code == status
    assert sent.tell() == (0 if announced > 9 else 2)


@pytest.mark.parametrize("path", ["/", "/nowhere"])
def test_head_of_the_index_has_headers_alone(client: Client, path: str) -> None:
    whole, head = client.get(path), client.head(path)
    assert (head.status_code, head.data) == (whole.status_code, b"")
    assert head.headers["Content-Length"] == str(len(whole.data))


@pytest.mark.parametrize("path", ["/hostinger", "/hostinger/", "/hostinger/nowhere"])
def test_below_a_prefix_the_404_is_the_vendor_s(client: Client, path: str) -> None:
    answer = get(client, path)
    assert answer.status_code == 404
    assert answer.json is not None
    assert set(answer.json) == {"message", "correlation_id"}


def test_vendors_stand_side_by_side(toy: Toy) -> None:
    from simulators.server.vendors import VENDORS

    app = application(vendors=[*VENDORS, toy])
    assert Api(app, base="/toy")("GET", DO).status_code == 200
    assert Api(app)("GET", ZONE).status_code == 200
    assert Api(app)("GET", DO).status_code == 404
    assert Client(app).get("/").json == INDEX | {"vendors": {**PREFIXES, "toy": "/toy"}}


@pytest.fixture
def toy() -> Toy:
    return Toy()
