"""How clients of PHP ask: in forms, in queries, with brackets, and with numbers as texts."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from simulators.common.brackets import nested
from tests.hostens.client import Hostens
from tests.support import EXAMPLES, SEED

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
ANN = {"email": "ann@example.com", "firstname": "Ann", "lastname": "Other"}
PRIVILEGES = {
    "billing": ["emails", "orders"],
    "services": {"full": 1, "113": ["basic", "notify"]},
}


def encoded(value: Any, name: str = "", *, append: bool = False) -> Iterator[tuple[str, str]]:
    """Names and values of a form, as `http_build_query` has them; lists with numbers or without."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from encoded(inner, f"{name}[{key}]" if name else key, append=append)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            bare = append and isinstance(inner, str)
            yield from encoded(inner, f"{name}[{'' if bare else number}]", append=append)
    else:
        yield name, str(value)


def contact(api: Hostens, answer: Any) -> Any:
    assert answer.status_code == 200, answer.text
    return api.told("GET", f"/contact/{answer.json['contact_id']}")["contact"]


# -- forms --------------------------------------------------------------------------------


@pytest.mark.parametrize("append", [True, False])
def test_a_form_nests_by_brackets(api: Hostens, append: bool) -> None:
    form = urlencode([*encoded(ANN | {"privileges": PRIVILEGES}, append=append)])
    added = contact(api, api("POST", "/api/contact", data=form, headers=FORM))
    assert added["privileges"] == PRIVILEGES
    assert added["firstname"] == "Ann"


def test_so_does_a_form_in_parts(api: Hostens) -> None:
    fields = encoded(ANN | {"privileges": PRIVILEGES}, append=False)
    parts = [
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields
    ]
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = api("POST", "/api/contact", data="".join(parts) + "--b--\r\n", headers=headers)
    assert contact(api, answer)["privileges"] == PRIVILEGES


def test_so_does_a_query(api: Hostens) -> None:
    query = urlencode([*encoded(ANN | {"privileges": PRIVILEGES}, append=True)])
    bodies: list[Any] = [None, {}]
    for body in bodies:
        api.control("POST", "/worlds/default/reset")
        answer = api("POST", f"/api/contact?{query}", body)
        assert contact(api, answer)["privileges"] == PRIVILEGES


def test_a_query_stands_beside_an_empty_body_of_any_type(api: Hostens) -> None:
    for kind in ("application/json", "text/plain", ""):
        answer: Any = api("PUT", "/api/details?city=Rome", data=b"", headers={"Content-Type": kind})
        assert answer.json["client"]["city"] == "Rome"


def test_the_body_counts_where_both_have_a_field(api: Hostens) -> None:
    answer: Any = api("PUT", "/api/details?city=Rome&state=Lazio", {"city": "Paris"})
    assert answer.json["client"]["city"] == "Paris"
    assert answer.json["client"]["state"] == "Lazio"
    answer = api("PUT", "/api/details?city=Rome", data="city=Oslo", headers=FORM)
    assert answer.json["client"]["city"] == "Oslo"


def test_files_of_a_form_in_parts_are_left_out(api: Hostens) -> None:
    part = '--b\r\nContent-Disposition: form-data; name="city"; filename="x"\r\n\r\nRome\r\n--b--'
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    answer: Any = api("PUT", "/api/details", data=part, headers=headers)
    assert answer.json["client"]["city"] == "Santa Rosa"


# -- JSON ---------------------------------------------------------------------------------


def test_arrays_may_be_objects_and_numbers_texts(api: Hostens) -> None:
    odd = {
        "billing": {"0": "emails", "5": "orders"},
        "services": {"full": "1", "113": {"a": "basic", "b": "notify"}},
    }
    body = ANN | {"privileges": odd, "postcode": 95401, "phonenumber": 24123123.0}
    added = contact(api, api("POST", "/api/contact", body))
    assert added["privileges"] == PRIVILEGES
    assert (added["postcode"], added["phonenumber"]) == ("95401", "24123123")


def test_null_and_empty_texts_are_left_out(api: Hostens) -> None:
    body = ANN | {"privileges": PRIVILEGES, "city": "", "country": None, "type": "", "state": None}
    added = contact(api, api("POST", "/api/contact", body))
    assert (added["city"], added["country"], added["type"]) == ("", "", "Private")
    assert api.refused("POST", "/contact", body | {"email": ""}) == ["email_error"]


def test_a_get_may_have_a_body_which_is_ignored(api: Hostens) -> None:
    expected = api.told("GET", "/details")
    for data in ("{}", "", "[", "city=Rome"):
        assert api("GET", "/api/details", data=data).json == expected


def test_where_no_body_is_taken_any_is_ignored(api: Hostens) -> None:
    for data in ("", "{}", "[]", "{"):
        assert api("PUT", "/api/notifications/502/ack", data=data).status_code == 200


def test_unknown_fields_are_ignored(api: Hostens) -> None:
    before = api.told("GET", "/details")["client"]
    after = api.told("PUT", "/details", {"city": "Rome", "nothing": {"a": [1]}, "": 5})["client"]
    assert after == before | {"city": "Rome"}


