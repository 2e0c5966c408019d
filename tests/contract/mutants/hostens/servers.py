"""Of Hostens' servers and their tasks."""

from datetime import timedelta
from typing import Any

from tests.contract.mutants import Patch, mutant

SERVERS = "tests/hostens/test_servers.py::"
TASKS = "tests/hostens/test_tasks.py::"


@mutant(TASKS + "test_a_server_does_one_thing_at_a_time[reboot]")
def server_does_two_things_at_a_time(patch: Patch) -> None:
    from simulators.hostens.servers import machines, tasks

    patch.setattr(tasks, "free", machines.get)


@mutant(TASKS + "test_a_new_name_is_the_server_s_and_its_service_s")
def task_has_its_effect_when_it_begins(patch: Patch) -> None:
    from simulators.hostens.servers import machines, tasks, work

    begin = tasks.begin

    def eager(world: Any, server: Any, name: Any, takes: Any, about: Any, fault: Any) -> Any:
        work._WORK[name].effect(world, server, about)
        server = machines.get(world, server.id)
        return begin(world, server, name, takes, about, fault)

    patch.setattr(tasks, "begin", eager)


@mutant(TASKS + "test_on_a_server_of_that_name_tasks_fail_and_change_nothing[changedns]")
def failed_task_has_its_effect(patch: Patch) -> None:
    from simulators.hostens import events
    from simulators.hostens.servers import machines, tasks

    def failed(world: Any, data: Any) -> None:
        machine = machines.get(world, data["server"]).machine
        machines.put(world, data["server"], machine | {"dns": ["192.0.2.53"]})
        tasks.failed(world, data)

    patch.setitem(events.HANDLERS, "task-failed", failed)


@mutant(TASKS + "test_a_name_stands_for_the_latest_task_of_that_name")
def name_stands_for_the_first_task(patch: Patch) -> None:
    from simulators.hostens.servers import machines, tasks

    def read(world: Any, server_id: Any, id: Any) -> Any:
        found = machines.tasks(world, server_id)
        named = [task for _, task in found.items() if task["name"] == id]
        return found.get(id) or named[0]

    patch.setattr(tasks, "read", read)


@mutant(TASKS + "test_whoever_only_sees_a_server_reads_no_login_in_its_tasks[resetpassword]")
def results_are_shown_to_whoever_sees_the_server(patch: Patch) -> None:
    from simulators.hostens.servers import tasks

    patch.setattr(tasks, "_shown", lambda task, *_: task)


@mutant(SERVERS + "test_a_server_that_is_suspended_is_shown_and_not_listed")
def suspended_servers_are_listed(patch: Patch) -> None:
    from simulators.hostens.servers import machines
    from simulators.hostens.services import stored

    def every(world: Any) -> Any:
        services = stored.delivering(world, "server")
        return [machines.get(world, service["id"]) for service in services]

    patch.setattr(machines, "active", every)


@mutant(SERVERS + "test_a_server_whose_service_ends_is_gone_and_its_task_with_it")
def task_survives_its_server(patch: Patch) -> None:
    from simulators.hostens.servers import machines

    def remove(world: Any, id: Any, why: str) -> Any:
        machines._store(world).delete(id)

    patch.setattr(machines, "remove", remove)


@mutant(SERVERS + "test_a_link_is_good_for_eight_minutes")
def link_is_good_for_a_day(patch: Patch) -> None:
    from simulators.hostens.servers import graphs

    patch.setattr(graphs, "GOOD_FOR", timedelta(days=1))


@mutant(SERVERS + "test_a_link_is_of_its_own_world_and_customer_whoever_follows_it")
def link_is_of_the_default_world(patch: Patch) -> None:
    from simulators.hostens import auth

    patch.setattr(auth, "_by_token", lambda token: None)
