"""A world may hold more than one account: what is whose, and what all have in common."""

from datetime import timedelta
from typing import Any

from simulators.kernel.limits import Limit, Limits
from simulators.kernel.refusal import Aftermath
from tests.kernel.toy import DO, Toy, documents, refuse
from tests.support import Api, application


def accounts(**kwargs: Any) -> tuple[Toy, Api, Api]:
    toy = Toy()
    app = application(vendors=[toy], **kwargs)
    return toy, Api(app, base="/toy"), Api(app, base="/toy", world="default.second")


def test_each_account_has_documents_of_its_own_and_the_shared_ones() -> None:
    toy, first, second = accounts()

    def write(world: Any) -> None:
        for kept in (world.docs("toy.own"), world.shared("toy.common")):
            kept.put(world.account or "main", len(kept))

    toy.handle = write
    for api in (first, second):
        assert api("POST", DO).status_code == 200
    toy.handle = lambda world: [
        dict(c.items()) for c in (world.docs("toy.own"), world.shared("toy.common"))
    ]
    assert first("GET", DO).json == [{"main": 0}, {"main": 0, "second": 1}]
    assert second("GET", DO).json == [{"second": 0}, {"main": 0, "second": 1}]


def test_an_event_acts_for_the_account_that_planned_it() -> None:
    toy, first, second = accounts()
    toy.events["ring"] = lambda world, data: world.docs("toy.rung").put(data, world.account)
    toy.handle = lambda world: world.schedule("toy", "ring", timedelta(seconds=1), "bell")
    second("POST", DO)
    fired = first.control("POST", "/worlds/default/clock/advance", {"seconds": 1})["fired"]
    assert [(one["event"], one["account"]) for one in fired] == [("toy.ring", "second")]
    toy.handle = lambda world: dict(world.docs("toy.rung").items())
    assert second("GET", DO).json == {"bell": "second"}
    assert first("GET", DO).json == {}


def test_acting_for_another_account_ends_with_its_block() -> None:
    toy, first, _ = accounts()

    def give(world: Any) -> str:
        with world.acting_as("second"):
            world.docs("toy.own").put("gift", 1)
        return str(world.account)

    toy.handle = give
    assert first("POST", DO).json == ""
    assert documents(first, "second/toy.own") == {"gift": 1}
    assert documents(first, "toy.own") == {}


def test_accounts_are_counted_apart() -> None:
    toy, first, second = accounts(limits="real")
    toy.limits = Limits(real=(Limit("all", ("toy_*",), 1, 60, "assumed", "a test"),), tiny=())
    assert [first("GET", DO).status_code for _ in range(2)] == [200, 429]
    assert [second("GET", DO).status_code for _ in range(2)] == [200, 429]


def test_a_refusal_is_taken_back_but_for_its_aftermath() -> None:
    toy, first, second = accounts()
    toy.events["bill"] = lambda world, data: world.docs("toy.billed").put(data, 1)

    def refused(world: Any) -> None:
        world.docs("toy.own").put("half", 1)
        refusal = refuse(402, "no")
        refusal.aftermath = Aftermath("bill", timedelta(seconds=5), "all the same")
        raise refusal

    toy.handle = refused
    assert second("POST", DO).status_code == 402
    assert documents(first, "second/toy.own") == {}
    for seconds, billed in ((4, {}), (1, {"all the same": 1})):
        first.control("POST", "/worlds/default/clock/advance", {"seconds": seconds})
        assert documents(first, "second/toy.billed") == billed


def test_a_cancelled_event_never_happens_and_rolled_back_it_does() -> None:
    toy, first, _ = accounts()
    rung: list[Any] = []
    toy.events["ring"] = lambda world, data: rung.append(data)
    toy.handle = lambda world: world.schedule("toy", "ring", timedelta(seconds=1), "bell")
    number = first("POST", DO).json

    def cancel_and_refuse(world: Any) -> None:
        world.cancel(number)
        raise refuse(400, "no")

    toy.handle = cancel_and_refuse
    first("POST", DO)
    first.control("POST", "/worlds/default/clock/advance", {"seconds": 1})
    assert rung == ["bell"]

    toy.handle = lambda world: world.cancel(
        world.schedule("toy", "ring", timedelta(seconds=1), "never")
    )
    first("POST", DO)
    first.control("POST", "/worlds/default/clock/advance", {"seconds": 1})
    assert rung == ["bell"]
