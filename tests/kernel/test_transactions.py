"""A request is a transaction: it commits below 400, and leaves nothing behind from there on."""

import logging
from typing import Any

import pytest
from flask import Response, abort

from simulators.kernel.world import World
from tests.kernel.toy import DO, LOOK, THINGS, Toy, documents, refuse
from tests.support import ZONE, Api

METHODS = ("PUT", "POST", "DELETE")
REFUSED = (400, 401, 403, 404, 409, 418, 422, 429, 451, 499, 500, 502, 503, 599)


def write_everything(world: World) -> None:
    """Change, remove and add documents, in this collection and another."""
    things = world.docs(THINGS)
    things.put("seed-0", "changed")
    things.delete("seed-1")
    things.put("new", {})
    world.docs("toy.others").put("new", {})
    world.next_id("toy.ids", 1)


@pytest.mark.parametrize("status", [200, 201, 202, 204, 302, 304, 399])
def test_an_answer_below_400_commits(toy: Toy, toy_api: Api, status: int) -> None:
    def handle(world: World) -> Response:
        write_everything(world)
        return Response(status=status)

    toy.handle = handle
    assert toy_api("POST", DO).status_code == status
    assert list(documents(toy_api, THINGS)) == ["seed-0", "seed-2", "new"]


@pytest.mark.parametrize("status", REFUSED)
@pytest.mark.parametrize("how", ["answered", "raised"])
def test_an_answer_of_400_or_more_leaves_every_document_as_it_was(
    toy: Toy, toy_api: Api, how: str, status: int
) -> None:
    def handle(world: World) -> Response:
        write_everything(world)
        if how == "raised":
            raise refuse(status, "no")
        return Response("no", status=status)

    before = toy_api.digest()
    toy.handle = handle
    for method in METHODS:
        assert toy_api(method, DO).status_code == status
        assert toy_api.digest() == before


@pytest.mark.parametrize("failure", [ValueError("secret detail"), KeyError("x"), RecursionError()])
def test_a_defect_is_the_vendor_s_500_rolled_back_and_logged(
    toy: Toy, toy_api: Api, caplog: pytest.LogCaptureFixture, failure: Exception
) -> None:
    def handle(world: World) -> None:
        write_everything(world)
        raise failure

    before = toy_api.digest()
    toy.handle = handle
    answer = toy_api("POST", DO)
    assert (answer.status_code, answer.json and answer.json["error"]) == (500, "broken toy")
    assert toy_api.digest() == before
    (record,) = [r for r in caplog.records if r.levelno == logging.ERROR]
    assert record.exc_info is not None
    assert record.exc_info[1] is failure


def test_what_flask_itself_refuses_is_rolled_back_in_the_vendor_s_body(
    toy: Toy, toy_api: Api
) -> None:
    def handle(world: World) -> None:
        write_everything(world)
        abort(409, "flask says no")

    before = toy_api.digest()
    toy.handle = handle
    answer = toy_api("POST", DO)
    assert answer.status_code >= 400
    assert answer.json is not None
    assert set(answer.json) == {"error", "id"}
    assert toy_api.digest() == before


@pytest.mark.parametrize(("method", "path"), [("GET", DO), ("HEAD", DO), ("POST", LOOK)])
@pytest.mark.parametrize(
    "write",
    [
        lambda world: world.docs(THINGS).put("new", 1),
        lambda world: world.docs(THINGS).delete("seed-0"),
        lambda world: world.docs(THINGS).clear(),
        lambda world: world.next_id("toy.ids", 1),
    ],
    ids=["put", "delete", "clear", "next_id"],
)
def test_a_reader_that_writes_is_a_500_and_writes_nothing(
    toy: Toy, toy_api: Api, method: str, path: str, write: Any
) -> None:
    before = toy_api.digest()
    toy.handle = write
    assert toy_api(method, path).status_code == 500
    assert toy_api.digest() == before


def test_a_failed_request_does_not_stand_in_the_way_of_the_next(toy: Toy, toy_api: Api) -> None:
    toy.handle = lambda world: world.docs(THINGS).put("a", 1 // 0)
    assert toy_api("POST", DO).status_code == 500
    toy.handle = lambda world: world.docs(THINGS).put("a", 1)
    assert toy_api("POST", DO).status_code == 200
    assert documents(toy_api, THINGS)["a"] == 1


def test_a_failure_to_tell_whose_a_call_is_is_the_vendor_s_500(
    toy: Toy, toy_api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def identify(call: Any) -> Any:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr(toy, "identify", identify)
    answer = toy_api("POST", DO)
    assert (answer.status_code, (answer.json or {})["error"]) == (500, "broken toy")
    assert "a defect" in caplog.text
    (entry,) = toy_api.control("GET", "/worlds/default/journal")["entries"]
    assert entry["status"] == 500


def test_get_and_refused_calls_do_not_raise_the_store_s_version(api: Api) -> None:
    api("GET", ZONE)
    store = api.inside().store
    before = store.version
    api("GET", ZONE)
    api("PUT", ZONE, {"zone": []})
    assert store.version == before
    record = {"name": "v", "type": "A", "records": [{"content": "192.0.2.1"}]}
    assert api("PUT", ZONE, {"zone": [record]}).status_code == 200
    assert store.version == before + 1
