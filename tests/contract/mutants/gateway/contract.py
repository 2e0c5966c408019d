"""Of what all operations of the gateway share."""

from typing import Any

from tests.contract.mutants import Patch, mutant

STATUSES = "tests/gateway/contract/test_statuses.py::"
COMMAND = (
    "tests/gateway/contract/test_commands.py::test_a_documented_command_has_the_documented_answer"
)


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


@mutant(STATUSES + "test_a_call_without_a_good_token_is_401[configureProvider]")
def the_cookie_is_looked_at_though_there_is_a_header(patch: Patch) -> None:
    from flask import request

    from hostingco_api.core import tokens
    from hostingco_api.web.callers import COOKIE

    read = tokens.read

    def either(secret: str, header: str | None, now: Any) -> Any:
        cookie = request.cookies.get(COOKIE)
        return read(secret, f"Bearer {cookie}" if cookie else header, now)

    patch.setattr(tokens, "read", either)


@mutant(STATUSES + "test_whatever_a_driver_raises_is_documented_and_no_secret_s_end[listVms]")
def whatever_a_driver_raises_is_passed_on(patch: Patch) -> None:
    """Of one operation."""
    from hostingco_api.gateway.routes import VmsView

    layer: Any = VmsView.get
    while layer.__code__.co_name != "explain":
        layer = layer.__wrapped__
    cell = layer.__closure__[layer.__code__.co_freevars.index("refusals")]
    patch.setattr(cell, "cell_contents", range(600))


@mutant(
    STATUSES
    + "test_credentials_that_the_provider_refuses_are_401_without_a_challenge[getVm-hostinger]"
)
def the_caller_is_told_to_log_in_where_the_credentials_are_wrong(patch: Patch) -> None:
    from hostingco_api.gateway import web

    error = web._error

    def challenging(text: str, status: int) -> Any:
        answer = error(text, status)
        if status == 401:
            answer.headers["WWW-Authenticate"] = "Bearer"
        return answer

    patch.setattr(web, "_error", challenging)


@mutant(COMMAND + "[createDnsRecord]")
def a_record_has_the_default_s_ttl(patch: Patch) -> None:
    from hostingco_api.gateway import schemas

    made = schemas.NewDnsRecord.made

    def forgetting(self: Any, data: dict[str, Any], **kwargs: Any) -> Any:
        return made(self, data | {"ttl": schemas.TTL}, **kwargs)

    patch.setattr(schemas.NewDnsRecord, "made", forgetting)


@mutant(COMMAND + "[listDomains]")
def a_domain_s_registrar_comes_last(patch: Patch) -> None:
    from hostingco_api.gateway.schemas import Domain

    only_known = Domain.only_known

    def last(self: Any, data: dict[str, Any], **kwargs: Any) -> Any:
        known = only_known(self, data, **kwargs)
        return known | {"registrar": known.pop("registrar")} if "registrar" in known else known

    patch.setattr(Domain, "only_known", last)
