"""Worlds are kept alike in memory, in SQLite and in PostgreSQL."""

from datetime import timedelta
from typing import Any

import pytest

from simulators.kernel import journal, repository
from simulators.kernel.clock import EPOCH
from simulators.kernel.repository import Repository, UnknownWorld, WorldExists
from simulators.kernel.sql import database, writing
from tests.kernel.keeping import (
    TEMPLATE,
    Open,
    ask,
    asked,
    changing,
    fired,
    fresh,
    put,
    put_template,
    things,
)


def test_it_is_empty_at_first(kept: Repository) -> None:
    assert kept.names() == []
    with pytest.raises(UnknownWorld), kept.hold("w"):
        pass
    with pytest.raises(UnknownWorld):
        kept.remove("w")
    with pytest.raises(UnknownWorld):
        kept.copy("w", "v")


def test_what_is_put_is_there_in_its_order(kept: Repository) -> None:
    put(kept, c=1, a={"b": [2]}, b=None)
    assert kept.names() == ["w"]
    assert things(kept) == [("c", 1), ("a", {"b": [2]}), ("b", None)]


def test_a_name_is_taken_once(kept: Repository) -> None:
    put(kept, a=1)
    with pytest.raises(WorldExists):
        put(kept, a=2)
    assert things(kept) == [("a", 1)]
    kept.put("w", fresh(b=3), replace=True)
    assert things(kept) == [("b", 3)]
    assert kept.names() == ["w"]


def test_changes_stay_and_have_their_place(kept: Repository) -> None:
    put(kept, a=1, b=2, c=3)
    with changing(kept) as world:
        world.docs("things").put("a", 10)
        world.docs("things").delete("b")
        world.docs("things").put("d", 4)
    with changing(kept) as world:
        world.docs("things").put("b", 20)
    assert things(kept) == [("a", 10), ("c", 3), ("d", 4), ("b", 20)]


def test_every_transaction_of_a_hold_counts(kept: Repository) -> None:
    put(kept)
    with kept.hold("w") as world:
        for key in "abc":
            with world.transaction(readonly=False):
                world.docs("things").put(key, 1)
        with world.transaction(readonly=False):
            world.docs("things").put("x", 1)
            world.store.rollback()
    assert [key for key, _ in things(kept)] == ["a", "b", "c"]


def test_its_state_stays(kept: Repository) -> None:
    put(kept)
    with kept.hold("w") as world:
        world.requests = 7
        world.quirks["toy.odd"] = True
        world.limiter.switch("tiny")
        world.clock.set(EPOCH + timedelta(days=3, microseconds=1))
        state = world.state()
    with kept.hold("w") as world:
        assert world.state() == state
        assert (world.name, world.seed, world.requests) == ("w", 1, 7)


def test_a_copy_has_everything_but_the_journal_and_goes_its_own_way(kept: Repository) -> None:
    put(kept, a=1, b=2)
    with changing(kept) as world:
        world.docs("things").put("a", 10)
        world.clock.set(EPOCH + timedelta(days=1))
        ask(world, 1)
    kept.copy("w", "v")
    with changing(kept, "v") as world:
        assert (world.name, world.clock.now()) == ("v", EPOCH + timedelta(days=1))
        world.docs("things").delete("b")
    assert (things(kept), things(kept, "v")) == ([("a", 10), ("b", 2)], [("a", 10)])
    assert (asked(kept), asked(kept, "v")) == ([1], [])


def test_a_copy_takes_no_name_that_is_taken_but_a_checkpoints(kept: Repository) -> None:
    put(kept, a=1)
    put(kept, "v", b=2)
    kept.copy("v", "v@start")
    with pytest.raises(WorldExists):
        kept.copy("w", "v", "v@start")
    assert (things(kept, "v"), things(kept, "v@start")) == ([("b", 2)], [("b", 2)])
    kept.copy("w", "v@start")
    kept.copy("w", "v", replace=True)
    assert (things(kept, "v"), things(kept, "v@start")) == ([("a", 1)], [("a", 1)])


def test_a_checkpoint_is_as_the_world_was_then(kept: Repository) -> None:
    put(kept, a=1)
    kept.copy("w", "w@then")
    with changing(kept) as world:
        world.docs("things").clear()
    assert (things(kept), things(kept, "w@then")) == ([], [("a", 1)])
    kept.copy("w@then", "w", replace=True)
    assert things(kept) == [("a", 1)]


