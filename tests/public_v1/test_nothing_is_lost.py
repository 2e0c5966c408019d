"""Whatever dies, and whenever: what was answered is told, by the same id, and nothing else is."""

from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import urllib3
from sqlalchemy import select

from hostingco_api import deliveries, outgoing, provisioning
from hostingco_api.core.database import Database
from hostingco_api.core.models import Invoice
from hostingco_api.relay import SHARE, Queues
from tests.ahead import program
from tests.hostingco.support import Portal, copied
from tests.public_v1.hooks import ByHand, Hook, Receiver, hand, portal, receiver, there, until
from tests.public_v1.support import Api
from tests.running import running

__all__ = ["hand", "portal", "there"]


class Killed(BaseException):
    """The process is no more."""


@pytest.mark.parametrize(
    ("died", "sent"), [("committed", 0), ("queued", 0), ("begun", 0), ("sent", 1)]
)
def test_a_delivery_outlives_its_process(
    portal: Portal, api: Api, hand: ByHand, there: Receiver, died: str, sent: int
) -> None:
    hook = Hook(api, there.url, "invoice.created")
    api.invoice()
    if died != "committed":
        hand.fill()
    if died in ("begun", "sent"):
        with pytest.MonkeyPatch.context() as patch:

            def kill(*_: Any, **__: Any) -> Any:
                raise Killed

            patch.setattr(*((outgoing, "post") if died == "begun" else (deliveries, "_note")), kill)
            ((_, id, claim),) = hand.kept
            with pytest.raises(Killed):
                deliveries.attempt(portal.services, id, claim)
    another = ByHand(portal)
    assert len(there.got) == sent
    if died != "committed":
        assert another.send() == 0, "whoever has it may be alive"
        portal.clock.move(seconds=31)
    assert another.send() == 1
    (kept,) = hook.log()
    assert kept["status"] == "delivered"
    assert len(kept["attempts"]) == 1
    assert there.ids == [kept["message_id"]] * (sent + 1)


def test_a_queue_that_cannot_be_reached_loses_nothing(
    portal: Portal, api: Api, there: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    Hook(api, there.url, "invoice.created")
    for _ in range(3):
        api.invoice()
    queues = Queues(portal.services)
    tried = []

    def fail(*_: Any) -> None:
        tried.append(1)
        raise ConnectionError

    monkeypatch.setattr(queues.webhooks.queue._huey.storage, "enqueue", fail)
    queues.fill()
    assert len(tried) == 1, "each try may take seconds"
    hand = ByHand(portal)
    assert hand.send() == 0
    portal.clock.move(seconds=31)
    assert hand.send() == 3


@pytest.mark.parametrize("died", ["queued", "begun", "done"])
def test_an_action_outlives_its_process(
    portal: Portal, api: Api, hand: ByHand, died: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a service. What nobody had begun is begun soon."""
    options = {"plan": "kvm-2", "template": "1077"}
    product = api.product(module="hostinger", module_options=options)
    service = api.service(product, domain="web.example.com")
    asked: list[str] = []

    def do(services: Any, service: Any, action: str) -> dict[str, Any]:
        asked.append(action)
        if died == "begun" and len(asked) == 1:
            raise Killed
        return {"module_ref": "7"}

    monkeypatch.setattr(provisioning, "_asked", do)
    api.good("POST", f"/services/{service['id']}/provision", status=202)
    hand.fill()
    if died != "queued":
        with pytest.MonkeyPatch.context() as patch:

            def kill(*_: Any, **__: Any) -> None:
                raise Killed

            if died == "done":
                patch.setattr(provisioning, "_end", kill)
            ((_, id, claim),) = hand.kept
            with pytest.raises(Killed):
                provisioning.act(portal.services, id, claim)
    another = ByHand(portal)
    portal.clock.move(seconds=29)
    assert another.work() == 0
    portal.clock.move(seconds=2)
    assert another.work() == (died == "queued")
    portal.clock.move(minutes=20)
    another.work()
    found = api.good("GET", f"/services/{service['id']}")
    assert (found["status"], found["module_ref"]) == ("active", "7")
    assert asked == ["provision"] * (1 if died == "queued" else 2)


class Writer(Thread):
    """Makes invoices as long as it is answered; every third call of it is refused."""

    def __init__(self, url: str, key: str) -> None:
        super().__init__(daemon=True)
        self.url, self.key = url, key
        self.made: list[int] = []

    def run(self) -> None:
        http = urllib3.PoolManager(retries=False, headers={"Authorization": f"Bearer {self.key}"})
        number = 0
        while True:
            number += 1
            items: list[dict[str, Any]] = [{"description": "Work", "price": number}]
            if number % 3 == 0:
                items.append({"service_id": 99})
            body = {"client_id": 3, "tax_rate": 0, "items": items}
            try:
                answer = http.request("POST", f"{self.url}/api/v1/invoices", json=body)
            except urllib3.exceptions.HTTPError:
                return
            if answer.status == 201:
                self.made.append(answer.json()["data"]["id"])
            else:
                assert answer.status == 422, answer.data


def test_processes_that_are_killed_lose_no_event(template: Path, tmp_path: Path) -> None:
    url = copied(template, tmp_path)
    prepared = Portal(url, private_webhooks=True)
    api = Api(prepared)
    secret = prepared.config.secret
    made: list[int] = []
    with receiver(slow=True) as there:
        hook = Hook(api, there.url, "invoice.created")
        prepared.close()

        def all_there() -> bool:
            return {message.data["invoice_id"] for message in there.got} >= set(made)

        for turn in range(3):
            env = {
                "XDG_DATA_HOME": str(tmp_path),
                "HOSTINGCO_PRIVATE_WEBHOOKS": "on",
                "HOSTINGCO_LIMITS": "off",
                "HOSTINGCO_SECRET": secret,
                "AHEAD": str(40 * turn),  # what another had claimed is over
            }
            with running(tmp_path, "--database", url, env=env, program=program(tmp_path)) as server:
                if turn == 2:
                    until(all_there)
                    server.process.terminate()
                    assert server.finish() == 0, server.output
                    break
                writers = [Writer(server.url, api.key) for _ in range(2)]
                for writer in writers:
                    writer.start()
                # In the first turn those that were sent were not answered.
                until(lambda n=SHARE + 10 * turn: len(there.got) >= n)  # type: ignore[misc]
                server.process.kill()
                server.finish()
                there.open.set()
                for writer in writers:
                    writer.join(20)
                    made += writer.made
    assert len(made) > SHARE
    ids: dict[int, set[str]] = {}
    for message in there.got:
        assert message.verified(hook.secret)
        ids.setdefault(message.data["invoice_id"], set()).add(message.id)
    assert all(len(each) == 1 for each in ids.values())
    assert len(there.got) >= len(ids) + SHARE, "what was not answered is sent again"
    database = Database(url)
    with database.reading() as session:
        written = set(session.scalars(select(Invoice.id)))
    database.close()
    assert set(made) <= set(ids) <= written
