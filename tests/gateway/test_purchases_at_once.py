"""Many orders at the same moment, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hostingco_api.core.migrate import open_database
from hostingco_api.core.models import Purchase
from hostingco_api.gateway.provider import Configuration, ProviderError, VMOrder
from hostingco_api.gateway.purchases import OfVM, Purchases
from tests.gateway.shop import Listing, Shelf

LOST = ProviderError("the answer got lost")


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_nobody_is_answered_the_machine_of_another_order(
    backend: str, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of machines that have no names yet."""
    url = f"sqlite:///{tmp_path / 'purchases.db'}"
    if backend == "postgresql":
        url = request.getfixturevalue("postgresql")()
    database = open_database(url)
    shelf, lock = Shelf(), Lock()
    monkeypatch.setattr(Listing, "shelf", shelf, raising=False)
    sell = Listing.create_vm

    def lost(self: Any, order: VMOrder) -> Any:
        """Each is sold, and only every other one told."""
        with lock:
            made = sell(self, order)
            shelf.vms[-1] = replace(made, name="", labels={"for": order.hostname})
        if int(made.id) % 2:
            raise LOST
        return made

    monkeypatch.setattr(Listing, "create_vm", lost)
    purchases = Purchases(database, lambda: datetime.now(UTC))
    driver = Listing(Configuration("listing", "a key"))

    def order(number: int) -> str:
        made = OfVM(driver, VMOrder("small", "debian", f"web-{number % 4}"))
        try:
            return purchases.make("listing", made).id
        except (ProviderError, IntegrityError):  # of which the latter is 409 as well
            return ""

    try:
        with ThreadPoolExecutor(12) as pool:
            ids = [id for id in pool.map(order, range(12)) if id]
        assert len(set(ids)) == len(ids)
        with database.reading() as session:
            refs = session.execute(select(Purchase.name, Purchase.ref).where(Purchase.ref != ""))
            assert {vm.id for vm in shelf.vms} >= {ref for _, ref in refs}
    finally:
        database.close()
