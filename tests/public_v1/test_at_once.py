"""Many at once, on SQLite and on PostgreSQL: no money twice, none lost, nobody gets a 500."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from hostingco_api.core import billing, idempotency, lifecycle
from hostingco_api.core.database import LOCK
from hostingco_api.core.errors import Refusal
from hostingco_api.core.models import ApiKey, IdempotentCall, Invoice, Node, Payment, Service
from tests import postgres
from tests.hostingco.money import card, ordered, put
from tests.hostingco.support import Portal, copied, populate
from tests.hostingco.test_concurrency import at_once, statuses
from tests.public_v1.support import Api

TURNS = 4
NUMBERS = count()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def both(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Portal, Api]]:
    """One database for all, since each test has clients and invoices of its own."""
    if request.param == "sqlite":
        folder: Path = tmp_path_factory.mktemp("at-once")
        portal = Portal(copied(request.getfixturevalue("template"), folder))
    else:
        databases: postgres.Databases = request.getfixturevalue("postgresql")
        portal = Portal(databases())
        populate(portal.database)
    portal.token("customer")
    yield portal, Api(portal)
    portal.close()


@pytest.fixture
def api(both: tuple[Portal, Api]) -> Api:
    return both[1]


@pytest.fixture
def portal(both: tuple[Portal, Api]) -> Portal:
    return both[0]


def client(api: Api) -> int:
    """The id of a new one."""
    return int(api.client(email=f"c{next(NUMBERS)}@example.com")["id"])


def call(api: Api, path: str, body: Any = None, **headers: str) -> Callable[[], Any]:
    return lambda: api.call("POST", path, {} if body is None else body, headers=headers)


def other(api: Api, method: str, path: str, body: Any = None) -> Callable[[], Any]:
    return lambda: api.call(method, path, body)


def paying(api: Api, made: Any, **body: Any) -> Callable[[], Any]:
    return call(api, f"/invoices/{made['id']}/pay", body)


def test_an_invoice_is_paid_in_full_once(api: Api) -> None:
    made = api.invoice(price=10, client=client(api))
    assert statuses(at_once(*[paying(api, made)] * TURNS)) == {200: 1, 409: TURNS - 1}
    found = api.good("GET", f"/invoices/{made['id']}")
    assert (found["status"], found["amount_paid"]) == ("paid", 10.0)
    assert len(api.good("GET", f"/payments?invoice_id={made['id']}")) == 1


def test_parts_that_come_at_once_all_count(api: Api) -> None:
    id = client(api)
    made = api.invoice(price=10, client=id)
    answers = at_once(*[paying(api, made, amount=3)] * 4)
    assert statuses(answers) == {200: 4}
    assert api.good("GET", f"/invoices/{made['id']}")["status"] == "paid"
    assert api.good("GET", f"/clients/{id}")["credit"] == 2.0


def test_a_transaction_pays_one_of_two_invoices(api: Api) -> None:
    id = client(api)
    for turn in range(TURNS):
        both = [api.invoice(price=10, client=id) for _ in range(2)]
        said = {"gateway": "paypal", "transaction_id": f"two-{turn}"}
        answers = at_once(*(paying(api, made, **said) for made in both))
        assert statuses(answers) == {200: 1, 409: 1}, [answer.text for answer in answers]
        (lost,) = (answer for answer in answers if answer.status_code == 409)
        assert lost.get_json()["code"] == "CONFLICT"
        states = [api.good("GET", f"/invoices/{made['id']}")["status"] for made in both]
        assert sorted(states) == ["paid", "pending"]


def test_a_transaction_of_an_invoice_is_one_payment(api: Api) -> None:
    made = api.invoice(price=10, client=client(api))
    said = {"gateway": "paypal", "transaction_id": "same", "amount": 4}
    answers = at_once(
        *[paying(api, made, **said)] * 2,
        *[call(api, "/payments", {"invoice_id": made["id"], **said})] * 2,
    )
    assert {answer.status_code for answer in answers} <= {200, 201}
    (payment,) = api.good("GET", f"/payments?invoice_id={made['id']}")
    assert {
        (a.get_json()["data"].get("payment") or a.get_json()["data"])["id"] for a in answers
    } == {payment["id"]}
    assert api.good("GET", f"/invoices/{made['id']}")["balance"] == 6.0


def test_credit_is_spent_once(api: Api) -> None:
    id = client(api)
    first = api.invoice(price=1, client=id)
    api.good("POST", f"/invoices/{first['id']}/pay", {"amount": 11})
    invoices = [api.invoice(price=10, client=id) for _ in range(TURNS)]
    answers = at_once(*(paying(api, made, gateway="credit") for made in invoices))
    assert statuses(answers) == {200: 1, 409: TURNS - 1}
    assert api.good("GET", f"/clients/{id}")["credit"] == 0.0


def test_an_invoice_is_paid_or_cancelled(api: Api) -> None:
    """And what was paid is not lost either way."""
    id, paid = client(api), 0
    for _ in range(TURNS):
        made = api.invoice(price=10, client=id)
        path = f"/invoices/{made['id']}"
        answers = at_once(paying(api, made, amount=4), other(api, "DELETE", path))
        assert statuses(answers) in ({200: 2}, {200: 1, 409: 1}, {200: 1, 404: 1})
        assert answers[1].status_code == 200
        paid += 4 * (answers[0].status_code == 200)
    assert api.good("GET", f"/clients/{id}")["credit"] == paid


def test_a_card_and_another_payment_do_not_pay_the_same(api: Api, portal: Portal) -> None:
    body = {"paymentMethodId": card(portal)}
    for turn in range(TURNS):
        ordered_one = ordered(portal, name=f"web-{turn}")
        number = int(ordered_one.removeprefix("inv_"))
        path = f"/billing/invoices/{ordered_one}/pay"
        answers = at_once(
            partial(portal.call, "POST", path, "customer", json=body),
            paying(api, {"id": number}),
        )
        assert statuses(answers) == {200: 1, 409: 1}
        portal.work()
        (payment,) = api.good("GET", f"/payments?invoice_id={number}")
        assert (payment["amount"], payment["status"]) == (32.39, "succeeded")
        assert api.good("GET", f"/invoices/{number}")["balance"] == 0.0


def test_numbers_have_no_gap_whoever_is_refused(api: Api, portal: Portal) -> None:
    one, another = client(api), client(api)
    hers = api.service(client=another)
    items = [{"description": "Work", "price": 1}]
    free = api.service(api.product(price=0), client=one)
    calls = [
        call(api, "/invoices", {"client_id": one, "items": items}),
        call(api, "/invoices", {"client_id": one, "items": [{"service_id": hers["id"]}]}),
        call(api, "/invoices", {"client_id": another, "items": items}),
        call(api, "/invoices", {"client_id": one, "items": [{"service_id": free["id"]}]}),
    ] * 2
    assert statuses(at_once(*calls)) == {201: 6, 422: 2}
    numbers = sorted(int(row.number.split("-")[-1]) for row in portal.rows(select(Invoice)))
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_last_place_is_taken_once(api: Api) -> None:
    node = api.good("POST", "/servers", {"name": "r", "module": "manual", "max_services": 2})
    sold, id = api.product(), client(api)
    each = [api.service(sold, client=id, server_id=node["id"]) for _ in range(TURNS)]
    answers = at_once(*(call(api, f"/services/{one['id']}/provision") for one in each[:2]))
    answers += at_once(*(call(api, f"/services/{one['id']}/provision") for one in each[2:]))
    assert statuses(answers) == {200: 2, 409: 2}
    api.good("PUT", f"/servers/{node['id']}", {"max_services": 3})
    # By paying, which goes through for all.
    rest = [one for one, a in zip(each, answers, strict=True) if a.status_code == 409]
    due = [api.invoice(client=id, items=[{"service_id": one["id"]}]) for one in rest]
    assert statuses(at_once(*(paying(api, one) for one in due))) == {200: 2}
    states = [api.good("GET", f"/services/{one['id']}")["status"] for one in each]
    assert Counter(states) == {"active": 3, "failed": 1}


def test_invoices_of_the_same_services_do_not_wait_for_each_other(api: Api) -> None:
    """Whatever order they name them in, and on whatever nodes these are."""
    id, sold = client(api), api.product()
    nodes = [api.good("POST", "/servers", {"name": "r", "module": "manual"}) for _ in range(2)]
    for turn in range(TURNS):
        each = [
            api.service(sold, client=id, server_id=nodes[(n + turn) % 2]["id"]) for n in range(4)
        ]
        ids = [one["id"] for one in each]
        named = [ids, ids[::-1], ids[::2] + ids[1::2]]
        made = [
            api.invoice(client=id, items=[{"service_id": one} for one in order]) for order in named
        ]
        items = [{"service_id": one} for one in reversed(ids)]
        last = f"/invoices/{made[2]['id']}"
        answers = at_once(
            paying(api, made[0]),
            paying(api, made[1]),
            other(api, "PUT", last, {"items": items}),
        )
        assert statuses(answers) == {200: 3}, [answer.text for answer in answers]
        for one in each:
            assert api.good("GET", f"/services/{one['id']}")["status"] == "active"


def test_who_has_a_service_gets_the_next_number(api: Api, portal: Portal) -> None:
    """As a renewal does. Who waits for the service has no number yet that others would wait for."""
    id = client(api)
    free = api.service(api.product(price=0), client=id)
    body = {"client_id": id, "items": [{"service_id": free["id"]}]}
    with ThreadPoolExecutor(1) as pool:
        with portal.database.writing() as session:
            (service,) = lifecycle.hold(session, [free["id"]])
            answer = pool.submit(call(api, "/invoices", body))
            with pytest.raises(TimeoutError):
                answer.result(0.3)
            billing.renew(session, service, portal.clock())
        assert answer.result(20).status_code == 201
    assert len(api.good("GET", f"/invoices?client_id={id}")) == 2


def test_who_has_a_node_gets_the_next_one(api: Api, portal: Portal) -> None:
    """Who pays for services on both takes them in the same order, whatever that of the services."""
    id, sold = client(api), api.product()
    low, high = (
        api.good("POST", "/servers", {"name": "r", "module": "manual"})["id"] for _ in range(2)
    )
    each = [api.service(sold, client=id, server_id=node) for node in (high, low)]
    made = api.invoice(client=id, items=[{"service_id": one["id"]} for one in each])
    with ThreadPoolExecutor(1) as pool:
        with portal.database.writing() as session:
            session.get_one(Node, low, with_for_update=LOCK)
            answer = pool.submit(paying(api, made))
            with pytest.raises(TimeoutError):
                answer.result(0.3)
            session.get_one(Node, high, with_for_update=LOCK)
        assert answer.result(20).status_code == 200
    assert [api.good("GET", f"/services/{one['id']}")["status"] for one in each] == ["active"] * 2


def test_renewals_are_written_once_by_many_workers(api: Api, portal: Portal) -> None:
    """Also while free ones are invoiced, which wait for the services that the renewals have."""
    id = client(api)
    sold, free = api.product(price=7), api.product(price=0)
    today = portal.clock().date().isoformat()
    each = [api.service(sold, client=id, next_due_date=today) for _ in range(3)]
    each.append(api.service(free, client=id, next_due_date=today))
    for one in each:
        api.good("POST", f"/services/{one['id']}/provision")
    body = {"client_id": id, "items": [{"service_id": each[3]["id"]}]}
    at_once(*[portal.work] * 3, *[call(api, "/invoices", body)] * 3)
    totals = Counter(
        one["total"] for one in api.good("GET", f"/invoices?client_id={id}&per_page=100")
    )
    assert totals.pop(7.56) == 3  # with 8 % tax
    assert totals.keys() == {0.0}


def test_a_call_with_a_key_is_made_once(api: Api, portal: Portal) -> None:
    """Who comes while it is under way is told when to come again."""
    items = [{"description": "Work", "price": 1}]
    body = {"client_id": client(api), "items": items}
    for turn in range(TURNS):
        key = {"Idempotency-Key": f"once-{turn}"}
        answers = at_once(*[call(api, "/invoices", body, **key)] * TURNS)
        assert {answer.status_code for answer in answers} <= {201, 409}
        made = {a.get_json()["data"]["id"] for a in answers if a.status_code == 201}
        assert len(made) == 1
        fresh = [
            a for a in answers if a.status_code == 201 and "Idempotent-Replayed" not in a.headers
        ]
        assert len(fresh) == 1
        for answer in answers:
            assert answer.status_code == 201 or answer.headers["Retry-After"] == "1"
    assert len(api.good("GET", f"/invoices?client_id={body['client_id']}")) == TURNS
    assert len(portal.rows(select(IdempotentCall))) == TURNS


def test_who_writes_a_key_meets_who_wrote_it_before(api: Api, portal: Portal) -> None:
    """Both looked, and neither saw the other."""
    if portal.database.engine.dialect.name == "sqlite":
        pytest.skip("there one writes after the other")
    with portal.database.reading() as session:
        me = session.get_one(ApiKey, api.key_id)
    now = portal.clock()

    def begin() -> None:
        with portal.database.writing() as session:
            idempotency.begin(session, me, "met", "f", now)

    with ThreadPoolExecutor(1) as pool:
        with portal.database.writing() as session:
            idempotency.begin(session, me, "met", "f", now)
            second = pool.submit(begin)
            with pytest.raises(TimeoutError):
                second.result(0.3)
        with pytest.raises(Refusal) as refused:
            second.result(20)
    assert (refused.value.status, refused.value.headers) == (409, {"Retry-After": "1"})


def test_a_rate_of_any_spelling_is_kept(api: Api, portal: Portal) -> None:
    """The longest there is has 22 characters."""
    put(portal, "billing", taxRate=1.2345678901234567e-05)
    body = {"client_id": 3, "items": [{"description": "Work", "price": 100}]}
    made = api.good("POST", "/invoices", body)
    items = [{"description": "More", "price": 900_000, "quantity": 1000}]
    assert api.good("PUT", f"/invoices/{made['id']}", {"items": items})["tax"] == 111.11
    put(portal, "billing", taxRate=8.0)


def test_every_transaction_left_the_books_in_order(portal: Portal) -> None:
    """After all of the above."""
    for invoice in portal.rows(select(Invoice)):
        assert invoice.total == invoice.amount + invoice.tax
    payments = portal.rows(select(Payment))
    assert all(0 <= payment.credited <= payment.amount for payment in payments)
    assert all(service.pending_action is None for service in portal.rows(select(Service)))
