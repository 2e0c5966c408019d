"""What no operation of the contract answers is in the envelope all the same."""

from typing import Any

import pytest

from tests.contract.harness import watched
from tests.hostafrica.client import ROOT, RUNNING, SERVICE, TOKEN, V2, Hostafrica, inner, message

STATUS = f"{SERVICE}/{RUNNING}/status"


@pytest.fixture
def api() -> Any:
    return watched("hostafrica")


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/nothing",
        f"{ROOT}/api/v1/products",
        f"{V2}/products/",
        f"{V2}//products",
        f"{V2}/PRODUCTS",
        f"{SERVICE}/{RUNNING}",
        f"{SERVICE}/{RUNNING}/reboot",
        f"{SERVICE}/create-order/",
        f"{SERVICE}/a%2Fb/status",
    ],
)
def test_a_path_that_is_not_there_is_404(api: Hostafrica, path: str) -> None:
    """Without a token, too."""
    answer = api("POST", path, headers={"Authorization": ""})
    assert (answer.status_code, inner(answer)) == (404, [])
    assert (answer.json or {})["success"] == "false"
    assert message(answer).startswith("The route ")
    assert message(answer).endswith(" could not be found.")


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "TRACE", "QUERY", "post"])
@pytest.mark.parametrize("path", [TOKEN, f"{V2}/products", f"{SERVICE}/create-order", STATUS])
def test_another_method_is_405(api: Hostafrica, path: str, method: str) -> None:
    answer = api(method, path)
    assert (answer.status_code, inner(answer)) == (405, [])
    assert (answer.json or {})["success"] == "false"
    assert message(answer) == (
        f"The {method} method is not supported for route {path.removeprefix(ROOT)[1:]}. "
        "Supported methods: POST."
    )
    assert answer.headers["Allow"].split(", ") == ["OPTIONS", "POST"]


@pytest.mark.parametrize("path", [TOKEN, f"{V2}/products", STATUS])
def test_head_has_no_body_and_options_tells_what_there_is(api: Hostafrica, path: str) -> None:
    """As with Laravel, which answers OPTIONS by itself."""
    head = api("HEAD", path)
    assert (head.status_code, head.data) == (405, b"")
    options = api("OPTIONS", path, headers={"Authorization": ""})
    assert (options.status_code, options.data) == (200, b"")
    assert options.headers["Allow"].split(", ") == ["OPTIONS", "POST"]
