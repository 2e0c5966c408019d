"""Of what all operations of the gateway share."""

from typing import Any

from tests.contract.mutants import Patch, mutant

STATUSES = "tests/gateway/contract/test_statuses.py::"


@mutant(STATUSES + "test_a_call_of_somebody_who_is_no_administrator_is_403[support-listVms]")
def whoever_is_logged_in_may_ask_providers(patch: Patch) -> None:
    from hostingco_api.core.accounts import Accounts

    whose = Accounts.whose

    def everybody(self: Accounts, *args: Any) -> Any:
        me, login = whose(self, *args)
        me.role = "admin"
        return me, login

    patch.setattr(Accounts, "whose", everybody)


@mutant(STATUSES + "test_a_page_of_another_site_can_have_nothing_done[resetDnsZone]")
def any_page_writes_by_the_cookie(patch: Patch) -> None:
    patch.setattr("hostingco_api.gateway.web._same_site", lambda: True)


@mutant(STATUSES + "test_what_a_driver_has_not_is_501_whatever_else_is_wrong")
def what_a_provider_lacks_is_not_found(patch: Patch) -> None:
    from hostingco_api.gateway.provider import NotSupported

    patch.setattr(NotSupported, "status", 404)


@mutant(STATUSES + "test_too_many_calls_are_429_after_some_were_repeated[listVms-hostinger]")
def nobody_is_told_how_long_to_wait(patch: Patch) -> None:
    patch.setattr("hostingco_api.gateway.upstream.wait", lambda said: 1)


@mutant(STATUSES + "test_a_good_call_succeeds[getVm-hostafrica]")
def what_is_not_known_is_null(patch: Patch) -> None:
    from hostingco_api.gateway.schemas import Known

    patch.setattr(Known, "only_known", lambda self, data, **_: data)


@mutant("tests/gateway/test_room.py::test_ids_of_records_are_as_documented_and_one_record_s_only")
def records_have_the_same_id(patch: Patch) -> None:
    from collections import Counter

    class Once(Counter[str]):
        def __getitem__(self, key: str) -> int:
            return min(1, super().__getitem__(key))

    patch.setattr("hostingco_api.gateway.schemas.Counter", Once)


@mutant("tests/gateway/test_room.py::test_more_calls_than_may_wait_are_told_to_come_again")
def any_number_of_calls_may_wait(patch: Patch) -> None:
    from hostingco_api.gateway import providers

    class Room:
        def __init__(self, size: int) -> None: ...

        def acquire(self, blocking: bool) -> bool:
            return True

        def release(self) -> None: ...

    patch.setattr(providers, "BoundedSemaphore", Room)


@mutant("tests/gateway/test_errors.py::test_what_a_provider_lacks_is_said_in_the_documented_word")
def a_capability_is_there_that_is_not(patch: Patch) -> None:
    patch.setattr("hostingco_api.gateway.registry.supports", lambda *_: True)