def test_checkpoints_go_with_their_world_and_with_no_other(kept: Repository) -> None:
    names = ["w", "w@x", "W", "W@x", "w_", "w_@x", "ww", "ww@x"]
    for name in names:
        put(kept, name)
    kept.remove("w")
    assert sorted(kept.names()) == sorted(names[2:])
    kept.remove("W@x")
    assert sorted(kept.names()) == sorted(["W", *names[4:]])


def test_a_world_from_a_template_begins_as_the_server_has_it(kept: Repository) -> None:
    world = fresh("template", a=1, b=2)
    world.template = True
    world.requests = 5
    world.limiter.switch("tiny")
    kept.put(TEMPLATE, world)
    kept.copy(TEMPLATE, "w", "w@start", on_use=True)
    with changing(kept) as world:
        assert (world.requests, world.limiter.mode, world.clock.now()) == (0, "off", EPOCH)
        world.docs("things").put("a", 10)
        world.docs("things").delete("b")
        world.docs("things").put("b", 20)
    for name in ("w@start", TEMPLATE):
        assert things(kept, name) == [("a", 1), ("b", 2)]
    assert things(kept) == [("a", 10), ("b", 20)]


def test_the_oldest_templates_go(kept: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repository, "MOST_TEMPLATES", 2)
    for number in range(4):
        put_template(kept, f"~{number}")
    assert kept.names() == ["~2", "~3"]


def test_what_falls_due_does_after_every_way_of_being_kept(kept: Repository) -> None:
    template = fresh("template")
    template.template = True
    with template.transaction(readonly=False):
        template.schedule("toy", "seeded", timedelta(minutes=1), None)
    kept.put(TEMPLATE, template)
    kept.copy(TEMPLATE, "w")
    with changing(kept) as world:
        world.schedule("toy", "planned", timedelta(minutes=2), {"a": 1})
        world.cancel(world.schedule("toy", "cancelled", timedelta(minutes=2), None))
    kept.copy("w", "v")
    with kept.hold("v") as world:
        assert world.next_due() == EPOCH + timedelta(minutes=1)
        world.advance(EPOCH + timedelta(hours=1))
    assert fired == [("seeded", None), ("planned", {"a": 1})]
    with kept.hold("v") as world:
        assert world.next_due() is None
    with kept.hold("w") as world:
        assert world.next_due() == EPOCH + timedelta(minutes=1)


def test_the_journal_is_a_ring(kept: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "ENTRIES", 5)
    monkeypatch.setattr(writing, "PRUNED", 4)
    put(kept)
    for n in range(1, 31):
        with kept.hold("w") as world:
            ask(world, n, b"x" * n)
            assert world.journal.dropped == max(0, n - 5)
    assert asked(kept) == [26, 27, 28, 29, 30]
    with kept.hold("w") as world:
        entry = next(world.journal.find())
        assert (entry.request["headers"], entry.request["body"]) == ([["a", "b"]], "x" * 26)
        assert entry.at == EPOCH + timedelta(seconds=26)
        world.journal.clear()
        ask(world, 31)
    with kept.hold("w") as world:
        assert ([entry.n for entry in world.journal.find()], world.journal.dropped) == ([31], 0)


def test_the_journal_of_a_world_that_is_put_comes_with_it(kept: Repository) -> None:
    world = fresh()
    ask(world, 3)
    kept.put("w", world)
    with kept.hold("w") as world:
        ask(world, 4)
    assert asked(kept) == [3, 4]


# -- several processes -----------------------------------------------------------------


def test_what_one_process_does_another_one_sees(shared: Open) -> None:
    one, other = shared(), shared()
    put_template(one, a=1, b=2)
    one.copy(TEMPLATE, "w")
    assert things(other) == [("a", 1), ("b", 2)]
    with changing(one) as world:
        world.docs("things").delete("a")
        world.docs("things").put("c", 3)
        world.requests = 3
        world.schedule("toy", "planned", timedelta(minutes=2), None)
        ask(world, 1)
    with changing(other) as world:
        assert (world.requests, world.next_due()) == (3, EPOCH + timedelta(minutes=2))
        assert world.docs("things").keys() == ["b", "c"]
        world.docs("things").put("a", 4)
        world.cancel(1)
        ask(world, 2)
    assert things(one) == [("b", 2), ("c", 3), ("a", 4)]
    assert (asked(one), asked(other)) == ([1, 2], [1, 2])
    with one.hold("w") as world:
        assert world.next_due() is None


