"""Products, and orders within their limits."""

import json
import re
from typing import Any
from urllib.parse import urlencode

import pytest
import requests
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from tests.contract.harness import watched
from tests.hostafrica import oauth
from tests.hostafrica.client import ORDER, SERVICE, V2, Hostafrica, inner, message
from tests.support import EXAMPLES, SEED

CREATE = f"{SERVICE}/create-order"
AMOUNTS = ("ram", "ip", "cpu", "hdd", "backup")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def api() -> Any:
    return watched("hostafrica")


def refused(api: Hostafrica, order: dict[str, Any]) -> dict[str, list[str]]:
    """The errors by field."""
    before = api.digest()
    errors: dict[str, list[str]] = api.told(CREATE, order, status=400)
    assert api.digest() == before
    return errors


def test_products_have_ids_and_templates_of_their_own(api: Hostafrica) -> None:
    products = api.told(f"{V2}/products")
    templates = [t["template_id"] for p in products for t in p["os_templates"]]
    assert len({p["id"] for p in products}) == len(products) == 3
    assert len(set(templates)) == len(templates)
    assert {p["template"] for p in products} == {"linux", "windows"}


def test_every_product_can_be_ordered_at_its_limits_with_each_template(api: Hostafrica) -> None:
    for product in api.told(f"{V2}/products"):
        for template in product["os_templates"]:
            for bound in ("min", "max"):
                amounts = {name: int(product["config"][name][bound]) for name in AMOUNTS}
                ids = {"product_id": product["id"], "template_id": template["template_id"]}
                told = api.told(CREATE, ORDER | ids | amounts)
                administrator = product["template"] == "windows"
                assert told["username"] == ("Administrator" if administrator else "root")


def test_beyond_a_limit_by_one_is_refused_and_named(api: Hostafrica) -> None:
    for product in api.told(f"{V2}/products"):
        ids = {
            "product_id": product["id"],
            "template_id": product["os_templates"][0]["template_id"],
        }
        least = {name: int(product["config"][name]["min"]) for name in AMOUNTS}
        for name in AMOUNTS:
            low, high = (int(product["config"][name][bound]) for bound in ("min", "max"))
            text = f"The {name} field must be between {low} and {high}."
            for wrong in (low - 1, high + 1, -(10**30), 10**30):
                assert refused(api, ORDER | ids | least | {name: wrong}) == {name: [text]}


def test_a_template_of_another_product_is_refused(api: Hostafrica) -> None:
    _, other, windows = api.told(f"{V2}/products")
    for product in (other, windows):
        theirs = product["os_templates"][0]["template_id"]
        assert refused(api, ORDER | {"template_id": theirs}) == {
            "template_id": ["The selected template_id is invalid."]
        }


def test_everything_that_is_wrong_is_named(api: Hostafrica) -> None:
    wrong = {"domain_name": "web", "template_id": "none", "ram": 65, "hdd": 19}
    answer = api("POST", CREATE, ORDER | wrong)
    assert set(inner(answer)) == set(wrong)
    assert message(answer).endswith(" (and 3 more errors)")
    assert set(refused(api, ORDER | {"product_id": "none", "domain_name": "web", "ram": 0})) == {
        "product_id",  # without which nobody knows the limits
        "domain_name",
    }


def test_nothing_at_all_names_every_field(api: Hostafrica) -> None:
    assert refused(api, {}) == {name: [f"The {name} field is required."] for name in ORDER}
    for name in ORDER:
        text = "a string" if name in ("product_id", "domain_name", "template_id") else "an integer"
        assert refused(api, ORDER | {name: None}) == {name: [f"The {name} field must be {text}."]}


@pytest.mark.parametrize("name", ["a.b", "SERVER.Example.COM", "xn--bcher-kva.example", "1.a2"])
def test_these_are_fully_qualified(api: Hostafrica, name: str) -> None:
    api.told(CREATE, ORDER | {"domain_name": name})


def test_fields_nobody_knows_are_ignored(api: Hostafrica) -> None:
    api.told(CREATE, ORDER | {"service_id": "mine", "status": "running"})


def test_whole_numbers_are_integers_however_written(api: Hostafrica) -> None:
    api.told(CREATE, ORDER | {"ram": 2.0})


