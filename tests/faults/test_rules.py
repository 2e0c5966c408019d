"""Which calls a rule meets: told by what it says and by hash, and by nothing else."""

import threading
from typing import Any

import pytest

from simulators.kernel.faults import MOST_RULES
from tests.kernel.toy import DO, LOOK, Toy
from tests.support import ZONE, Api, application


def met(api: Api, calls: int, method: str = "GET", path: str = DO) -> list[int]:
    """Which of so many calls go wrong, from 1."""
    statuses = [api(method, path).status_code for _ in range(calls)]
    return [number for number, status in enumerate(statuses, 1) if status == 503]


def unavailable(api: Api, **rule: Any) -> Any:
    return api.fault("status", status=503, **rule)


def test_a_rule_that_says_no_more_meets_every_call(toy_api: Api) -> None:
    unavailable(toy_api)
    assert met(toy_api, 3) == [1, 2, 3]
    assert met(toy_api, 2, "POST", LOOK) == [1, 2]


@pytest.mark.parametrize(
    "rule",
    [
        {"vendor": "toy"},
        {"operation": "toy_get"},
        {"operation": "toy_*"},
        {"method": "GET"},
        {"path": "/do"},
        {"path": "/d*"},
        {"path": "*"},
        {"vendor": "toy", "operation": "toy_get", "method": "GET", "path": DO},
    ],
)
def test_it_meets_what_it_matches(toy_api: Api, rule: Any) -> None:
    unavailable(toy_api, **rule)
    assert met(toy_api, 1) == [1]


@pytest.mark.parametrize(
    "rule",
    [
        {"operation": "toy_put"},
        {"method": "POST"},
        {"path": "/do/"},
        {"path": "do"},
        {"operation": "toy_get", "method": "POST"},
    ],
)
def test_it_does_not_meet_what_it_does_not_match(toy_api: Api, rule: Any) -> None:
    unavailable(toy_api, **rule)
    assert met(toy_api, 2) == []


def test_another_vendor_is_not_met() -> None:
    api = Api(application())
    unavailable(api, vendor="hostens")
    assert api("GET", ZONE).status_code == 200


def test_another_world_is_not_met(toy_api: Api) -> None:
    unavailable(toy_api)
    assert met(Api(toy_api.app, world="other", base="/toy"), 1) == []


def test_the_nth_calls_are_met(toy_api: Api) -> None:
    unavailable(toy_api, nth=[2, 5])
    assert met(toy_api, 6) == [2, 5]


def test_calls_are_counted_by_operation(toy_api: Api) -> None:
    unavailable(toy_api, nth=[2])
    assert met(toy_api, 1) == []
    assert met(toy_api, 1, "PUT") == []
    assert met(toy_api, 1) == [1]
    assert met(toy_api, 1, "PUT") == [1]


def test_what_never_reached_the_operation_is_not_counted(toy_api: Api) -> None:
    unavailable(toy_api, nth=[1])
    assert toy_api("GET", "/nowhere").status_code == 404
    assert toy_api("GET", DO, headers={"Authorization": "no"}).status_code == 401
    assert met(toy_api, 2) == [1]


def test_a_rule_is_used_up(toy_api: Api) -> None:
    unavailable(toy_api, times=2)
    assert met(toy_api, 4) == [1, 2]
    assert met(toy_api, 2, "PUT") == [], "altogether"


def test_no_more_than_so_many_in_a_row(toy_api: Api) -> None:
    unavailable(toy_api, in_a_row=2)
    assert met(toy_api, 7) == [1, 2, 4, 5, 7]


def test_some_calls_are_met_by_chance(toy_api: Api) -> None:
    unavailable(toy_api, probability=0.3)
    numbers = met(toy_api, 400)
    assert 80 < len(numbers) < 160
    assert numbers != list(range(1, len(numbers) + 1))


def test_chance_never_goes_beyond_so_many_in_a_row(toy_api: Api) -> None:
    unavailable(toy_api, probability=0.9, in_a_row=3)
    numbers = met(toy_api, 200)
    assert len(numbers) > 100
    assert not any({n, n + 1, n + 2, n + 3} <= set(numbers) for n in numbers)


