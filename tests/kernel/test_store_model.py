"""The store against plain dictionaries: transactions, forks, and the order of documents."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from simulators.kernel.store import Store
from tests.models import keep_to_the_model
from tests.support import EXAMPLES

Model = dict[str, dict[str, Any]]
NAMES = st.sampled_from(["a", "b"])
KEYS = st.sampled_from("vwxyz")


def copied(model: Model) -> Model:
    return {name: dict(table) for name, table in model.items()}


class Stores(RuleBasedStateMachine):
    """A transaction is always open in the first store; the others are its forks."""

    def __init__(self) -> None:
        super().__init__()
        self.stores = [(Store(), self.empty())]
        self.before = self.empty()
        self.stores[0][0].begin(readonly=False)

    def empty(self) -> Model:
        return {"a": {}, "b": {}}

    @rule(name=NAMES, key=KEYS, value=st.integers(0, 9))
    def put(self, name: str, key: str, value: int) -> None:
        store, model = self.stores[0]
        store.collection(name).put(key, value)
        model[name][key] = value

    @rule(name=NAMES, key=KEYS)
    def delete(self, name: str, key: str) -> None:
        store, model = self.stores[0]
        store.collection(name).delete(key)
        model[name].pop(key, None)

    @rule(name=NAMES)
    def clear(self, name: str) -> None:
        store, model = self.stores[0]
        store.collection(name).clear()
        model[name].clear()

    @rule()
    def commit(self) -> None:
        store, model = self.stores[0]
        store.commit()
        store.begin(readonly=False)
        self.before = copied(model)

    @rule()
    def roll_back(self) -> None:
        store, _ = self.stores[0]
        store.rollback()
        store.begin(readonly=False)
        self.stores[0] = store, copied(self.before)

    @rule(change=st.booleans(), swap=st.booleans())
    def fork(self, change: bool, swap: bool) -> None:
        """Between transactions; whichever of the two goes on, the other stays as it is."""
        self.commit()
        store, model = self.stores[0]
        store.rollback()
        self.stores.append((store.fork(), copied(model)))
        if swap:
            self.stores[0], self.stores[-1] = self.stores[-1], self.stores[0]
        self.stores[0][0].begin(readonly=False)
        self.before = copied(self.stores[0][1])

    @invariant()
    def every_store_is_as_its_model(self) -> None:
        for store, model in self.stores:
            for name, table in model.items():
                collection = store.collection(name)
                assert list(collection.items()) == list(table.items())
                assert collection.keys() == list(table)
                assert len(collection) == len(table)
                assert collection.get("v") == table.get("v")
                assert ("w" in collection) == ("w" in table)


def test_stores_behave_as_dictionaries() -> None:
    keep_to_the_model(Stores, steps=40, examples=EXAMPLES * 5)