def form(api: Hostafrica, order: dict[str, Any]) -> Any:
    return api("POST", CREATE, data=urlencode(order), headers=FORM)


def test_a_form_will_do(api: Hostafrica) -> None:
    assert form(api, ORDER).status_code == 200


@pytest.mark.parametrize(
    "wrong", ["", " 2", "2 ", "+2", "1_0", "2.0", "0x2", "\u0662", "1" * 301, "two"]
)
def test_a_form_holds_integers_in_decimal_digits(api: Hostafrica, wrong: str) -> None:
    answer = form(api, ORDER | {"ram": wrong})
    assert answer.status_code == 400
    assert inner(answer) == {"ram": ["The ram field must be an integer."]}


@pytest.mark.parametrize("data", [b"\xff", b"&".join(b"a%d=1" % n for n in range(1001))])
def test_a_form_that_cannot_be_read_is_refused(api: Hostafrica, data: bytes) -> None:
    answer = api("POST", CREATE, data=data, headers=FORM)
    assert (answer.status_code, inner(answer)) == (400, [])


def test_a_form_of_parts_will_do(api: Hostafrica) -> None:
    """As PHP's curl sends an array."""
    parts = {name: (None, str(value)) for name, value in ORDER.items()}
    request = requests.Request("POST", "http://localhost", files=parts).prepare()
    assert isinstance(request.body, bytes)
    headers = {"Content-Type": request.headers["Content-Type"]}
    assert api("POST", CREATE, data=request.body, headers=headers).status_code == 200
    assert api("POST", CREATE, data=request.body[:-40], headers=headers).status_code == 400


def test_of_a_field_given_twice_the_last_counts(api: Hostafrica) -> None:
    answer = api("POST", CREATE, data=urlencode(ORDER) + "&ram=65", headers=FORM)
    assert inner(answer) == {"ram": ["The ram field must be between 1 and 64."]}


def test_a_form_in_chunks_is_refused_as_nobody_knows_whether_it_broke_off(server: str) -> None:
    headers = {"Authorization": f"Bearer {oauth.fetch(server, 'chunks')}"}
    url = f"{server}/hostafrica{CREATE}"
    refused = requests.post(url, data=iter([urlencode(ORDER).encode()]), headers=headers | FORM)
    assert refused.status_code == 400
    assert "Content-Length" in refused.json()["message"]
    json_type = {"Content-Type": "application/json"}
    chunks = iter([json.dumps(ORDER).encode()])
    assert requests.post(url, data=chunks, headers=headers | json_type).status_code == 200


def test_passwords_are_made_like_the_documented_one(api: Hostafrica) -> None:
    made = [api.told(CREATE, ORDER)["password"] for _ in range(40)]
    assert len(set(made)) == len(made)
    for password in made:
        assert len(password) == 17
        for kind in (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^A-Za-z0-9]"):
            assert re.search(kind, password), password
        assert not set(password) & set("\"'\\`<>/ "), password


def test_what_is_ordered_can_be_read_and_waits(api: Hostafrica) -> None:
    told = api.told(CREATE, ORDER)
    id = told.pop("service_id")
    assert api.service(id, "details") == {"ip": ""} | told
    assert api.state(id) == "pending"
    assert api.advance(30 * 86_400) == []
    assert api.state(id) == "pending"


LIMITS = {"ram": (1, 64), "ip": (1, 1), "cpu": (1, 16), "hdd": (20, 500), "backup": (0, 1000)}
near = st.integers(-2, 1002) | st.sampled_from([0, 1, 16, 17, 19, 20, 64, 65, 500, 501])


@seed(SEED)
@settings(max_examples=EXAMPLES * 3, deadline=None, database=None)
@given(amounts=st.fixed_dictionaries(dict.fromkeys(LIMITS, near)))
def test_an_order_is_taken_exactly_within_the_limits(amounts: dict[str, int]) -> None:
    answer = API("POST", CREATE, ORDER | amounts)
    wrong = {n for n, (low, high) in LIMITS.items() if not low <= amounts[n] <= high}
    assert answer.status_code == (400 if wrong else 200)
    named = json.loads((answer.json or {})["data"])
    assert wrong == (set(named) if wrong else set())


API = watched("hostafrica")
