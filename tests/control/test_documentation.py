"""The control API documents itself, truly, and without the internet."""

import re
from html.parser import HTMLParser
from urllib.parse import urljoin

import pytest
import requests
from openapi_spec_validator import OpenAPIV31SpecValidator
from werkzeug.test import Client

from tests.control.conftest import LOCAL, Control
from tests.support import application

OPERATIONS = {
    "getHealth",
    "getVersion",
    "listVendors",
    "listWorlds",
    "createWorld",
    "getWorld",
    "deleteWorld",
    "resetWorld",
    "forkWorld",
    "getClock",
    "setClock",
    "advanceClock",
    "listEvents",
    "makeHappen",
    "listEffects",
    "getLimits",
    "setLimits",
    "listQuirks",
    "setQuirks",
    "listFaults",
    "addFault",
    "clearFaults",
    "removeFault",
    "listCheckpoints",
    "setCheckpoint",
    "deleteCheckpoint",
    "rollBack",
    "saveSnapshot",
    "loadSnapshot",
    "saveCapsule",
    "queryJournal",
    "clearJournal",
    "countJournal",
}


class Assets(HTMLParser):
    """What a page has a browser fetch."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.urls: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        wanted = given.get("src") or (given.get("href") if tag == "link" else None)
        if wanted:
            self.urls.append(wanted)


def test_the_document_is_valid_openapi(untouched: Control) -> None:
    OpenAPIV31SpecValidator(untouched.document()).validate()


def test_the_document_has_every_operation_with_a_summary(untouched: Control) -> None:
    operations = [op for item in untouched.document()["paths"].values() for op in methods(item)]
    assert {operation["operationId"] for operation in operations} == OPERATIONS
    assert all(operation["summary"] for operation in operations)


def methods(item: dict[str, dict[str, object]]) -> list[dict[str, object]]:
    return [op for name, op in item.items() if name in ("get", "put", "post", "patch", "delete")]


def test_the_document_leads_a_client_to_the_api(server: str) -> None:
    """Paths are relative to `servers`, and that to where the document is."""
    url = f"{server}/__sim/openapi.json"
    document = requests.get(url).json()
    base = urljoin(url, document.get("servers", [{"url": "/"}])[0]["url"])
    for path, item in document["paths"].items():
        if "get" in item:
            target = base.removesuffix("/") + path.replace("{world}", "default")
            assert requests.get(target).status_code == 200, target


def test_the_document_refuses_unknown_fields_as_the_api_does(untouched: Control) -> None:
    schemas = untouched.document()["components"]["schemas"]
    for name in ("NewWorld", "Fork", "ClockChange", "Advance", "LimitsChange", "QuirksChange"):
        assert schemas[name]["additionalProperties"] is False, name


def test_the_docs_page_has_all_it_needs_from_this_server(server: str) -> None:
    page = requests.get(f"{server}/__sim/docs")
    assert page.status_code == 200
    assets = Assets(page.text).urls
    (described,) = re.findall(r'url: "([^"]+)"', page.text)
    assert len(assets) >= 3
    for asset in [*assets, described]:
        url = urljoin(page.url, asset)
        assert url.startswith(f"{server}/__sim/"), asset
        answer = requests.get(url)
        assert answer.status_code == 200, asset
        assert answer.content


def test_the_docs_page_and_its_styles_name_no_other_machine(server: str) -> None:
    page = requests.get(f"{server}/__sim/docs")
    styles = [url for url in Assets(page.text).urls if url.endswith(".css")]
    assert styles
    texts = [page.text, *(requests.get(urljoin(page.url, url)).text for url in styles)]
    for text in texts:
        fetched = re.findall(r"""(?:url\(|@import|src=|href=)\s*["']?([^"')\s>]+)""", text)
        assert not [url for url in fetched if re.match(r"(https?:)?//", url)]


def test_the_docs_page_does_not_have_its_document_judged_on_the_internet(
    untouched: Control,
) -> None:
    assert '"validatorUrl": null' in untouched("GET", "/docs").text


@pytest.mark.parametrize(
    "path",
    ["/docs/../access.py", "/docs/%2e%2e/access.py", "/docs/..%2f__init__.py", "/docs/nothing"],
)
def test_the_docs_serve_no_other_files(path: str) -> None:
    client = Client(application())
    answer = client.get(f"/__sim{path}", environ_base=LOCAL)
    assert answer.status_code == 404
