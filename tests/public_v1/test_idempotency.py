"""Calls with an Idempotency-Key: made once, answered as often as they are sent."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from hostingco_api.core import billing, idempotency
from hostingco_api.core.models import IdempotentCall, Invoice
from tests.public_v1.support import Api

BODY: dict[str, Any] = {"client_id": 3, "items": [{"description": "Work", "price": 1}]}
KEY = {"Idempotency-Key": "order 66"}
CREDIT = {"gateway": "credit"}


def post(api: Api, path: str = "/invoices", body: Any = None, key: str = "order 66") -> Any:
    return api.call("POST", path, BODY if body is None else body, headers={"Idempotency-Key": key})


def kept(api: Api) -> list[IdempotentCall]:
    return api.portal.rows(select(IdempotentCall))


def test_the_same_call_is_answered_as_before(api: Api) -> None:
    first, again = post(api), post(api)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.data == again.data
    assert first.content_type == again.content_type
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert first.headers["X-Request-Id"] != again.headers["X-Request-Id"]
    assert len(api.good("GET", "/invoices")) == 1
    assert post(api, key="order 67").get_json()["data"]["id"] == 2


def test_what_was_answered_is_answered_whatever_happened_since(api: Api) -> None:
    first = post(api)
    api.good("DELETE", "/invoices/1")
    assert post(api).data == first.data


def test_every_status_of_a_good_answer_is_kept(api: Api) -> None:
    made = api.invoice()
    payment = {"invoice_id": made["id"], "transaction_id": "T", "amount": 1}
    api.good("POST", "/payments", payment)
    for path, body, status in (
        ("/payments", payment, 200),
        (f"/invoices/{made['id']}/pay", {}, 200),
        ("/clients", {"email": "a@example.com", "first_name": "A", "last_name": "B"}, 201),
    ):
        answers = [post(api, path, body, key=path) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [status] * 2
        assert answers[0].data == answers[1].data


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/invoices", BODY | {"tax_rate": 0}),
        ("/invoices?", BODY | {"client_id": 4}),
        ("/clients", {"email": "a@example.com", "first_name": "A", "last_name": "B"}),
    ],
)
def test_another_call_with_the_key_is_refused(api: Api, path: str, body: Any) -> None:
    post(api)
    api.refused(422, "IDEMPOTENCY_MISMATCH", "POST", path, body, headers=KEY)
    assert len(api.good("GET", "/invoices")) == 1
    assert len(api.good("GET", "/clients")) == 2


def test_a_key_is_one_of_whoever_uses_it(api: Api) -> None:
    other = Api(api.portal)
    assert [post(one).get_json()["data"]["id"] for one in (api, other, api, other)] == [1, 2, 1, 2]


@pytest.mark.parametrize("key", ["", "x" * 256, "café", "a\tb"])
def test_a_key_that_is_none_is_refused(api: Api, key: str) -> None:
    headers = {"Idempotency-Key": key.encode().decode("latin-1")}
    refused = api.refused(422, "VALIDATION_ERROR", "POST", "/invoices", BODY, headers=headers)
    assert list(refused["errors"]) == ["Idempotency-Key"]
    assert post(api, key="x" * 255).status_code == 201


def test_what_was_refused_may_be_mended(api: Api) -> None:
    """With the same key: none of it is kept."""
    api.refused(422, "VALIDATION_ERROR", "POST", "/invoices", BODY | {"client_id": 99}, headers=KEY)
    api.refused(422, "VALIDATION_ERROR", "POST", "/invoices", {"items": []}, headers=KEY)
    less = Api(api.portal, "invoices.read")
    less.refused(403, "AUTHORIZATION_ERROR", "POST", "/invoices", BODY, headers=KEY)
    api.refused(
        409, "CONFLICT", "POST", f"/invoices/{api.invoice()['id']}/pay", CREDIT, headers=KEY
    )
    assert kept(api) == []
    assert post(api).status_code == 201


def test_what_failed_may_be_tried_again(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(billing, "write", broken)
        api.refused(500, "INTERNAL_ERROR", "POST", "/invoices", BODY, headers=KEY)
    assert kept(api) == []
    assert post(api).get_json()["data"]["invoice_number"].endswith("-001")


def broken(*args: Any, **kwargs: Any) -> Any:
    raise RuntimeError("broken")


def begun(api: Api, **ago: float) -> None:
    """The key's call is under way since then; or its process died."""
    post(api)
    api.good("DELETE", "/invoices/1")
    with api.portal.database.writing() as session:
        since = api.portal.clock() - timedelta(**ago)
        session.execute(
            update(IdempotentCall).values(status_code=None, body=None, created_at=since)
        )


