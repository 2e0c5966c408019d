"""The worker as such; what it does is tested where that belongs."""

from typing import Any

import pytest
from sqlalchemy import event, select, text

from hostingco_api.core.models import Server
from hostingco_api.core.providers import LocalProvider
from hostingco_api.worker import Worker
from tests.hostingco.money import put
from tests.hostingco.support import Portal


class Broken(LocalProvider):
    def create(self, *_: Any) -> str:
        raise RuntimeError("not as it should be")


def ordered(portal: Portal, number: int) -> None:
    for n in range(number):
        body = {"name": f"web-{n}", "plan": "basic", "location": "eu-west-1"}
        portal.good("POST", "/hosting/servers", "customer", json=body)


def test_it_stops_between_two_things(portal: Portal) -> None:
    worker = Worker(portal.services)

    class Stopping(LocalProvider):
        def create(self, *args: Any) -> str:
            worker.over.set()
            return super().create(*args)

    ordered(portal, 3)
    portal.services.provider = Stopping
    worker.start()
    worker.join(20)
    assert not worker.is_alive()
    worker.stop()  # its queues, too
    found = portal.rows(select(Server).order_by(Server.id))
    assert [server.status for server in found] == ["active", "provisioning", "provisioning"]


def test_what_is_not_billed_costs_nothing(portal: Portal) -> None:
    """However many servers it would be time for: none of them is locked, to do nothing."""
    put(portal, "billing", autoBilling=False)
    portal.work()
    begun: list[Any] = []
    event.listen(portal.database.engine, "begin", begun.append)
    portal.work()
    quiet = len(begun)
    ordered(portal, 5)
    portal.work()
    begun.clear()
    portal.work()
    assert len(begun) == quiet


def test_what_it_looks_for_all_the_time_it_finds_by_an_index(portal: Portal) -> None:
    ordered(portal, 1)
    portal.work()
    asked: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, parameters))

    event.listen(portal.database.engine, "before_cursor_execute", note)
    portal.work()
    event.remove(portal.database.engine, "before_cursor_execute", note)
    assert len(asked) >= 5
    with portal.database.engine.connect() as connection:
        for statement, parameters in asked:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            steps = [row.detail for row in plan]
            assert not [step for step in steps if step.startswith("SCAN")], (statement, steps)


def test_what_a_statement_was_about_is_not_in_the_log(
    portal: Portal, caplog: pytest.LogCaptureFixture
) -> None:
    with portal.database.writing() as session:
        session.execute(text("DROP TABLE machines"))
    body = {"name": "secret-project", "plan": "basic", "location": "eu-west-1"}
    portal.good("POST", "/hosting/servers", "customer", json=body)
    portal.work()
    assert "no such table: machines" in caplog.text
    assert "server_001" not in caplog.text


def test_a_clock_that_is_set_back_lets_nothing_rest_for_longer(portal: Portal) -> None:
    ordered(portal, 1)
    portal.services.provider = Broken
    portal.work()
    portal.services.provider = LocalProvider
    portal.clock.move(days=-300)
    portal.work()
    assert portal.row(select(Server)).status == "active"
