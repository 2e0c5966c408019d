"""The store against a model made of plain dicts, and what a collection promises by itself."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.kernel.store import Collection, ReadOnly, Store

Tables = dict[str, dict[str, Any]]

NAMES = st.sampled_from(["a", "b"])
KEYS = st.sampled_from(["x", "y", "z", ""])
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=5,
)
WRITES = (
    st.tuples(st.just("put"), NAMES, KEYS, DOCUMENTS)
    | st.tuples(st.just("delete"), NAMES, KEYS)
    | st.tuples(st.just("clear"), NAMES)
)
STEPS = st.lists(
    st.tuples(
        st.integers(0, 3),  # which of the stores there are by then
        st.lists(WRITES, max_size=5),
        st.sampled_from(["commit", "rollback", "fork"]),
    ),
    max_size=12,
)


@given(STEPS)
@settings(derandomize=True, deadline=None, max_examples=100)
def test_a_store_and_its_forks_do_what_dicts_would(
    steps: list[tuple[int, list[tuple[Any, ...]], str]],
) -> None:
    pairs: list[tuple[Store, Tables]] = [(Store(), {})]
    for which, writes, end in steps:
        index = which % len(pairs)
        store, tables = pairs[index]
        working = deepcopy(tables)
        store.begin(readonly=False)
        for write in writes:
            apply(write, store, working)
            assert contents(store) == contents_of(working)
        if end == "rollback":
            store.rollback()
        else:
            store.commit()
            pairs[index] = store, working
        if end == "fork":
            pairs.append((store.fork(), deepcopy(working)))
        for other, model in pairs:
            assert contents(other) == contents_of(model)
            assert other.digest() == rebuilt(model).digest()


def apply(write: tuple[Any, ...], store: Store, tables: Tables) -> None:
    kind, name, *rest = write
    collection, table = store.collection(name), tables.setdefault(name, {})
    if kind == "put":
        collection.put(*rest)
        table[rest[0]] = rest[1]
    elif kind == "delete":
        collection.delete(*rest)
        table.pop(rest[0], None)
    else:
        collection.clear()
        table.clear()


def contents(store: Store) -> dict[str, list[tuple[str, Any]]]:
    """In order: documents keep the place where they were first put."""
    return {name: list(store.collection(name).items()) for name in ("a", "b")}


def contents_of(tables: Tables) -> dict[str, list[tuple[str, Any]]]:
    return {name: list(tables.get(name, {}).items()) for name in ("a", "b")}


def rebuilt(tables: Tables) -> Store:
    store = Store()
    store.begin(readonly=False)
    for name, table in tables.items():
        for key, document in table.items():
            store.collection(name).put(key, document)
    store.commit()
    return store


@pytest.fixture
def store() -> Store:
    """One committed document, `{"list": [1]}` under `k` of `docs`."""
    store = Store()
    store.begin(readonly=False)
    store.collection("docs").put("k", {"list": [1]})
    store.commit()
    return store


WRITERS: dict[str, Callable[[Collection], None]] = {
    "put": lambda docs: docs.put("k", 1),
    "delete": lambda docs: docs.delete("k"),
    "clear": lambda docs: docs.clear(),
}


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
@pytest.mark.parametrize("begun", ["readonly", "not begun", "committed", "rolled back"])
def test_only_a_writing_transaction_writes(
    store: Store, begun: str, write: Callable[[Collection], None]
) -> None:
    before = store.digest()
    if begun != "not begun":
        store.begin(readonly=begun == "readonly")
    if begun == "committed":
        store.commit()
    if begun == "rolled back":
        store.rollback()
    with pytest.raises(ReadOnly, match="docs"):
        write(store.collection("docs"))
    assert store.digest() == before


def test_what_get_and_items_hand_out_is_a_private_copy(store: Store) -> None:
    docs = store.collection("docs")
    docs.get("k")["list"].append(2)
    for _, document in docs.items():
        document["list"].append(3)
    assert docs.get("k") == {"list": [1]}


def test_what_was_put_is_kept_as_it_was_then(store: Store) -> None:
    docs, mine = store.collection("docs"), {"list": [1]}
    store.begin(readonly=False)
    docs.put("mine", mine)
    mine["list"].append(2)
    assert docs.get("mine") == {"list": [1]}


def test_a_transaction_reads_its_own_writes_and_roll_back_forgets_them(store: Store) -> None:
    docs = store.collection("docs")
    store.begin(readonly=False)
    docs.put("k", "new")
    store.collection("other").put("k", 1)
    assert (docs.get("k"), len(store.collection("other"))) == ("new", 1)
    store.rollback()
    assert (docs.get("k"), len(store.collection("other"))) == ({"list": [1]}, 0)


def test_the_version_rises_with_every_commit_that_wrote_and_no_other(store: Store) -> None:
    seen = [store.version]
    for key, end in (("a", store.commit), (None, store.commit), ("b", store.rollback)):
        store.begin(readonly=False)
        if key:
            store.collection("docs").put(key, 1)
        end()
        seen.append(store.version)
    assert seen == [1, 2, 2, 2]


def test_digests_tell_apart_what_differs_in_order_only() -> None:
    one, other = rebuilt({"a": {"x": 1, "y": 2}}), rebuilt({"a": {"y": 2, "x": 1}})
    assert one.digest() != other.digest()


def test_digests_tell_apart_documents_that_join_to_the_same_bytes() -> None:
    digests = {
        rebuilt(tables).digest()
        for tables in ({"a": {"x": 11}}, {"a": {"x1": 1}}, {"ax": {"": 11}}, {"a": {"x": 1}})
    }
    assert len(digests) == 4


def test_raw_bytes_are_those_of_the_wire(store: Store) -> None:
    assert store.collection("docs").raw("k") == b'{"list":[1]}'
    assert store.collection("docs").raw("nothing") is None
