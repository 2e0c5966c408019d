"""A world as a file: everything of it is in there, and a file that is no good does nothing."""

import copy
import json
from typing import Any

import pytest
from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st

from simulators.kernel import snapshot
from simulators.kernel.store import Store
from tests.contract.harness import CLIENTS
from tests.histories import HISTORIES, play
from tests.support import EXAMPLES, SEED, ZONE, Api, application

FILE = "/worlds/default/snapshot"
YEAR = {"seconds": 366 * 86_400}
PHASES = set(Phase) - {Phase.shrink}  # which takes minutes, and says little of a file of 60 KB
PROPERTY = settings(deadline=None, max_examples=EXAMPLES, database=None, phases=PHASES)


def saved(api: Api, *, journal: bool = True) -> bytes:
    answer = api.controlled("GET", f"{FILE}?journal={'true' if journal else 'false'}")
    assert answer.status_code == 200
    return bytes(answer.data)


def load(api: Api, document: Any, world: str = "default") -> Any:
    return api.controlled("PUT", f"/worlds/{world}/snapshot", document)


@given(HISTORIES, HISTORIES, st.sampled_from(["off", "real", "tiny"]))
@PROPERTY
@seed(SEED)
def test_a_world_that_was_loaded_goes_on_as_the_one_that_was_saved(
    before: list[str], after: list[str], limits: str
) -> None:
    one, other = Api(application(limits=limits)), Api(application())
    play(one.app, before)
    raw = saved(one)
    assert load(other, json.loads(raw)).status_code == 200
    assert saved(other) == raw
    assert play(other.app, after) == play(one.app, after)
    fired = [api.control("POST", "/worlds/default/clock/advance", YEAR) for api in (one, other)]
    assert fired[0] == fired[1]
    assert saved(other) == saved(one)


def test_everything_of_a_world_is_in_its_file() -> None:
    """Each of these would be forgotten, were it left out of the file."""
    api = Api(application(limits="tiny", clock="auto"))
    for _ in range(4):
        api("GET", ZONE)
    api.control("PATCH", "/worlds/default/quirks", {"quirks": {"hostinger.pretty-404": True}})
    api.control("PUT", "/worlds/default/clock", {"now": "2027-05-06T07:08:09.123456Z"})
    document = json.loads(saved(api))
    state = document["state"]
    assert (document["hostsim"], document["format"], document["world"]) == (
        "snapshot",
        1,
        "default",
    )
    assert (document["seed"], state["requests"], state["changes"]) == (1, 4, 1)
    assert state["clock"] == {"mode": "auto", "at": "2027-05-06T07:08:09.123456+00:00"}
    assert state["limits"]["mode"] == "tiny"
    assert list(state["limits"]["windows"].values()) == [["2026-01-01T00:00:02+00:00", 3]]
    assert state["calls"] == [["GET", ZONE, "2026-01-01T00:00:02+00:00"]]
    assert state["quirks"]["hostinger.pretty-404"]
    entries = [entry["status"] for entry in document["journal"]["entries"]]
    assert entries == [200, 200, 200, 429, 200]
    assert {"kernel.events", "kernel.sequences", "second/hostinger.zones"} <= set(
        document["documents"]
    )
    assert document["digest"] == api.digest()
    other = Api(application())
    assert load(other, document).status_code == 200
    assert saved(other) == saved(api)


def test_the_journal_is_there_if_asked_for() -> None:
    api = Api(application())
    api("GET", ZONE)
    assert "journal" not in json.loads(saved(api, journal=False))
    load(api, json.loads(saved(api, journal=False)))
    assert api.control("GET", "/worlds/default/journal/count") == {"count": 0, "dropped": 0}


def test_a_running_clock_goes_on_from_the_saved_instant() -> None:
    api = Api(application(clock="real"))
    document = json.loads(saved(api))
    document["state"]["clock"] = {"mode": "scaled=0.000001", "at": "2030-01-01T00:00:00+00:00"}
    assert load(api, document).json["clock"] == {
        "now": "2030-01-01T00:00:00Z",
        "mode": "scaled=0.000001",
        "next_due": load(api, document).json["clock"]["next_due"],
    }


def test_a_file_can_be_loaded_under_another_name() -> None:
    api = Api(application())
    api("PUT", ZONE, {"zone": [{"name": "x", "type": "A", "records": [{"content": "192.0.2.1"}]}]})
    assert load(api, json.loads(saved(api)), "copy").status_code == 201
    assert b"192.0.2.1" in Api(api.app, world="copy")("GET", ZONE).data
    assert load(api, json.loads(saved(api)), "copy").status_code == 200


# -- files that are no good ---------------------------------------------------------------


def used() -> Api:
    """A world of which everything is there that a file can have."""
    api = Api(application(limits="real"))
    play(api.app, ["DNS_resetDNSRecordsV1", "domains_purchaseNewDomainV1", "DNS_getDNSRecordsV1"])
    with api.meddling() as world:
        world.effect("hostinger", "money-spent", amount="9.99", currency="USD")
        world.effect("hostinger", "domain-bought", domain="a.com")
    return api


GOOD_FILE: dict[str, Any] = json.loads(saved(used()))


