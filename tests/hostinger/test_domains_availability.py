"""Which names are free, and which are suggested."""

from typing import Any

import pytest

from tests.contract.harness import watched
from tests.hostinger.domains import STRICT, V1, ok
from tests.support import Api

CHECK = f"{V1}/availability"
NEAR, DESCRIBED = f"{CHECK}/alternatives-from-domain", f"{CHECK}/alternatives-from-description"


@pytest.fixture
def api() -> Api:
    return watched()


def check(api: Api, domain: str, *tlds: str, **more: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ok(api("POST", CHECK, {"domain": domain, "tlds": tlds, **more}))
    return found


def test_every_tld_is_answered_in_order_and_once(api: Api) -> None:
    assert check(api, "MyDomain", "net", "EU", "net") == [
        {
            "domain": "mydomain.net",
            "is_available": True,
            "is_alternative": False,
            "restriction": None,
        },
        {
            "domain": "mydomain.eu",
            "is_available": True,
            "is_alternative": False,
            "restriction": "For residents of the European Economic Area.",
        },
    ]


@pytest.mark.parametrize("label", ["example", "google", "taken-name"])
def test_some_names_are_taken(api: Api, label: str) -> None:
    assert [one["is_available"] for one in check(api, label, "com", "shop")] == [False, False]


def test_without_magic_a_name_is_only_a_name(api: Api) -> None:
    STRICT(api)
    assert check(api, "taken-name", "com")[0]["is_available"]


def test_alternatives_are_other_names_that_are_free(api: Api) -> None:
    first, *others = check(api, "google", "com", with_alternatives=True)
    assert (first["is_available"], first["is_alternative"]) == (False, False)
    assert len(others) == 5
    assert all(one["is_available"] and one["is_alternative"] for one in others)
    names = [one["domain"] for one in others]
    assert len(set(names)) == 5
    for name in names:
        label, _, tld = name.partition(".")
        assert check(api, label, tld)[0]["is_available"]
    _, *others = check(api, "mydomain", "com", with_alternatives=True)
    assert "mydomain.com" not in [one["domain"] for one in others]


def test_suggestions_near_a_domain_start_with_its_tld_and_leave_it_out(api: Api) -> None:
    names = ok(api("POST", NEAR, {"domain": "mydomain.io", "limit": 100}))
    assert len(set(names)) == len(names) == 100
    assert names[0] == "mydomain.com"
    assert "mydomain.io" not in names
    assert "getmydomain.io" in names
    assert ok(api("POST", NEAR, {"domain": "mydomain.io", "limit": 3})) == names[:3]
    assert len(ok(api("POST", NEAR, {"domain": "x" * 63, "limit": 100}))) == 100


def test_suggestions_from_a_description_are_made_of_its_words(api: Api) -> None:
    body = {"description": "A bakery in Vilnius", "limit": 4}
    assert ok(api("POST", DESCRIBED, body)) == [
        "bakeryvilnius.com",
        "vilniusbakery.com",
        "bakery.com",
        "vilnius.com",
    ]
    for text in ("\u0437\u0434", "??", "the", "x" * 1000):
        names = ok(api("POST", DESCRIBED, {"description": text, "limit": 100}))
        assert len(set(names)) == len(names) == 100


def test_the_three_have_a_quota_of_their_own() -> None:
    api = watched(limits="real")
    answer = api("POST", NEAR, {"domain": "a", "limit": 1})
    assert answer.headers["X-RateLimit-Limit"] == "90"
    answer = api("POST", CHECK, {"domain": "a", "tlds": ["com"]})
    assert answer.headers["X-RateLimit-Remaining"] == "88"
    assert api("GET", f"{V1}/portfolio").headers["X-RateLimit-Remaining"] == "59"
