"""What is bought for somebody is bought once, whatever dies on the way and whoever asks again."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Event
from typing import Any

import pytest
from sqlalchemy import select

from hostingco_api.core.database import Database
from hostingco_api.core.migrate import open_database
from hostingco_api.core.models import Purchase
from hostingco_api.gateway.drivers.hostens import Hostens
from hostingco_api.gateway.provider import (
    VM,
    Configuration,
    Conflict,
    DomainOrder,
    NotFound,
    ProviderError,
    VMOrder,
)
from hostingco_api.gateway.purchases import OfDomain, OfVM, Purchases
from tests.gateway.hostens import calls
from tests.gateway.shop import Listing, Shelf, Shop
from tests.gateway.simulated import World
from tests.hostingco.support import Clock

LOST = ProviderError("the answer got lost")
OWNER = "service-12"


class Killed(BaseException):
    """The process."""


@pytest.fixture(params=["sqlite", "postgresql"])
def database(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path / 'purchases.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql")()
    database = open_database(url)
    yield database
    database.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def purchases(database: Database, clock: Clock) -> Purchases:
    return Purchases(database, clock)


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    shelf = Shelf()
    monkeypatch.setattr(Shop, "shelf", shelf, raising=False)
    return shelf


def vm(name: str = "web-1") -> OfVM:
    return OfVM(Listing(Configuration("listing", "a key")), VMOrder("small", "debian", name))


def domain(name: str = "new.example") -> OfDomain:
    return OfDomain(Listing(Configuration("listing", "a key")), DomainOrder(name))


def owners(purchases: Purchases) -> list[tuple[str, str | None, str | None]]:
    with purchases.database.reading() as session:
        rows = session.scalars(select(Purchase).order_by(Purchase.id))
        return [(row.state, row.owner, row.ref) for row in rows]


def test_what_was_bought_for_an_owner_is_fetched(purchases: Purchases, shelf: Shelf) -> None:
    made = purchases.make("listing", vm(), OWNER)
    assert made.password == "made by the shop"
    shelf.vms[0] = replace(shelf.vms[0], status="running")
    assert purchases.make("listing", vm(), OWNER) == replace(made, status="running", password=None)
    assert purchases.make("listing", domain(), OWNER) == purchases.make("listing", domain(), OWNER)
    assert (len(shelf.vms), len(shelf.domains)) == (1, 1)
    assert [owner for _, owner, _ in owners(purchases)] == [OWNER, OWNER]


def test_what_was_bought_is_fetched_though_its_name_is_another_by_now(
    purchases: Purchases, shelf: Shelf
) -> None:
    made = purchases.make("listing", vm(), OWNER)
    assert purchases.make("listing", vm("web-2"), OWNER).id == made.id
    assert len(shelf.vms) == 1
    assert purchases.unsettled() == []


def test_other_owners_and_other_providers_have_others(purchases: Purchases, shelf: Shelf) -> None:
    ids = [purchases.make("listing", vm(), owner).id for owner in (OWNER, "service-1", None, None)]
    ids.append(purchases.make("another", vm(), OWNER).id)
    assert ids == [vm.id for vm in shelf.vms] == ["1", "2", "3", "4", "5"]


def test_what_the_provider_has_lost_is_not_bought_again(purchases: Purchases, shelf: Shelf) -> None:
    purchases.make("listing", vm(), OWNER)
    purchases.make("listing", domain(), OWNER)
    shelf.vms.clear()
    shelf.domains.clear()
    with pytest.raises(NotFound, match="1 was bought for service-12, and is gone"):
        purchases.make("listing", vm(), OWNER)
    with pytest.raises(NotFound, match=r"new\.example was bought for service-12, and is gone"):
        purchases.make("listing", domain(), OWNER)
    assert not shelf.vms
    assert not shelf.domains
    assert purchases.unsettled() == []


def test_what_cannot_be_fetched_just_then_is_not_bought_again(
    purchases: Purchases, shelf: Shelf
) -> None:
    purchases.make("listing", vm(), OWNER)
    shelf.wrong["vm"] = [LOST]
    with pytest.raises(ProviderError, match="got lost"):
        purchases.make("listing", vm(), OWNER)
    assert purchases.make("listing", vm(), OWNER).id == "1"
    assert len(shelf.vms) == 1


@pytest.mark.parametrize(("first", "second"), [(OWNER, "service-1"), (OWNER, None), (None, OWNER)])
def test_what_is_open_for_another_is_left_to_that(
    purchases: Purchases, clock: Clock, shelf: Shelf, first: str | None, second: str | None
) -> None:
    shelf.wrong["create_vm"] = [LOST]
    shelf.applied = shelf.hidden = True
    with pytest.raises(ProviderError):
        purchases.make("listing", vm(), first)
    shelf.hidden = False
    clock.move(hours=1)
    with pytest.raises(Conflict, match=f"the purchase of web-1 for {first or 'nobody'} is open"):
        purchases.make("listing", vm(), second)
    assert purchases.make("listing", vm(), first).id == "1"
    assert purchases.make("listing", vm(), second).id == "2"
    assert owners(purchases) == [("bought", first, "1"), ("bought", second, "2")]


def test_what_is_open_for_another_keeps_nobody_from_what_is_theirs(
    purchases: Purchases, shelf: Shelf
) -> None:
    purchases.make("listing", vm(), OWNER)
    shelf.wrong["create_vm"] = [LOST]
    with pytest.raises(ProviderError):
        purchases.make("listing", vm())
    assert purchases.make("listing", vm(), OWNER).id == "1"


def test_an_open_purchase_of_another_name_is_settled_first(
    purchases: Purchases, clock: Clock, shelf: Shelf
) -> None:
    shelf.wrong["create_vm"] = [LOST]
    shelf.applied = True
    shelf.hidden = True
    with pytest.raises(ProviderError):
        purchases.make("listing", vm(), OWNER)
    shelf.hidden = False
    clock.move(hours=1)
    with pytest.raises(Conflict, match="whether web-1 was bought for service-12 is not known"):
        purchases.make("listing", vm("web-2"), OWNER)
    assert purchases.make("listing", vm(), OWNER).id == "1"
    assert purchases.make("listing", vm("web-2"), OWNER).id == "1"
    assert len(shelf.vms) == 1


def test_one_that_was_never_tried_takes_the_new_name(
    purchases: Purchases, clock: Clock, shelf: Shelf
) -> None:
    purchases._begin("listing", vm(), OWNER)  # and then it was killed
    with pytest.raises(Conflict, match="at this moment"):
        purchases.make("listing", vm("web-2"), OWNER)
    clock.move(minutes=16)
    assert purchases.make("listing", vm("web-2"), OWNER).name == "web-2"
    assert owners(purchases) == [("bought", OWNER, "1")]
    with purchases.database.reading() as session:
        assert session.scalars(select(Purchase.name)).all() == ["web-2"]


def test_the_owner_of_what_was_forgotten_on_the_way_is_kept(
    purchases: Purchases, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    sell = Listing.create_vm

    def forgotten(self: Any, order: VMOrder) -> VM:
        assert all(purchases.forget(row.id) for row in purchases.unsettled())
        return sell(self, order)

    monkeypatch.setattr(Listing, "create_vm", forgotten)
    purchases.make("listing", vm(), OWNER)
    assert owners(purchases) == [("bought", OWNER, "1")]
    assert purchases.make("listing", vm(), OWNER).id == "1"
    assert len(shelf.vms) == 1


# -- processes that die -----------------------------------------------------------------------


def kill(patch: pytest.MonkeyPatch, of: Any, name: str, *, after: bool) -> None:
    """Nothing can be written any more, before or after that step."""
    true = getattr(of, name)

    def die(*args: Any, **kwargs: Any) -> Any:
        if after:
            true(*args, **kwargs)
        patch.setattr(Purchases, "_set", dead)
        patch.setattr(Purchases, "_drop", dead)
        raise Killed

    def dead(*_: Any, **__: Any) -> Any:
        raise Killed

    patch.setattr(of, name, die)


STEPS = [
    (Purchases, "_begin"),
    (OfVM, "before"),
    (Listing, "create_vm"),
    (OfVM, "buy"),
    (OfVM, "ref"),
    (Purchases, "_bought"),
    (Purchases, "_set"),
]


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(("of", "name"), STEPS, ids=[name for _, name in STEPS])
def test_whoever_is_killed_on_the_way_has_bought_one(
    purchases: Purchases, clock: Clock, shelf: Shelf, of: Any, name: str, after: bool
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        kill(patch, of, name, after=after)
        with pytest.raises(Killed):
            purchases.make("listing", vm(), OWNER)
    if purchases.unsettled():
        with pytest.raises(Conflict, match="at this moment"):
            purchases.make("listing", vm(), OWNER)
    clock.move(minutes=16)
    made = purchases.make("listing", vm(), OWNER)
    assert purchases.make("listing", vm(), OWNER).id == made.id == "1"
    assert len(shelf.vms) == 1
    assert owners(purchases) == [("bought", OWNER, "1")]


@pytest.mark.parametrize("applied", [False, True])
def test_whoever_is_killed_in_the_driver_has_bought_one(
    purchases: Purchases, clock: Clock, shelf: Shelf, applied: bool
) -> None:
    shelf.applied = applied
    shelf.wrong = {"create_vm": [Killed()], "purchase_domain": [Killed()]}  # type: ignore[list-item] # no Exception
    orders: list[Any] = [vm(), domain()]
    for order in orders:
        with pytest.raises(Killed):
            purchases.make("listing", order, OWNER)
        clock.move(minutes=3)
        assert purchases.make("listing", order, OWNER)
        assert purchases.make("listing", order, OWNER)
    assert (len(shelf.vms), len(shelf.domains)) == (1, 1)
    assert [state for state, _, _ in owners(purchases)] == ["bought", "bought"]


def test_at_a_provider_that_lists_nothing_a_person_has_to_look(
    purchases: Purchases, clock: Clock, shelf: Shelf
) -> None:
    order = OfVM(Shop(Configuration("blind", "a key")), VMOrder("small", "debian", "web-1"))
    with pytest.MonkeyPatch.context() as patch:
        kill(patch, OfVM, "buy", after=True)
        with pytest.raises(Killed):
            purchases.make("blind", order, OWNER)
    clock.move(hours=20)
    with pytest.raises(Conflict, match="purchases --forget"):
        purchases.make("blind", order, OWNER)
    assert len(shelf.vms) == 1


# -- at once ----------------------------------------------------------------------------------


def test_of_two_at_once_one_buys(
    purchases: Purchases, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    buying, go_on = Event(), Event()
    sell = Listing.create_vm

    def slowly(self: Any, order: VMOrder) -> VM:
        buying.set()
        assert go_on.wait(10)
        return sell(self, order)

    monkeypatch.setattr(Listing, "create_vm", slowly)
    with ThreadPoolExecutor() as pool:
        first = pool.submit(purchases.make, "listing", vm(), OWNER)
        assert buying.wait(10)
        for name in ("web-1", "web-2"):
            with pytest.raises(Conflict, match="web-1 is being bought at this moment"):
                purchases.make("listing", vm(name), OWNER)
        go_on.set()
        assert first.result().id == "1"
    assert len(shelf.vms) == 1


def test_of_many_at_once_one_buys(purchases: Purchases, shelf: Shelf) -> None:
    at_once = Barrier(8)

    def make(_: int) -> str:
        at_once.wait(10)
        try:
            return purchases.make("listing", vm(), OWNER).id
        except Conflict as error:
            return str(error)

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(make, range(8)))
    assert "1" in answers <= {"1", "web-1 is being bought at this moment"}
    assert len(shelf.vms) == 1


def test_what_was_settled_while_one_came_to_its_row_is_not_bought_again(
    purchases: Purchases, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look for what is open and the row."""
    made = Purchase.__init__

    def late(self: Purchase, **columns: Any) -> None:
        monkeypatch.setattr(Purchase, "__init__", made)
        if (
            purchases.database.engine.dialect.name == "postgresql"
        ):  # the other one locks writers out
            assert purchases.make("listing", vm(), OWNER).id == "1"
        made(self, **columns)

    monkeypatch.setattr(Purchase, "__init__", late)
    assert purchases.make("listing", vm(), OWNER).id == "1"
    assert len(shelf.vms) == 1
    assert purchases.unsettled() == []


# -- a real driver ----------------------------------------------------------------------------


def test_a_server_of_hostens_is_bought_once_for_a_service(
    purchases: Purchases, clock: Clock, hostens: Hostens, sim: World
) -> None:
    order = OfVM(hostens, VMOrder("kvm-8", "ubuntu-24.04", "web.example.com"))
    with pytest.MonkeyPatch.context() as patch:
        kill(patch, OfVM, "buy", after=True)
        with pytest.raises(Killed):
            purchases.make("hostens", order, OWNER)
    clock.move(minutes=16)
    made = purchases.make("hostens", order, OWNER)
    assert purchases.make("hostens", order, OWNER).id == made.id
    assert calls(sim).count("orderProduct") == 1
    sim.advance(timedelta(minutes=10).total_seconds())
    hostens.terminate_vm(made.id)
    sim.advance(3_601)
    with pytest.raises(NotFound, match=f"{made.id} was bought for service-12, and is gone"):
        purchases.make("hostens", order, OWNER)
