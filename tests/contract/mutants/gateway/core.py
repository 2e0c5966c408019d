"""Of purchases and credentials."""

from datetime import timedelta
from typing import Any

from tests.contract.mutants import Patch, mutant

PURCHASES = "tests/gateway/test_purchases.py::"
CREDENTIALS = "tests/gateway/test_credentials.py::"
ACCESS = "tests/gateway/test_access.py::"


@mutant(PURCHASES + "test_what_was_bought_is_found_though_the_answer_was_another")
def nobody_looks_after_a_failed_purchase(patch: Patch) -> None:
    from hostingco_api.gateway.purchases import Purchases

    patch.setattr(Purchases, "_seen", lambda self, claim, order: (True, None))


@mutant(PURCHASES + "test_an_older_machine_of_the_same_name_is_not_taken_for_it")
def what_was_there_before_is_not_written_down(patch: Patch) -> None:
    from hostingco_api.gateway.purchases import OfVM

    patch.setattr(OfVM, "before", lambda self: [])


@mutant(PURCHASES + "test_what_is_not_seen_yet_is_not_bought_again_at_once")
def what_is_not_seen_was_not_bought(patch: Patch) -> None:
    patch.setattr("hostingco_api.gateway.purchases.SETTLES", timedelta(0))


@mutant(PURCHASES + "test_a_domain_of_the_account_is_not_bought_again")
def domains_of_the_account_are_bought_again(patch: Patch) -> None:
    from hostingco_api.gateway.purchases import OfDomain

    patch.setattr(OfDomain, "before", lambda self: [])


@mutant(PURCHASES + "test_a_provider_that_lists_nothing_is_asked_once")
def a_provider_that_lists_nothing_has_sold_nothing(patch: Patch) -> None:
    from hostingco_api.gateway.purchases import OfVM

    patch.setattr(OfVM, "found", lambda self, before: None)


@mutant(PURCHASES + "test_after_too_many_calls_it_is_looked_for_and_asked_again")
def too_many_calls_are_the_end(patch: Patch) -> None:
    patch.setattr("hostingco_api.gateway.purchases.AGAIN", 0)


@mutant(CREDENTIALS + "test_a_file_that_is_open_to_others_is_refused_with_the_remedy")
def files_may_be_open_to_others(patch: Patch) -> None:
    patch.setattr("hostingco_api.gateway.store._check", lambda path, found, mode: None)


@mutant(CREDENTIALS + "test_no_answer_and_no_log_has_them")
def errors_tell_secrets(patch: Patch) -> None:
    patch.setattr("hostingco_api.gateway.providers._without", lambda told, more, text: text)


@mutant(CREDENTIALS + "test_a_test_of_old_credentials_says_nothing_of_new_ones")
def a_test_counts_for_whatever_is_stored_by_then(patch: Patch) -> None:
    from dataclasses import replace

    from hostingco_api.gateway.store import Store

    def tell(self: Store, tested: Any, connected: bool) -> None:
        stored = self.get(tested.provider)
        if stored:
            self.put(replace(stored, connected=connected))

    patch.setattr(Store, "tell", tell)


@mutant(ACCESS + "test_to_log_in_sets_the_cookie_and_to_log_out_takes_it")
def scripts_may_read_the_cookie(patch: Patch) -> None:
    from flask import Response

    set_cookie = Response.set_cookie

    def open_to_all(self: Response, *args: Any, **kwargs: Any) -> None:
        set_cookie(self, *args, **kwargs | {"httponly": False})

    patch.setattr(Response, "set_cookie", open_to_all)