def test_the_good_file_has_something_of_everything() -> None:
    """Or the next ones would prove little."""
    assert GOOD_FILE["state"]["limits"]["windows"]
    assert GOOD_FILE["documents"]["kernel.effects"]
    assert GOOD_FILE["journal"]["entries"]
    assert load(Api(application()), GOOD_FILE).status_code == 200


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"hostsim": "capsule"}, "this is no snapshot of hostsim"),
        ({"hostsim": None}, "this is no snapshot of hostsim"),
        ({"format": "1"}, "does not say which format"),
        ({"format": 2, "version": "9.9"}, "format 2, of hostsim 9.9"),
        ({"format": 0, "version": "0.0.9"}, "format 0, of hostsim 0.0.9"),
        ({"digest": "0" * 64}, "damaged or edited"),
        ({"seed": -1}, "seed"),
        ({"world": "a b"}, "world"),
        ({"sed": 1}, "did you mean 'seed'?"),
        ({"documents": {"nobody.things": []}}, "no vendor 'nobody'"),
        ({"documents": {"kernel.things": []}}, "no such collection"),
        ({"documents": {"hostinger.x": [["a", 1], ["a", 2]]}}, "there twice"),
        ({"documents": {"hostinger.x": [["a"]]}}, "[key, document]"),
        ({"documents": {"hostinger.x": {}}}, "[key, document]"),
        ({"documents": {"kernel.sequences": [["a", "1"]]}}, "not a number"),
        ({"documents": {"kernel.events": [["a", {}]]}}, "kernel.events"),
        ({"documents": {"kernel.effects": [["1", {}]]}}, "kernel.effects"),
        ({"state": {}}, "clock"),
        ({"journal": {"entries": [{}], "dropped": 0}}, "entries"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_wrong_with_a_file_is_told(change: dict[str, Any], why: str) -> None:
    api = Api(application())
    before = saved(api)
    answer = load(api, GOOD_FILE | change)
    assert answer.status_code == 422
    assert why in json.dumps(answer.json)
    assert saved(api) == before


def test_quirks_that_are_not_there_are_refused() -> None:
    document = copy.deepcopy(GOOD_FILE)
    document["state"]["quirks"]["hostinger.pretty-405"] = True
    answer = load(Api(application()), document)
    assert answer.status_code == 422
    assert "Did you mean 'hostinger.pretty-404'?" in answer.json["error"]


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(
        ["", "1", "-1", "hostens", "second", "real", "2026-01-01T00:00:00+00:00", "NaN", "1e999"]
    )
    | st.text(st.characters(codec="utf-8"), max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Of everything in a document."""
    found = [path]
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        found += [place for key, inner in items for place in places(inner, (*path, key))]
    return found


def ours(place: tuple[Any, ...]) -> bool:
    """Not within a vendor's documents, of which only the vendor knows what is right."""
    return place[:1] != ("documents",) or place[1:2] == () or place[1].startswith("kernel.")


EVERYWHERE = [place for place in places(GOOD_FILE) if place]
OURS = [place for place in EVERYWHERE if ours(place)]


def mutated(place: tuple[Any, ...], how: str, junk: Any) -> dict[str, Any]:
    document = copy.deepcopy(GOOD_FILE)
    *way, last = place
    inner: Any = document
    for step in way:
        inner = inner[step]
    if how == "drop":
        del inner[last]
    elif how == "add" and isinstance(inner, dict):
        inner["x"] = junk
    elif how == "add":
        inner.insert(last, copy.deepcopy(inner[last]))
    else:
        inner[last] = junk
    return document


def redigested(document: dict[str, Any]) -> dict[str, Any]:
    """With the digest of what documents it has, where they can have one."""
    try:
        tables = snapshot._tables(document["documents"], {"hostinger", "hostafrica", "hostens"})
    except Exception:
        return document
    return document | {"digest": Store(tables).digest()}


HOW = st.sampled_from(["junk", "drop", "add"])


@given(st.sampled_from(EVERYWHERE), HOW, JUNK)
@PROPERTY
@seed(SEED)
def test_no_damaged_file_changes_anything_unless_it_says_the_same(
    place: tuple[Any, ...], how: str, junk: Any
) -> None:
    api = Api(application())
    before = saved(api)
    document = mutated(place, how, junk)
    if load(api, document).status_code >= 400:
        assert saved(api) == before
    else:
        assert json.loads(saved(api))["documents"] == GOOD_FILE["documents"]
        works(api)


@given(st.sampled_from(OURS), HOW, JUNK)
@PROPERTY
@seed(SEED)
def test_no_file_that_was_made_on_purpose_breaks_anything(
    place: tuple[Any, ...], how: str, junk: Any
) -> None:
    api = Api(application())
    before = saved(api)
    answer = load(api, redigested(mutated(place, how, junk)))
    if answer.status_code >= 400:
        assert answer.status_code == 422
        assert saved(api) == before
    else:
        works(api)


def works(api: Api) -> None:
    """It answers, and its time goes on."""
    for _ in range(2):
        for client in (CLIENTS[vendor](api.app) for vendor in CLIENTS):
            for path in ("/nowhere", ZONE, "/api/details", "/api/domains/v1/portfolio"):
                assert client("GET", path).status_code < 500
        for path in ("", "/clock", "/limits", "/quirks", "/effects", "/journal", "/snapshot"):
            api.control("GET", f"/worlds/default{path}")
        api.control("PUT", "/worlds/default/checkpoints/now")
        fork = api.controlled("POST", "/worlds/default/fork", {"name": "copy"})
        assert fork.status_code in (201, 409)
        api.control("POST", "/worlds/default/clock/advance", {"seconds": 86_400 * 40})
    assert load(api, json.loads(saved(api))).status_code == 200
