"""Of firewalls, keys, scripts and Docker projects."""

from typing import Any

from tests.contract.mutants import Patch, mutant

FIREWALLS = "tests/hostinger/test_vps_firewalls.py::"
MODEL = "tests/hostinger/test_vps_firewall_model.py::test_firewalls_behave_as_the_model"
ACCOUNT = "tests/hostinger/test_vps_account.py::"
COMPOSE = "tests/hostinger/test_vps_compose.py::"
DOCKER = "tests/hostinger/test_vps_docker.py::"


@mutant(MODEL)
def firewall_left_on_the_machine_before(patch: Patch) -> None:
    from simulators.hostinger.vps import events, firewalls

    def activated(world: Any, about: dict[str, str]) -> None:
        id, machine_id = about["firewall"], about["machine"]
        if id in world.docs(firewalls.FIREWALLS):
            firewalls._mark(world, machine_id, int(id))
            firewalls._machines(world, id).put(machine_id, {"synced": True})
            firewalls._judge(world, firewalls._get(world, id))

    patch.setitem(events.HANDLERS, "firewall-activated", activated)


@mutant(FIREWALLS + "test_changed_rules_are_out_of_sync_until_every_machine_has_them")
def always_in_sync(patch: Patch) -> None:
    from simulators.hostinger.vps import firewalls

    patch.setattr(firewalls, "_judge", firewalls._put)


@mutant(FIREWALLS + "test_a_deleted_firewall_is_taken_off_its_machines")
def deleted_firewall_stays_on_machines(patch: Patch) -> None:
    from simulators.hostinger.vps import firewalls

    def delete(world: Any, id: str) -> None:
        firewalls.read(world, id)
        world.docs(firewalls.FIREWALLS).delete(id)

    patch.setattr(firewalls, "delete", delete)


@mutant(FIREWALLS + "test_a_firewall_deleted_while_it_is_activated_is_not_on_the_machine")
def deleted_firewall_activated_all_the_same(patch: Patch) -> None:
    from simulators.hostinger.vps import events, firewalls

    def activated(world: Any, about: dict[str, str]) -> None:
        firewalls._mark(world, about["machine"], int(about["firewall"]))

    patch.setitem(events.HANDLERS, "firewall-activated", activated)


@mutant(FIREWALLS + "test_a_rule_has_the_port_that_its_protocol_allows")
def named_protocol_keeps_any_port(patch: Patch) -> None:
    from simulators.hostinger.vps import firewalls

    patch.setattr(firewalls, "_parse_port", lambda protocol, port: port)


@mutant(ACCOUNT + "test_a_key_is_what_openssh_would_read")
def key_judged_by_its_first_word(patch: Patch) -> None:
    from simulators.hostinger.vps import keys

    patch.setattr(keys, "_is_public_key", lambda text: text.startswith(("ssh-", "ecdsa-", "sk-")))


@mutant(ACCOUNT + "test_attached_keys_are_on_the_machine_and_stay_there_when_deleted")
def deleted_key_leaves_machines(patch: Patch) -> None:
    from simulators.hostinger.vps import keys, machines

    true = keys.delete

    def delete(world: Any, id: str) -> None:
        true(world, id)
        for machine_id in world.docs(machines.MACHINES).keys():  # noqa: SIM118 (no dict)
            machines.of_machine(world, machines.KEYS, machine_id).delete(id)

    patch.setattr(keys, "delete", delete)


@mutant(ACCOUNT + "test_a_script_may_have_48_kilobytes")
def script_measured_in_characters(patch: Patch) -> None:
    from simulators.hostinger.vps import scripts

    patch.setattr(scripts, "MOST", 2 * 48 * 1024)


@mutant(COMPOSE + "test_hostile_files_are_answered_soon")
def merges_without_memory(patch: Patch) -> None:
    from simulators.hostinger.vps import compose

    def merged(given: Any, depth: int = 0) -> Any:
        if depth > 12:
            raise TimeoutError("by now the true machine would be busy for hours")
        below = given.get("<<", [])
        found = {key: value for key, value in given.items() if key != "<<"}
        for other in below if isinstance(below, list) else [below]:
            for key, value in merged(other, depth + 1).items():
                found.setdefault(key, value)
        return found

    patch.setattr(compose, "_merged", merged)


@mutant(COMPOSE + "test_ports_are_published")
def yaml_of_version_1_1(patch: Patch) -> None:
    import yaml

    from simulators.hostinger.vps import compose

    patch.setattr(
        compose._Loader, "yaml_implicit_resolvers", yaml.SafeLoader.yaml_implicit_resolvers
    )
    patch.setattr(compose._Loader, "yaml_constructors", yaml.SafeLoader.yaml_constructors)


@mutant(DOCKER + "test_a_restart_keeps_the_containers_and_an_update_does_not")
def update_keeps_containers(patch: Patch) -> None:
    from simulators.hostinger.vps import docker, events

    patch.setitem(events.HANDLERS, "project-updated", docker.started)


@mutant(DOCKER + "test_containers_stop_and_start_with_the_machine")
def containers_run_on_stopped_machines(patch: Patch) -> None:
    from simulators.hostinger.vps import docker

    patch.setattr(docker, "_DOWN", ())


@mutant(DOCKER + "test_stats_are_with_the_containers_and_not_in_the_list")
def stats_of_what_is_stopped(patch: Patch) -> None:
    from simulators.hostinger.vps import docker

    true = docker._container

    def container(world: Any, service: Any, *args: Any) -> Any:
        made = true(world, service, *args)
        return made | {"stats": docker._stats(world, {"memory": 8192}, made["id"])}

    patch.setattr(docker, "_container", container)


@mutant(DOCKER + "test_logs_end_where_the_project_stopped")
def logs_that_never_end(patch: Patch) -> None:
    from simulators.hostinger.vps import docker

    true = docker._run
    patch.setattr(docker, "_run", lambda *args: (true(*args)[0], args[0].now))