def test_a_call_that_is_under_way_is_to_be_waited_for(api: Api) -> None:
    begun(api, seconds=50)
    answer = post(api)
    assert (answer.status_code, answer.get_json()["code"]) == (409, "CONFLICT")
    assert answer.headers["Retry-After"] == "1"
    assert api.good("GET", "/invoices") == []
    # Also where it is not the same.
    api.refused(
        422, "IDEMPOTENCY_MISMATCH", "POST", "/invoices", BODY | {"tax_rate": 0}, headers=KEY
    )


def test_a_call_of_a_process_that_died_is_made_again(api: Api) -> None:
    begun(api, seconds=61)
    assert post(api).status_code == 201
    assert post(api).headers["Idempotent-Replayed"] == "true"
    assert len(api.good("GET", "/invoices")) == 1


def test_who_took_too_long_comes_to_nothing(api: Api) -> None:
    """Somebody else has begun it again: one of them ends it."""
    database, me = api.portal.database, Owner(api.key_id)
    now = api.portal.clock()
    with database.writing() as session:
        first = idempotency.begin(session, me, "k", "f", now - timedelta(minutes=2))  # type: ignore[arg-type]
    slow = IdempotentCall(id=first.id, created_at=first.created_at)
    with database.writing() as session:
        second = idempotency.begin(session, me, "k", "f", now)  # type: ignore[arg-type]
    with database.writing() as session, pytest.raises(Exception, match="too long"):
        idempotency.end(session, slow, 201, "slow")
    with database.writing() as session:
        idempotency.forget(session, slow)
    with database.writing() as session:
        idempotency.end(session, second, 201, "quick")
    (row,) = kept(api)
    assert (row.status_code, row.body) == (201, "quick")


class Owner:
    def __init__(self, id: int) -> None:
        self.id = id


def test_a_key_is_good_for_a_day(api: Api) -> None:
    post(api)
    api.portal.clock.move(hours=23, minutes=59)
    assert "Idempotent-Replayed" in post(api).headers
    api.portal.clock.move(minutes=2)
    answer = post(api)
    assert (answer.status_code, answer.get_json()["data"]["id"]) == (201, 2)
    assert "Idempotent-Replayed" not in answer.headers
    api.portal.work()
    assert len(kept(api)) == 1
    api.portal.clock.move(hours=25)
    api.portal.work()
    assert kept(api) == []


def test_what_was_answered_cannot_be_read_in_the_database(api: Api) -> None:
    """There may be a key in it, or a password."""
    body = {"name": "other", "scopes": ["*"]}
    first = post(api, "/api-keys", body)
    again = post(api, "/api-keys", body)
    key = first.get_json()["data"]["key"]
    assert again.get_json()["data"]["key"] == key
    client = {"email": "a@example.com", "first_name": "A", "last_name": "B"}
    password = post(api, "/clients", client, key="c").get_json()["data"]["password"]
    hook = {"name": "h", "url": "https://hooks.example.com/", "events": ["invoice.paid"]}
    secret = post(api, "/webhooks", hook, key="h").get_json()["data"]["secret"]
    with api.portal.database.engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        found = "\n".join(raw.iterdump())
    assert "idempotent_calls" in found
    for told in (key, password, secret):
        assert len(told) > 8
        assert told not in found
    assert len(kept(api)) == 3


def test_keys_are_of_no_use_where_nothing_is_created(api: Api) -> None:
    made = api.invoice()
    for method, body in (("GET", None), ("PUT", {"due_date": "2030-01-01"}), ("DELETE", None)):
        assert api.call(method, f"/invoices/{made['id']}", body, headers=KEY).status_code == 200
    assert kept(api) == []
    assert api.portal.rows(select(Invoice))
