"""Of machines."""

from datetime import timedelta
from typing import Any

from tests.contract.mutants import Patch, mutant

MACHINES = "tests/hostinger/test_vps_machines.py::"
LIFE = "tests/hostinger/test_vps_life.py::"
MODEL = "tests/hostinger/test_vps_model.py::test_machines_behave_as_the_model"


@mutant(MACHINES + "test_a_locked_machine_takes_no_second_action_until_it_is_unlocked")
def no_lock(patch: Patch) -> None:
    from simulators.hostinger.vps import machines

    true = machines.put

    def put(world: Any, machine: Any) -> None:
        true(world, {**machine, "actions_lock": "unlocked"})

    patch.setattr(machines, "put", put)


@mutant(MACHINES + "test_what_is_so_already_succeeds_at_once_and_locks_nothing")
def start_of_a_running_machine_takes_its_time(patch: Patch) -> None:
    from simulators.hostinger.vps import actions

    def noop(world: Any, id: str, name: str) -> Any:
        return actions.begin(world, id, name, takes=timedelta(seconds=20))

    patch.setattr(actions, "noop", noop)


@mutant(MACHINES + "test_recreating_wipes_what_was_on_the_machine")
def recreation_that_keeps_the_snapshot(patch: Patch) -> None:
    from simulators.hostinger.vps import snapshots

    patch.setattr(snapshots, "deleted", lambda world, data: None)


@mutant(MACHINES + "test_actions_are_listed_newest_first_fifty_a_page")
def oldest_actions_first(patch: Patch) -> None:
    from simulators.hostinger.paging import raws

    patch.setattr("simulators.hostinger.vps.actions.raws", lambda found: raws(found)[::-1])


@mutant(MACHINES + "test_a_snapshot_overwrites_the_one_before_and_expires")
def snapshots_that_never_expire(patch: Patch) -> None:
    from simulators.hostinger.vps import snapshots

    def present(world: Any, machine_id: str) -> Any:
        return world.docs(snapshots.SNAPSHOTS).get(machine_id)

    patch.setattr(snapshots, "_present", present)


@mutant(MACHINES + "test_resetting_the_host_name_resets_the_ptr_records")
def reset_that_leaves_the_ptr_records(patch: Patch) -> None:
    from simulators.hostinger.vps import settings

    true = settings._rename

    def rename(world: Any, machine: Any, name: str, fields: Any) -> Any:
        return true(world, machine, name, {"hostname": fields["hostname"]})

    patch.setattr(settings, "_rename", rename)


@mutant(MACHINES + "test_metrics_cover_the_time_asked_for_and_never_the_future")
def metrics_of_the_future(patch: Patch) -> None:
    from simulators.hostinger.vps import metrics

    true = metrics._instants
    patch.setattr(metrics, "_instants", lambda start, end: true(start, end + timedelta(days=1)))


@mutant(LIFE + "test_a_refused_set_up_charges_nothing")
def wrong_host_names_are_charged(patch: Patch) -> None:
    from simulators.hostinger.billing import payments
    from simulators.hostinger.vps import setup
    from simulators.kernel.refusal import Aftermath

    def charged(world: Any, price: Any, body: Any) -> Aftermath:
        orphan = {"prices": [price.id], "payment_method_id": 9693613}
        return Aftermath("billing.orphaned-delivery", payments.ORPHAN_AFTER, orphan)

    patch.setattr(setup, "_charged_all_the_same", charged)


@mutant(LIFE + "test_a_machine_that_is_no_longer_paid_for_is_suspended_and_then_destroyed")
def unpaid_machines_run_on(patch: Patch) -> None:
    from simulators.hostinger.vps import product

    patch.setattr(product, "lapsed", lambda world, key: None)


@mutant(LIFE + "test_a_suspended_machine_comes_back_as_it_was_when_it_is_paid")
def payment_starts_a_stopped_machine(patch: Patch) -> None:
    from simulators.hostinger.vps import actions

    true = actions.force

    def force(*args: Any, **course: Any) -> Any:
        after = course["after"] if course["after"] != "stopped" else "running"
        return true(*args, **{**course, "after": after})

    patch.setattr(actions, "force", force)


@mutant(MODEL)
def recovery_mode_ends_in_a_stopped_machine(patch: Patch) -> None:
    from simulators.hostinger.vps import actions

    true = actions.begin

    def begin(world: Any, id: str, name: str, **course: Any) -> Any:
        if name == "ct_recovery_stop":
            course["after"] = "stopped"
        return true(world, id, name, **course)

    patch.setattr(actions, "begin", begin)
