"""Of HOSTAFRICA's driver: its token, its envelope, and machines that are bought once."""

from typing import Any

from tests.contract.mutants import Patch, mutant

TESTS = "tests/gateway/test_hostafrica.py::"
ORDERS = "tests/gateway/test_hostafrica_orders.py::"
MODULE = "hostingco_api.gateway.drivers.hostafrica"


@mutant(TESTS + "test_many_threads_have_one_token")
def hostafrica_has_a_token_for_each_call(patch: Patch) -> None:
    from hostingco_api.gateway.drivers.hostafrica.wire import Token

    real = Token.__call__

    def call(self: Any, request: Any) -> Any:
        self._session.token = None
        return real(self, request)

    patch.setattr(Token, "__call__", call)


@mutant(TESTS + "test_a_token_that_is_not_good_any_more_is_replaced")
def hostafrica_keeps_a_refused_token(patch: Patch) -> None:
    patch.setattr(f"{MODULE}.wire.Token.drop", lambda *_: None)


@mutant(TESTS + "test_where_there_are_no_tokens_nothing_is_missing")
def hostafrica_misses_a_machine_where_there_are_no_tokens(patch: Patch) -> None:
    from hostingco_api.gateway.drivers.hostafrica import wire

    def granted(self: Any, answer: Any) -> Any:
        if answer.status_code >= 300:
            raise self._api.refusal(answer)
        return answer

    patch.setattr(wire.Token, "_granted", granted)
    patch.delattr(wire.Api, "refusal")  # which does not take every 404 for a machine's, either


@mutant(TESTS + "test_what_is_no_good_envelope_is_an_error")
def hostafrica_takes_a_failure_for_success(patch: Patch) -> None:
    from hostingco_api.gateway.drivers.hostafrica import wire

    real = wire.opened

    def opened(envelope: Any) -> Any:
        good = isinstance(envelope, dict)
        return real({**envelope, "success": "true"} if good else envelope)

    patch.setattr(wire, "opened", opened)


@mutant(TESTS + "test_what_reads_is_repeated_once_although_it_is_a_post")
def hostafrica_repeats_no_post(patch: Patch) -> None:
    from hostingco_api.gateway import upstream

    patch.setattr(upstream, "REPEAT", upstream.RETRY)


@mutant(ORDERS + "test_an_order_whose_answer_is_lost_is_sent_once_and_not_said_to_be_undone")
def hostafrica_repeats_orders(patch: Patch) -> None:
    from hostingco_api.gateway import upstream

    patch.setattr(upstream, "ONCE", upstream.REPEAT)


@mutant(TESTS + "test_an_order_is_not_sent_again_where_the_token_is_good")
def hostafrica_believes_a_401_of_an_order(patch: Patch) -> None:
    from hostingco_api.gateway.upstream import Upstream

    real = Upstream.send

    def send(self: Any, method: str, path: str, **kwargs: Any) -> Any:
        answer = real(self, method, path, **kwargs)
        if path.endswith("/test-connection"):
            answer.status_code = 401
        return answer

    patch.setattr(Upstream, "send", send)


@mutant(ORDERS + "test_without_products_nothing_is_ordered")
def hostafrica_does_not_know_that_nothing_was_ordered(patch: Patch) -> None:
    from contextlib import nullcontext

    patch.setattr(f"{MODULE}.nothing_done", nullcontext)


@mutant(ORDERS + "test_what_cannot_be_created_was_bought_all_the_same")
def hostafrica_forgets_what_it_could_not_create(patch: Patch) -> None:
    from hostingco_api.gateway.drivers.hostafrica import Hostafrica

    def finished(self: Any, id: str) -> str:
        self._create(id)
        return "creating"

    patch.setattr(Hostafrica, "_finished", finished)


@mutant(ORDERS + "test_what_others_left_pending_is_only_looked_at")
def hostafrica_creates_whatever_is_pending(patch: Patch) -> None:
    from hostingco_api.gateway.drivers.hostafrica import Hostafrica

    real = Hostafrica.vm

    def vm(self: Any, id: str) -> Any:
        self._unfinished.add(id)
        return real(self, id)

    patch.setattr(Hostafrica, "vm", vm)