def chosen(world: str = "default", seed: int = 1, id: str = "it", method: str = "GET") -> list[int]:
    api = Api(application(vendors=[Toy()], seed=seed), world=world, base="/toy")
    api("GET", DO)  # makes the world
    unavailable(api, id=id, probability=0.5)
    return met(api, 64, method)


def test_chance_follows_from_seed_world_rule_and_operation() -> None:
    assert chosen() == chosen()
    others = [chosen(seed=2), chosen(world="w"), chosen(id="other"), chosen(method="PUT")]
    different = {tuple(numbers) for numbers in [chosen(), *others]}
    assert len(different) == 5


def test_threads_do_not_change_which_calls_are_met() -> None:
    """Each operation's calls are counted for themselves, whatever else comes in between."""
    api = Api(application(vendors=[Toy()]), base="/toy")
    unavailable(api, id="it", probability=0.5)
    found: dict[str, list[int]] = {}

    def ask(method: str) -> None:
        found[method] = met(Api(api.app, base="/toy"), 64, method)

    threads = [threading.Thread(target=ask, args=(m,)) for m in ("GET", "PUT", "DELETE")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {method: chosen(method=method) for method in found}


def test_a_fault_can_be_had_again_by_itself(toy_api: Api) -> None:
    """What the journal tells of it is the rule that repeats it."""
    unavailable(toy_api, probability=0.5)
    met(toy_api, 10)
    entries = toy_api.control("GET", "/worlds/default/journal")["entries"]
    told = [entry for entry in entries if entry["fault"]][-1]
    toy_api.control("POST", "/worlds/default/reset")
    unavailable(toy_api, operation=told["operation"], nth=[told["fault"]["call"]])
    assert met(toy_api, 10) == [told["n"]]


def test_the_first_rule_that_meets_a_call_has_it_and_all_count_it(toy_api: Api) -> None:
    unavailable(toy_api, nth=[2])
    toy_api.fault("status", status=418)
    assert [toy_api("GET", DO).status_code for _ in range(3)] == [418, 503, 418]
    rules = toy_api.control("GET", "/worlds/default/faults")
    assert [(rule["calls"], rule["met"]) for rule in rules] == [(3, 1), (3, 2)]


def test_header_and_journal_name_the_fault(toy_api: Api) -> None:
    unavailable(toy_api, id="outage", nth=[2])
    first, second = toy_api("GET", DO), toy_api("GET", DO)
    assert "X-Sim-Fault" not in first.headers
    assert second.headers["X-Sim-Fault"] == "outage; status; call=2"
    one, two = toy_api.control("GET", "/worlds/default/journal")["entries"]
    assert (one["fault"], two["fault"]) == (None, {"id": "outage", "effect": "status", "call": 2})


def test_rules_get_ids_that_are_free(toy_api: Api) -> None:
    assert [unavailable(toy_api)["id"] for _ in range(3)] == ["f1", "f2", "f3"]
    toy_api.control("DELETE", "/worlds/default/faults/f2")
    assert unavailable(toy_api)["id"] == "f2"


def test_a_rule_of_the_same_id_takes_the_others_place_and_counts_anew(toy_api: Api) -> None:
    unavailable(toy_api, id="it", nth=[2])
    met(toy_api, 1)
    unavailable(toy_api, id="it", nth=[2])
    assert met(toy_api, 2) == [2]


def test_rules_are_removed_one_by_one_and_all_at_once(toy_api: Api) -> None:
    unavailable(toy_api, id="a", method="GET")
    unavailable(toy_api, id="b", method="PUT")
    unavailable(toy_api, id="c", method="POST")
    toy_api.control("DELETE", "/worlds/default/faults/a")
    assert (met(toy_api, 1), met(toy_api, 1, "PUT")) == ([], [1])
    toy_api.control("DELETE", "/worlds/default/faults")
    assert met(toy_api, 1, "PUT") == []
    assert toy_api.control("GET", "/worlds/default/faults") == []


def test_a_reset_world_has_no_rules_and_a_fork_goes_on_counting(toy_api: Api) -> None:
    unavailable(toy_api, nth=[2])
    met(toy_api, 1)
    toy_api.control("POST", "/worlds/default/fork", {"name": "fork"})
    toy_api.control("POST", "/worlds/default/reset")
    assert met(toy_api, 3) == []
    assert met(Api(toy_api.app, world="fork", base="/toy"), 1) == [1]


def test_a_checkpoint_has_the_rules_of_its_time(toy_api: Api) -> None:
    unavailable(toy_api, nth=[2])
    met(toy_api, 1)
    toy_api.app.worlds.checkpoint("default", "here")
    assert met(toy_api, 2) == [1]
    toy_api.control("DELETE", "/worlds/default/faults")
    toy_api.app.worlds.roll_back("default", "here")
    assert met(toy_api, 2) == [1]


@pytest.mark.parametrize(
    ("rule", "error"),
    [
        ({}, "effect"),
        ({"effect": "explode"}, "effect"),
        ({"effect": "status"}, "which one"),
        ({"effect": "status", "status": 200}, "status"),
        ({"effect": "status", "status": "503"}, "status"),
        ({"effect": "status", "status": 600}, "status"),
        ({"effect": "reset", "status": 503}, "reset does not take it"),
        ({"effect": "latency", "applied": True}, "latency does not take it"),
        ({"effect": "latency", "seconds": 0}, "seconds"),
        ({"effect": "latency", "seconds": -1}, "seconds"),
        ({"effect": "latency", "seconds": 601}, "seconds"),
        ({"effect": "latency", "seconds": "1"}, "seconds"),
        ({"effect": "latency", "seconds": True}, "seconds"),
        ({"effect": "content-type", "media_type": "a\r\nX: y"}, "media_type"),
        ({"effect": "reset", "nth": 2}, "nth"),
        ({"effect": "reset", "nth": []}, "nth"),
        ({"effect": "reset", "nth": [0]}, "nth"),
        ({"effect": "reset", "probability": 0}, "probability"),
        ({"effect": "reset", "probability": 1.1}, "probability"),
        ({"effect": "reset", "in_a_row": 0}, "in_a_row"),
        ({"effect": "reset", "times": 0}, "times"),
        ({"effect": "reset", "id": "a b"}, "id"),
        ({"effect": "reset", "id": "a\n"}, "id"),
        ({"effect": "reset", "method": "get"}, "method"),
        ({"effect": "stale", "method": "PUT"}, "never meets a call of that method"),
        ({"effect": "stuck", "method": "GET"}, "never meets a call of that method"),
        ({"effect": "reset", "method": "OPTIONS"}, "method"),  # reaches no operation
        ({"effect": "reset", "vendor": "hostinge"}, "did you mean 'hostinger'?"),
        (
            {"effect": "reset", "operation": "VPS_getVirtualMachinesV"},
            "did you mean 'VPS_getVirtualMa",
        ),
        ({"effect": "reset", "operation": "NO_*"}, "there is no operation"),
        (
            {"effect": "reset", "vendor": "hostens", "operation": "DNS_getDNSRecordsV1"},
            "there is no operation",
        ),
        ({"effect": "reset", "probabilty": 0.5}, "probabilty"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(rule: Any, error: str) -> None:
    api = Api(application())
    answer = api.controlled("POST", "/worlds/default/faults", rule)
    assert answer.status_code == 422, answer.text
    assert error in answer.text
    assert api.control("GET", "/worlds/default/faults") == []


def test_there_are_no_more_rules_than_so_many(toy_api: Api) -> None:
    for _ in range(MOST_RULES):
        unavailable(toy_api)
    answer = toy_api.controlled("POST", "/worlds/default/faults", {"effect": "reset"})
    assert (answer.status_code, "remove some" in answer.text) == (422, True)
    assert unavailable(toy_api, id="f1")["id"] == "f1", "it takes the place of another"


def test_a_rule_that_is_not_there_cannot_be_removed(toy_api: Api) -> None:
    unavailable(toy_api, id="outage")
    answer = toy_api.controlled("DELETE", "/worlds/default/faults/outge")
    assert (answer.status_code, "did you mean 'outage'?" in answer.text) == (404, True)
