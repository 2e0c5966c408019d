"""Of machines that are suspended and terminated, and of what is bought for an owner."""

from contextlib import suppress
from typing import Any

from tests.contract.mutants import Patch, mutant

DRIVERS = "hostingco_api.gateway.drivers"
HOSTAFRICA = "tests/gateway/test_hostafrica_lives.py::"
HOSTENS = "tests/gateway/test_hostens_lives.py::"
HOSTINGER = "tests/gateway/test_hostinger_lives.py::"
OWNERS = "tests/gateway/test_owners.py::"


@mutant(HOSTAFRICA + "test_a_refusal_of_what_is_so_already_is_none")
def a_refusal_at_hostafrica_is_never_looked_into(patch: Patch) -> None:
    patch.setattr(f"{DRIVERS}.hostafrica._HELD", ())
    patch.setattr(f"{DRIVERS}.hostafrica._NOT_HELD", ())


@mutant(HOSTAFRICA + "test_a_state_that_does_not_allow_it_is_told")
def whatever_hostafrica_refuses_is_so_already(patch: Patch) -> None:
    patch.setattr(f"{DRIVERS}.hostafrica._HELD", ("suspended", "pending"))


@mutant(HOSTAFRICA + "test_where_the_call_is_not_there_no_machine_is_gone")
def every_404_of_hostafrica_misses_a_machine(patch: Patch) -> None:
    from hostingco_api.gateway.drivers.hostafrica.wire import Api

    patch.delattr(Api, "refusal")


@mutant(HOSTAFRICA + "test_what_could_not_be_created_is_not_once_it_is_terminated")
def what_is_terminated_at_hostafrica_is_still_to_be_created(patch: Patch) -> None:
    from hostingco_api.gateway.drivers.hostafrica import Hostafrica

    real = Hostafrica.terminate_vm

    def terminate(self: Any, id: str) -> None:
        unfinished = id in self._unfinished
        real(self, id)
        if unfinished:
            self._unfinished.add(id)

    patch.setattr(Hostafrica, "terminate_vm", terminate)


@mutant(HOSTENS + "test_a_server_is_cancelled_at_once_and_goes_an_hour_later")
def servers_of_hostens_go_when_they_are_paid_no_more(patch: Patch) -> None:
    from hostingco_api.gateway.drivers.hostens.session import Session

    real = Session.ask

    def ask(self: Any, *args: Any, **kwargs: Any) -> Any:
        if "immediate" in (kwargs.get("json") or {}):
            kwargs["json"] = kwargs["json"] | {"immediate": False}
        return real(self, *args, **kwargs)

    patch.setattr(Session, "ask", ask)


@mutant(HOSTENS + "test_what_is_no_server_of_the_account_is_left_alone")
def any_service_of_hostens_can_be_terminated(patch: Patch) -> None:
    from hostingco_api.gateway.drivers.hostens.vms import Servers
    from hostingco_api.gateway.provider import VM

    patch.setattr(Servers, "vm", lambda self, which: VM(which, "", "running"))


@mutant(HOSTENS + "test_what_is_not_said_to_be_accepted_is_an_error")
def hostens_need_not_say_that_it_accepts_a_cancellation(patch: Patch) -> None:
    class Anything(set[str]):
        def __and__(self, other: Any) -> Any:
            return {"accepted"}

    patch.setattr(f"{DRIVERS}.hostens.vms._ACCEPTED", Anything())


@mutant(HOSTINGER + "test_a_terminated_machine_is_stopped_and_not_paid_for_again")
def to_terminate_at_hostinger_is_to_stop(patch: Patch) -> None:
    patch.setattr(f"{DRIVERS}.hostinger.lives.Lives._end", lambda *_: None)


@mutant(HOSTINGER + "test_what_fails_is_not_done")
def hostinger_s_machines_stop_before_they_are_not_renewed(patch: Patch) -> None:
    from hostingco_api.gateway.drivers.hostinger.lives import Lives

    def terminate(self: Any, id: str) -> None:
        self.suspend_vm(id)
        self._end(id, self._machine(id)["subscription_id"])

    patch.setattr(Lives, "terminate_vm", terminate)


@mutant(HOSTINGER + "test_after_a_lost_answer_it_can_be_repeated_at_once")
def nobody_waits_for_a_lock_at_hostinger(patch: Patch) -> None:
    from hostingco_api.gateway.drivers.hostinger.lives import Lives

    real = Lives._machine
    patch.setattr(Lives, "_machine", lambda *args: real(*args) | {"actions_lock": "unlocked"})


@mutant(HOSTINGER + "test_a_machine_is_stopped_and_started_when_it_is_done")
def nobody_waits_for_actions_of_hostinger(patch: Patch) -> None:
    patch.setattr(f"{DRIVERS}.hostinger.lives.Lives._wait", lambda *_: None)


@mutant(HOSTINGER + "test_a_subscription_that_is_renewed_all_the_same_is_not_over")
def whatever_hostinger_refuses_is_not_renewed(patch: Patch) -> None:
    patch.setattr(f"{DRIVERS}.hostinger.lives.Lives._renews", lambda *_: False)


# -- owners ---------------------------------------------------------------------------------------


@mutant(OWNERS + "test_what_was_bought_for_an_owner_is_fetched[sqlite]")
def owners_are_not_written_down(patch: Patch) -> None:
    from hostingco_api.gateway.purchases import Purchases

    real = Purchases.make
    patch.setattr(
        Purchases, "make", lambda self, provider, order, _=None: real(self, provider, order)
    )


@mutant(OWNERS + "test_what_the_provider_has_lost_is_not_bought_again[sqlite]")
def what_the_provider_has_lost_is_bought_again(patch: Patch) -> None:
    from hostingco_api.gateway.provider import NotFound
    from hostingco_api.gateway.purchases import Purchases

    real = Purchases._fetched

    def fetched(self: Any, order: Any, *args: Any) -> Any:
        with suppress(NotFound):
            return real(self, order, *args)
        return order.buy()

    patch.setattr(Purchases, "_fetched", fetched)


@mutant(OWNERS + "test_the_owner_of_what_was_forgotten_on_the_way_is_kept[sqlite]")
def the_owner_is_forgotten_with_the_row(patch: Patch) -> None:
    from hostingco_api.gateway.purchases import Purchases

    real = Purchases._set

    def without(self: Any, claim: Any, *args: Any, **columns: Any) -> bool:
        claim.owner = None
        return real(self, claim, *args, **columns)

    patch.setattr(Purchases, "_set", without)


@mutant(OWNERS + "test_what_is_open_for_another_is_left_to_that[sqlite-service-12-None]")
def an_open_purchase_is_anybody_s(patch: Patch) -> None:
    from hostingco_api.gateway import purchases

    real = purchases._against
    patch.setattr(purchases, "_against", lambda row, name, _, now: real(row, name, row.owner, now))


@mutant(OWNERS + "test_an_open_purchase_of_another_name_is_settled_first[sqlite]")
def an_open_purchase_is_found_by_its_name_only(patch: Patch) -> None:
    from hostingco_api.gateway import purchases

    real = purchases._unsettled
    patch.setattr(purchases, "_unsettled", lambda provider, order, _: real(provider, order, None))