def test_one_that_slept_long_learns_what_is_gone(
    shared: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "PRUNED", 4)
    one, other = shared(), shared()
    put(one, a=1, b=2)
    assert things(other) == [("a", 1), ("b", 2)]
    with changing(one) as world:
        world.docs("things").delete("a")
    for number in range(12):
        with changing(one) as world:
            world.docs("things").put("b", number)
    assert things(other) == [("b", 11)]


def test_a_world_that_was_replaced_elsewhere_is_another(shared: Open) -> None:
    one, other = shared(), shared()
    put(one, a=1)
    assert things(other) == [("a", 1)]
    put(other, "v", b=2)
    other.copy("v", "w", replace=True)
    assert things(one) == [("b", 2)]
    other.remove("w")
    with pytest.raises(UnknownWorld), one.hold("w"):
        pass
    put(other, c=3)
    assert things(one) == [("c", 3)]


def test_what_a_failing_caller_did_is_undone_everywhere(shared: Open) -> None:
    one, other = shared(), shared()
    put(one, a=1)
    assert things(one) == [("a", 1)]
    with pytest.raises(ZeroDivisionError), one.hold("w") as world:  # noqa: PT012 (what is undone)
        with world.transaction(readonly=False):
            world.docs("things").put("b", 2)
        world.requests = 9
        ask(world, 1)
        raise ZeroDivisionError
    for kept in (one, other):
        assert things(kept) == [("a", 1)]
        assert asked(kept) == []
        with kept.hold("w") as world:
            assert world.requests == 0


def test_it_outlives_the_process(shared: Open) -> None:
    one = shared()
    put_template(one, a=1)
    one.copy(TEMPLATE, "w", "w@start")
    with changing(one) as world:
        world.docs("things").put("b", 2)
        ask(world, 1)
    digest = digests(one)
    one.close()
    later = shared()
    assert later.names() == [TEMPLATE, "w", "w@start"]
    assert digests(later) == digest
    assert (things(later), asked(later)) == ([("a", 1), ("b", 2)], [1])


def digests(kept: Repository) -> list[str]:
    found = []
    for name in kept.names():
        with kept.hold(name) as world:
            found.append(world.store.digest())
    return found


def test_a_template_with_worlds_stays(shared: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repository, "MOST_TEMPLATES", 1)
    one, other = shared(), shared()
    put_template(one, "~0", a=1)
    one.copy("~0", "w")
    for number in range(1, 4):
        put_template(one, f"~{number}", a=1)
    assert one.names() == ["~0", "w", "~3"]
    assert things(other) == [("a", 1)]


def test_more_worlds_than_are_cached_are_kept(
    shared: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repository, "MOST_WORLDS", 2)
    one = shared()
    for name in "abcd":
        put(one, name, a=name)
    for name in "abcdab":
        assert things(one, name) == [("a", name)]


def test_a_world_made_from_a_template_copies_none_of_its_documents(shared: Open) -> None:
    one = shared()
    documents: dict[str, Any] = {f"k{n}": n for n in range(100)}
    put_template(one, TEMPLATE, **documents)
    one.copy(TEMPLATE, "w", "w@start")
    with changing(one) as world:
        world.docs("things").put("k1", 0)
    one.copy("w", "v")
    assert isinstance(one, database.Database)
    with one._engine.begin() as connection:
        count = connection.exec_driver_sql("SELECT count(*) FROM hostsim_documents").scalar_one()
    assert count == 100 + 2


def test_a_world_that_is_put_comes_with_its_checkpoints(kept: Repository) -> None:
    put(kept, a=1)
    kept.copy("w", "w@start")
    kept.put("w", fresh(b=2), "w@start", replace=True)
    assert things(kept, "w@start") == things(kept) == [("b", 2)]


def test_a_copy_may_clear_the_journal_of_what_it_copies(kept: Repository) -> None:
    put(kept, a=1)
    with kept.hold("w") as world:
        ask(world, 1)
    kept.copy("w", "w@start", clear=True)
    assert (asked(kept), asked(kept, "w@start")) == ([], [])
    with kept.hold("w") as world:
        assert world.journal.dropped == 0
        ask(world, 2)
    assert asked(kept) == [2]
    assert things(kept, "w@start") == [("a", 1)]


def test_names_that_there_are_not_take_no_place(
    shared: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repository, "MOST_WORLDS", 2)
    kept: Any = shared()
    put(kept)
    with kept.hold("w") as world:
        pass
    for number in range(5):
        with pytest.raises(UnknownWorld), kept.hold(f"nobody-{number}"):
            pass
    with kept.hold("w") as again:
        assert again is world
