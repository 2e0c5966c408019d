"""What a server prints: how to reach it, then a line per request with nothing secret in it."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.running import Running, running
from tests.server.conftest import CommandLine
from tests.support import ZONE

SECRET = "hunter2"


@pytest.fixture(scope="module", params=["text", "json"])
def logging_server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    folder = Path(tmp_path_factory.mktemp("log"))
    with running(folder, "--log-format", request.param) as server:
        yield server


def test_the_banner_tells_where_and_with_what(logging_server: Running) -> None:
    base = logging_server.url
    token = f"{base}/hostafrica/vps_reseller_provider/public/oauth/token"
    asked = f"curl -su sim_default:secret_default -d grant_type=client_credentials {token}"
    bearer = f"Authorization: Bearer $({asked} | cut -d'\"' -f10)"
    products = f"{base}/hostafrica/vps_reseller_provider/public/api/v2/products"
    assert logging_server.output.splitlines()[:12] == [
        f"Hostinger API   {base}/hostinger",
        "  token         sim_default",
        f"  try           curl -H 'Authorization: Bearer sim_default' {base}/hostinger{ZONE}",
        f"HOSTAFRICA API  {base}/hostafrica",
        "  client_id     sim_default",
        "  client_secret secret_default",
        f'  try           curl -X POST -H "{bearer}" {products}',
        f"Hostens API     {base}/hostens",
        "  username      default@sim.test",
        "  password      secret_default",
        f"  try           curl -u default@sim.test:secret_default {base}/hostens/api/details",
        f"Control API     {base}/__sim (docs: {base}/__sim/docs)",
    ]


@pytest.mark.skipif(shutil.which("curl") is None, reason="the banner's first call is a curl")
def test_the_first_calls_of_the_banner_work_as_they_stand(logging_server: Running) -> None:
    lines = re.findall(r"^ +try +(.*)$", logging_server.output, re.MULTILINE)
    answers = []
    for line in lines:
        assert line.startswith("curl ")
        done = subprocess.run(line, shell=True, capture_output=True, text=True, timeout=20)
        assert done.returncode == 0, done.stderr
        answers.append(json.loads(done.stdout))
    zone, products, details = answers
    assert {"name", "records", "ttl", "type"} == set(zone[0])
    assert products["success"] == "true"
    assert details["client"]["id"] == "26"


def test_the_docs_of_the_banner_are_there(logging_server: Running) -> None:
    (url,) = re.findall(r"docs: (.*)\)", logging_server.output)
    assert "text/html" in requests.get(url).headers["Content-Type"]


def test_a_line_of_the_log_tells_what_happened(logging_server: Running) -> None:
    url = f"{logging_server.url}/hostinger{ZONE}"
    requests.get(url, headers={"Authorization": "Bearer sim_logged"})
    *_, line = logging_server.output.splitlines()
    if line.startswith("{"):
        entry = json.loads(line)
        assert entry.pop("ms") > 0
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+\+00:00", entry.pop("at"))
        assert entry == {
            "level": "info",
            "message": f"GET {ZONE} 200",
            "vendor": "hostinger",
            "world": "logged",
            "operation": "DNS_getDNSRecordsV1",
        }
    else:
        pattern = rf"GET {ZONE} 200 hostinger/logged DNS_getDNSRecordsV1 \d+\.\d+ ms"
        assert re.fullmatch(pattern, line)


def test_no_line_of_the_log_shows_credentials_queries_or_bodies(logging_server: Running) -> None:
    url = f"{logging_server.url}/hostinger"
    before = len(logging_server.output)
    for token in (f"Bearer {SECRET}", f"Basic {SECRET}", f"Bearer sim_ok {SECRET}"):
        headers = {"Authorization": token, "Cookie": SECRET, "X-Api-Key": SECRET}
        requests.get(f"{url}{ZONE}?token={SECRET}&q={SECRET}", headers=headers)
        requests.put(f"{url}{ZONE}", json={"password": SECRET}, headers=headers)
        requests.get(f"{url}/nowhere?{SECRET}", headers=headers)
    log = logging_server.output[before:]
    assert len(log.splitlines()) == 9
    assert SECRET not in log
    assert "?" not in log
    assert "Bearer" not in log


def test_no_path_breaks_a_line_of_the_log(logging_server: Running) -> None:
    before = len(logging_server.output)
    requests.get(f"{logging_server.url}/hostinger/a%0D%0Ab%1B%5B31m%E2%80%A8%FF")
    (line,) = logging_server.output[before:].splitlines()
    assert "a%0D%0Ab%1B%5B31m%E2%80%A8" in line


@pytest.mark.parametrize(
    ("host", "shown"),
    [("0.0.0.0", "127.0.0.1"), ("::", "[::1]"), ("::1", "[::1]"), ("127.0.0.1", "127.0.0.1")],
)
def test_the_banner_shows_an_address_that_can_be_called(
    hostsim: CommandLine, host: str, shown: str
) -> None:
    result = hostsim("serve", "-p", "0", "-H", host)
    if result.exit_code == 2 and "Address family not supported" in result.stderr:
        pytest.skip("this machine has no IPv6")
    port = hostsim.served[-1][1].getsockname()[1]
    assert f"http://{shown}:{port}/hostinger\n" in result.stdout
