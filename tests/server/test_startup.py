"""Start-up is part of the product: what the first answer does not need is not imported for it."""

import json
import subprocess
import sys

import pytest

FIRST_ANSWER = """
import json, sys
before = set(sys.modules)

from simulators.server.app import Application

created = set(sys.modules)
environ = {
    "REQUEST_METHOD": "GET",
    "PATH_INFO": "/hostinger/api/dns/v1/zones/example.com",
    "QUERY_STRING": "",
    "SERVER_NAME": "localhost",
    "SERVER_PORT": "4380",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "HTTP_AUTHORIZATION": "Bearer sim_default",
    "wsgi.url_scheme": "http",
    "wsgi.input": sys.stdin.buffer,
}
statuses = []
body = Application()(environ, lambda status, headers: statuses.append(status[:3]))
assert statuses == ["200"], b"".join(body)
print(json.dumps({"created": sorted(created), "answered": sorted(sys.modules)}))
"""


@pytest.fixture(scope="module")
def imported() -> dict[str, list[str]]:
    """Module names after an application was made, and after it gave its first answer."""
    done = subprocess.run(
        [sys.executable, "-c", FIRST_ANSWER], capture_output=True, text=True, check=True, input=""
    )
    modules: dict[str, list[str]] = json.loads(done.stdout)
    return modules


@pytest.mark.parametrize(
    "package",
    [
        "authlib",
        "contracts.judge",
        "cryptography",
        "dns",
        "faker.providers.lorem.la",
        "flask_swagger_ui",
        "hostinger_api",
        "hypothesis",
        "idna",
        "joserfc",
        "jsonschema",
        "openapi_spec_validator",
        "pytest",
        "requests",
        "schemathesis",
        "simulators.control",
        "simulators.hostafrica.oauth",
        "sqlalchemy",
    ],
)
def test_the_first_answer_does_without(imported: dict[str, list[str]], package: str) -> None:
    assert package not in imported["answered"]


@pytest.mark.parametrize("package", ["faker", "flask", "marshmallow", "simulators.hostinger.dns"])
def test_an_application_is_made_without(imported: dict[str, list[str]], package: str) -> None:
    assert package in imported["answered"]
    assert package not in imported["created"]


def test_fake_data_comes_from_the_few_providers_in_use(imported: dict[str, list[str]]) -> None:
    """Faker's base providers come along with `import faker`; languages only when asked for."""
    languages = {
        name
        for name in imported["answered"]
        if name.startswith("faker.providers.") and name.rpartition(".")[2].find("_") == 2
    }
    assert languages <= {
        "faker.providers.company.en_US",
        "faker.providers.person.en_US",
        "faker.providers.lorem.en_US",
    }