@pytest.mark.parametrize(
    "path", ["/details/", "/contact/", "/contact/49/", "/contact/privileges/", "/notifications/"]
)
def test_slashes_at_the_end_do_not_matter(api: Hostens, path: str) -> None:
    assert api.told("GET", path) == api.told("GET", path.rstrip("/"))


def test_nor_do_they_at_the_end_of_what_changes_something(api: Hostens) -> None:
    login = {"username": "default@sim.test", "password": "secret_default"}
    for path in ("/login/", "/login"):
        assert api("POST", f"/api{path}", login, headers={"Authorization": ""}).status_code == 200
    api.told("PUT", "/notifications/502/ack/")
    api.told("PUT", "/contact/49/", {"city": "Rome"})


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ({"city": ["Rome"]}, "city_error"),
        ({"city": {"a": "Rome"}}, "city_error"),
        ({"city": True}, "city_error"),
        ({"postcode": 1.5}, "postcode_error"),
        ({"postcode": -1}, "postcode_error"),
        ({"email": 5}, "emailformat_error"),
        ({"country": ["US"]}, ["field_format_error", "country"]),
        ({"type": {"0": "Private"}}, ["field_format_error", "type"]),
        ({"emarketing": [{"a": 1}]}, ["field_format_error", "emarketing.0"]),
        ({"emarketing": ["x"] * 21}, ["field_format_error", "emarketing"]),
        ({"firstname": "\0"}, "firstname_error"),
        ({"firstname": "\ud83d\ude00" * 256}, "firstname_error"),
    ],
)
def test_odd_values_are_refused(api: Hostens, body: Any, key: Any) -> None:
    before = api.digest()
    assert api.refused("PUT", "/details", body) == [key]
    assert api.digest() == before


def test_a_number_beyond_all_is_no_json(api: Hostens) -> None:
    ((key, _),) = api.refused("PUT", "/details", {"postcode": 10**400})
    assert key == "data_format_error"


# -- brackets -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("a=1&b=2", {"a": "1", "b": "2"}),
        ("a=1&a=2", {"a": "2"}),
        ("a[]=1&a[]=2", {"a": ["1", "2"]}),
        ("a[0]=1&a[1]=2", {"a": ["1", "2"]}),
        ("a[1]=1&a[0]=2", {"a": {"1": "1", "0": "2"}}),
        ("a[1]=1&a[]=2", {"a": {"1": "1", "2": "2"}}),
        ("a[x]=1&a[]=2", {"a": {"x": "1", "0": "2"}}),
        ("a[x]=1&a[x]=2", {"a": {"x": "2"}}),
        ("a=1&a[x]=2", {"a": {"x": "2"}}),
        ("a[x]=1&a=2", {"a": "2"}),
        ("a[x][]=1&a[x][]=2&a[y]=", {"a": {"x": ["1", "2"], "y": ""}}),
        ("a[][x]=1&a[][x]=2", {"a": [{"x": "1"}, {"x": "2"}]}),
        ("a[1][x]=1&a[][x]=2", {"a": {"1": {"x": "1"}, "2": {"x": "2"}}}),
        ("a[=1&]=2&[]=3&[x]=4", {"a[": "1", "]": "2", "[]": "3", "[x]": "4"}),
        ("a[b]c=1&a[[b]]=2", {"a[b]c": "1", "a[[b]]": "2"}),
        ("a[b][c][d][e][f]=1", {"a": {"b": {"c": {"d": {"e": {"f": "1"}}}}}}),
        ("a[b][c][d][e][f][g]=1", {"a[b][c][d][e][f][g]": "1"}),
    ],
)
def test_names_nest_as_in_php(query: str, fields: dict[str, Any]) -> None:
    pairs = [(name, value) for name, _, value in (one.partition("=") for one in query.split("&"))]
    assert nested(pairs) == fields


bounded = settings(max_examples=4 * EXAMPLES, deadline=None, database=None)
NAMES = st.text("ab[]0129", max_size=20) | st.text(max_size=8)


@seed(SEED)
@bounded
@given(st.lists(st.tuples(NAMES, st.text(max_size=3)), max_size=12))
def test_no_names_fail(pairs: list[tuple[str, str]]) -> None:
    fields = nested(pairs)
    assert bool(fields) == bool(pairs)
    assert {value for _, value in pairs} >= {*texts(fields)}


def texts(fields: Any) -> Iterator[str]:
    if isinstance(fields, str):
        yield fields
    else:
        for inner in fields.values() if isinstance(fields, dict) else fields:
            yield from texts(inner)


KEYS = st.text("abcxyz_-. \u00e9", min_size=1, max_size=4)
VALUES = st.recursive(
    st.text(max_size=3),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(KEYS, inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)


def depth(value: Any) -> int:
    if isinstance(value, str):
        return 0
    return 1 + max(depth(one) for one in (value.values() if isinstance(value, dict) else value))


@seed(SEED)
@bounded
@given(st.dictionaries(KEYS, VALUES.filter(lambda value: depth(value) <= 5)), st.booleans())
def test_what_php_writes_is_read(fields: dict[str, Any], append: bool) -> None:
    assert nested(encoded(fields, append=append)) == fields
