"""Two processes on one database against plain stores: any history leaves equal worlds, in order.

A history is long, so it comes from a number: drawn step by step, few would be.
"""

from contextlib import suppress
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from simulators.kernel.repository import Repository, opened
from simulators.kernel.sql import writing
from simulators.kernel.store import Store
from tests.kernel.keeping import NATURE, TEMPLATE, fresh, put_template
from tests.support import EXAMPLES, SEED

ACTS = 80
Step = tuple[str, str, str, int]
LOADED: list[Step] = [("put", "things", "z", 1), ("put", "things", "y", 2)]


class History:
    def __init__(self, random: Random, store: str) -> None:
        self.random = random
        self.kept = [opened(store, NATURE), opened(store, NATURE)]
        put_template(self.kept[0], w=0, v=1, x=2)
        with self.kept[1].hold(TEMPLATE) as template:
            self.template = template.store.fork()
        self.model: dict[str, Store] = {}
        for name in "ab":
            self.begin(self.kept[0], name, "fresh")

    def act(self) -> None:
        kept, name = self.random.choice(self.kept), self.random.choice("ab")
        what = self.random.random()
        if what < 0.05:
            self.begin(kept, name, self.random.choice(["fresh", "loaded", "a", "b"]))
        elif what < 0.7:
            self.work(kept, name)
        else:
            self.look(kept, name)

    def begin(self, kept: Repository, name: str, how: str) -> None:
        if how == "fresh":
            kept.copy(TEMPLATE, name, replace=True)
            self.model[name] = self.template.fork()
        elif how == "loaded":  # it has no template
            kept.put(name, fresh(name, z=1, y=2), replace=True)
            self.model[name] = Store()
            change(self.model[name], LOADED)
        elif how != name:
            kept.copy(how, name, replace=True)
            self.model[name] = self.model[how].fork()

    def work(self, kept: Repository, name: str) -> None:
        model, fails = self.model[name].fork(), self.random.random() < 0.1
        with suppress(ZeroDivisionError), kept.hold(name) as world:
            for _ in range(self.random.choice([1, 1, 2])):
                steps, commit = self.steps(), self.random.random() < 0.9
                for store in (world.store, model):
                    change(store, steps, commit=commit)
            if fails:
                raise ZeroDivisionError
        if not fails:
            self.model[name] = model

    def steps(self) -> list[Step]:
        kinds = ["put"] * 6 + ["delete"] * 3 + ["clear"]
        choose = self.random.choice
        tables = ["things", "others"]
        return [
            (choose(kinds), choose(tables), choose("vwxyz"), self.random.randrange(10))
            for _ in range(self.random.randrange(5))
        ]

    def look(self, kept: Repository, name: str) -> None:
        with kept.hold(name) as world:
            assert world.store.digest() == self.model[name].digest()


def change(store: Store, steps: list[Step], *, commit: bool = True) -> None:
    store.begin(readonly=False)
    for act, name, key, value in steps:
        collection = store.collection(name)
        if act == "put":
            collection.put(key, value)
        elif act == "delete":
            collection.delete(key)
        else:
            collection.clear()
    if commit:
        store.commit()
    else:
        store.rollback()


def test_worlds_are_as_stores_whoever_works_on_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "PRUNED", 4)

    @seed(SEED)
    @settings(max_examples=EXAMPLES, deadline=None, database=None)
    @given(number=st.integers(0, 2**32))
    def play(number: int) -> None:
        with TemporaryDirectory() as folder:
            store = f"sqlite:///{Path(folder, 'worlds.db')}"
            history = History(Random(number), store)
            for _ in range(ACTS):
                history.act()
            for kept in history.kept:
                kept.close()
            later = opened(store, NATURE)  # all that it knows is in the database
            for name in "ab":
                history.look(later, name)
            later.close()

    play()
