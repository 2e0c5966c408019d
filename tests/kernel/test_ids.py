"""Ids, random numbers and correlation ids: fresh for every request, the same in every replay."""

from uuid import UUID

import pytest

from simulators.kernel.world import World
from tests.kernel.toy import DO, Toy, refuse
from tests.support import ZONE, Api, application


def toy_server(toy: Toy, seed: int = 1) -> Api:
    return Api(application(vendors=[toy], seed=seed), base="/toy")


def draws(toy: Toy, seed: int = 1) -> list[str]:
    """Two random numbers in each of three requests."""
    toy.handle = lambda world: [world.random.random(), world.random.random()]
    api = toy_server(toy, seed)
    return [api("GET", DO).text for _ in range(3)]


def test_random_numbers_are_the_same_in_a_replay_and_differ_between_requests(toy: Toy) -> None:
    assert draws(toy) == draws(toy)
    assert len(set(draws(toy))) == 3


def test_random_numbers_differ_between_seeds_and_between_worlds(toy: Toy) -> None:
    assert not set(draws(toy, 1)) & set(draws(toy, 2))
    api = toy_server(toy)
    assert api("GET", DO).text != Api(api.app, world="other", base="/toy")("GET", DO).text


def test_what_one_request_draws_does_not_change_what_the_next_one_gets(toy: Toy) -> None:
    def second(first_draws: int) -> str:
        api = toy_server(toy)
        toy.handle = lambda world: [world.random.random() for _ in range(first_draws)]
        api("GET", DO)
        toy.handle = lambda world: world.random.random()
        return api("GET", DO).text

    assert second(0) == second(5)


def test_a_sequence_counts_on_and_a_refused_request_takes_nothing_from_it(
    toy: Toy, toy_api: Api
) -> None:
    def refused(world: World) -> None:
        world.next_id("toy.ids", 100)
        raise refuse(409, "no")

    def taken(world: World) -> int:
        return world.next_id("toy.ids", 100)

    numbers = []
    for handle in (taken, refused, taken, taken):
        toy.handle = handle
        answer = toy_api("POST", DO)
        if answer.status_code == 200:
            numbers.append(answer.json)
    assert numbers == [100, 101, 102]


def test_sequences_count_apart(toy: Toy, toy_api: Api) -> None:
    names = {"a": 1, "b": 50}
    toy.handle = lambda world: [world.next_id(name, names[name]) for name in "aba"]
    assert toy_api("POST", DO).json == [1, 50, 2]


def correlation_ids(api: Api, path: str = "/nowhere", count: int = 5) -> list[str]:
    answers = [api("GET", path).json for _ in range(count)]
    return [answer["correlation_id"] for answer in answers if answer]


def test_correlation_ids_are_uuids_and_fresh_for_every_request(api: Api) -> None:
    ids = correlation_ids(api)
    assert len(set(ids)) == 5
    assert {UUID(id).version for id in ids} == {4}


def test_correlation_ids_are_the_same_in_a_replay(api: Api) -> None:
    first = correlation_ids(api)
    assert correlation_ids(Api(application())) == first
    api.control("POST", "/worlds/default/reset")
    assert correlation_ids(api) == first


@pytest.mark.parametrize(("seed", "world"), [(2, "default"), (1, "other")])
def test_correlation_ids_differ_between_seeds_and_between_worlds(
    api: Api, seed: int, world: str
) -> None:
    other = Api(application(seed=seed), world=world)
    assert not set(correlation_ids(api)) & set(correlation_ids(other))


def test_answers_that_show_no_correlation_id_take_one_all_the_same(api: Api) -> None:
    """Or the ids would depend on what the answers were."""
    second = correlation_ids(Api(application()), count=2)[1]
    api("GET", ZONE)
    assert correlation_ids(api, count=1) == [second]
