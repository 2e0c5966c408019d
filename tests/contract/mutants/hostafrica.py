"""Of HOSTAFRICA: OAuth2, the envelope, orders, the life of a service."""

import json
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

import orjson

from tests.contract.mutants import Patch, mutant

ENDPOINT = "tests/hostafrica/test_token_endpoint.py::"
TOKENS = "tests/hostafrica/test_tokens.py::"
ORDERS = "tests/hostafrica/test_orders.py::"
LIFE = "tests/hostafrica/test_life.py::"
GOLDEN = "tests/hostafrica/test_golden.py::"
MODEL = "tests/hostafrica/test_life_model.py::test_services_live_as_the_model"
STATUSES = "tests/contract/test_statuses.py::"
GOOD = "tests/contract/test_statuses.py::test_a_good_call_succeeds[testConnection]"


# -- envelope -----------------------------------------------------------------------------


def envelope(patch: Patch, alter: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Change what a good answer is made of."""
    from simulators.hostafrica import docs
    from simulators.kernel.web import render

    patch.setattr(docs, "render", lambda document: render(alter(document)))


@mutant(GOOD)
def data_escaped_twice(patch: Patch) -> None:
    envelope(patch, lambda body: body | {"data": json.dumps(body["data"])})


@mutant(GOOD)
def data_as_an_object(patch: Patch) -> None:
    envelope(patch, lambda body: body | {"data": orjson.loads(body["data"])})


@mutant(GOOD)
def data_is_empty_where_there_is_nothing(patch: Patch) -> None:
    envelope(patch, lambda body: body | {"data": body["data"].replace("[]", "")})


@mutant(GOOD)
def success_as_a_boolean(patch: Patch) -> None:
    envelope(patch, lambda body: body | {"success": True})


@mutant(GOLDEN + "test_the_documented_password_is_escaped_once_and_not_for_html")
def data_escaped_for_html(patch: Patch) -> None:
    envelope(patch, lambda body: body | {"data": body["data"].replace("&", "&amp;")})


@mutant(STATUSES + "test_a_refusal_is_the_documented_one -k terminateService")
def refused_with_success(patch: Patch) -> None:
    from simulators.hostafrica import Hostafrica, errors

    true = errors.render
    patch.setattr(
        Hostafrica,
        "render",
        lambda self, refusal, *_: (
            true(refusal).replace(b'"false"', b'"true"'),
            "application/json",
        ),
    )


@mutant(ENDPOINT + "test_the_answer_is_passports_and_in_no_envelope")
def token_in_the_envelope(patch: Patch) -> None:
    from flask import Response

    from simulators.hostafrica import oauth

    def wrapped(self: Any, status: int, body: Any, headers: Any) -> Any:
        data = orjson.dumps(body).decode()
        return Response(
            orjson.dumps({"message": "", "success": "true", "data": data}), status, headers
        )

    patch.setattr(oauth._Server, "handle_response", wrapped)


# -- OAuth2 -------------------------------------------------------------------------------


@mutant(TOKENS + "test_a_token_opens_what_its_scopes_say")
def wrong_scope_accepted(patch: Patch) -> None:
    from simulators.hostafrica import oauth

    patch.setattr(oauth._Token, "get_scope", lambda self: " ".join(oauth.SCOPES))


@mutant(TOKENS + "test_a_token_ages_on_the_worlds_clock")
def expired_token_accepted(patch: Patch) -> None:
    from simulators.hostafrica import oauth

    patch.setattr(oauth._Token, "is_expired", lambda self: False)


@mutant(TOKENS + "test_a_token_ages_on_the_worlds_clock")
def token_ages_on_the_machines_clock(patch: Patch) -> None:
    import time

    from simulators.hostafrica import oauth

    patch.setattr(oauth._Token, "is_expired", lambda self: time.time() >= self._token.expires)


@mutant(TOKENS + "test_what_was_not_signed_here_is_401")
def signature_not_checked(patch: Patch) -> None:
    import base64

    from simulators.hostafrica import tokens

    def read(text: str) -> Any:
        try:
            claims = json.loads(base64.urlsafe_b64decode(text.split(".")[1] + "=="))
        except (IndexError, ValueError):
            return None
        return tokens.Token(claims["aud"], claims["exp"], tuple(claims["scopes"]))

    patch.setattr(tokens, "read", read)


@mutant(ENDPOINT + "test_refusals_are_oauth2s")
def any_secret_accepted(patch: Patch) -> None:
    from simulators.hostafrica import auth

    patch.setattr(auth, "good", lambda client_id, secret: True)


@mutant(ENDPOINT + "test_every_way_to_ask_gives_a_token_that_works")
def only_basic_accepted(patch: Patch) -> None:
    from simulators.hostafrica import oauth

    patch.setattr(oauth._Grant, "TOKEN_ENDPOINT_AUTH_METHODS", ["client_secret_basic"])


@mutant(ENDPOINT + "test_refusals_are_oauth2s")
def unknown_scope_accepted(patch: Patch) -> None:
    from simulators.hostafrica import oauth

    patch.setattr(oauth._server, "scopes_supported", None)


@mutant(ENDPOINT + "test_the_answer_is_passports_and_in_no_envelope")
def token_may_be_stored(patch: Patch) -> None:
    from simulators.hostafrica import oauth

    patch.setattr(oauth._Grant, "TOKEN_RESPONSE_HEADER", [("Content-Type", "application/json")])


@mutant(TOKENS + "test_scope_comes_before_the_body")
def body_before_the_token(patch: Patch) -> None:
    from simulators.hostafrica import docs, oauth

    true = oauth.protected

    def late(scope: str) -> Any:
        def decorate(view: Any) -> Any:
            guard = true(scope)(lambda: None)

            @wraps(view)
            def both(*args: Any, **kwargs: Any) -> Any:
                answer = view(*args, **kwargs)
                guard()
                return answer

            return both

        return decorate

    patch.setattr(docs, "protected", late)


@mutant(TOKENS + "test_another_client_sees_none_of_the_first_ones_services")
def clients_share_services(patch: Patch) -> None:
    from simulators.hostafrica import services

    patch.setattr(services, "_services", lambda world: world.shared("hostafrica.services"))


# -- orders -------------------------------------------------------------------------------


@mutant(ORDERS + "test_beyond_a_limit_by_one_is_refused_and_named")
def limits_not_checked(patch: Patch) -> None:
    from simulators.hostafrica import orders

    patch.setattr(orders, "AMOUNTS", ())


@mutant(ORDERS + "test_beyond_a_limit_by_one_is_refused_and_named")
def limits_of_the_first_product(patch: Patch) -> None:
    from simulators.hostafrica import orders

    products, create = orders.products, orders.create

    def alike() -> Any:
        return tuple({**product, "config": products()[0]["config"]} for product in products())

    def lax(world: Any, order: Any) -> Any:
        with Patch.context() as meanwhile:
            meanwhile.setattr(orders, "products", alike)
            return create(world, order)

    patch.setattr(orders, "create", lax)


@mutant(ORDERS + "test_a_template_of_another_product_is_refused")
def any_template_accepted(patch: Patch) -> None:
    from simulators.hostafrica import orders

    true = orders.products

    def products() -> Any:
        every = [template for product in true() for template in product["os_templates"]]
        return tuple({**product, "os_templates": every} for product in true())

    patch.setattr(orders, "products", products)


@mutant(STATUSES + "test_a_refusal_is_the_documented_one -k createOrder")
def any_domain_name_accepted(patch: Patch) -> None:
    from simulators.hostafrica import orders

    patch.setattr(orders, "fold", lambda name: name)


@mutant(ORDERS + "test_passwords_are_made_like_the_documented_one")
def one_password_for_all(patch: Patch) -> None:
    from simulators.hostafrica import services

    patch.setattr(services, "_password", lambda world: "&dYApo$AHs}nMPhYh")


# -- life ---------------------------------------------------------------------------------


def move(patch: Patch, verb: str, **changed: Any) -> None:
    from simulators.hostafrica import services

    patch.setitem(services.MOVES, verb, services.MOVES[verb]._replace(**changed))


@mutant(LIFE + "test_a_suspended_service_refuses")
def suspended_service_starts(patch: Patch) -> None:
    from simulators.hostafrica import services

    true = services.move

    def move(world: Any, id: str, verb: str) -> str:
        service = services._get(world, id)
        if verb == "start" and service["status"] == "suspended":
            services.put(world, id, service | {"status": "stopped"})
        return true(world, id, verb)

    patch.setattr(services, "move", move)


@mutant(LIFE + "test_a_whole_life")
def terminated_service_answers(patch: Patch) -> None:
    from simulators.hostafrica import services

    def terminate(world: Any, id: str) -> str:
        services.put(world, id, services._get(world, id) | {"status": "stopped"})
        return "Service has been terminated."

    patch.setattr(services, "terminate", terminate)


@mutant(LIFE + "test_termination_ends_what_goes_on")
def terminated_service_is_still_awaited(patch: Patch) -> None:
    from simulators.kernel.world import World

    patch.setattr(World, "cancel", lambda self, number: None)


@mutant(LIFE + "test_a_move_takes_its_time_and_not_a_second_less")
def creation_takes_no_time(patch: Patch) -> None:
    move(patch, "create", takes=timedelta())


@mutant(MODEL)
def stopped_service_restarts(patch: Patch) -> None:
    move(patch, "restart", of="stopped")


@mutant(MODEL)
def unsuspended_service_always_runs(patch: Patch) -> None:
    from simulators.hostafrica import services

    true = services.unsuspend

    def unsuspend(world: Any, id: str) -> str:
        service = services._get(world, id)
        services.put(world, id, service | {"resumes": "running"})
        return true(world, id)

    patch.setattr(services, "unsuspend", unsuspend)


@mutant(LIFE + "test_a_repeated_move_takes_no_longer")
def repeated_move_begins_again(patch: Patch) -> None:
    from simulators.hostafrica import services

    true = services.move

    def move(world: Any, id: str, verb: str) -> str:
        service, its = services._get(world, id), services.MOVES[verb]
        if service["status"] == its.during:
            services._begin(world, id, service, its)
        return true(world, id, verb)

    patch.setattr(services, "move", move)


@mutant(LIFE + "test_every_machine_has_an_address_of_its_own_and_keeps_it")
def another_address_with_every_move(patch: Patch) -> None:
    from simulators.hostafrica import services

    true = services.arrived

    def arrived(world: Any, data: Any) -> None:
        service = services._get(world, data["service"])
        services.put(world, data["service"], service | {"ip": ""})
        true(world, data)

    patch.setattr(services, "arrived", arrived)


@mutant(LIFE + "test_on_an_auto_clock_a_client_that_polls_waits_for_nothing")
def polls_are_writes(patch: Patch) -> None:
    from simulators.kernel import gate

    patch.setattr(gate, "reading", lambda app: frozenset())


@mutant(STATUSES + "test_calls_beyond_the_limit_are_429 -k createOrder")
def throttle_not_switchable(patch: Patch) -> None:
    from simulators.hostafrica import Hostafrica

    patch.setattr(Hostafrica, "limit", lambda self, world, operation: None)


@mutant(ENDPOINT + "test_nothing_is_limited_unless_it_is_asked_for")
def throttle_always_on(patch: Patch) -> None:
    from simulators.hostafrica import Hostafrica
    from simulators.kernel.vendor import Vendor

    patch.setattr(Hostafrica, "limit", Vendor.limit)


@mutant(ENDPOINT + "test_a_bad_login_makes_no_world")
def bad_login_makes_a_world(patch: Patch) -> None:
    from simulators.hostafrica import auth
    from simulators.kernel.credentials import parse

    def client(call: Any) -> Any:
        id, _ = auth.basic(call.headers.get("authorization"))
        return parse(id or "")

    patch.setattr(auth, "_client", client)


@mutant(LIFE + "test_fetching_a_token_is_no_poll")
def fetching_a_token_is_a_poll(patch: Patch) -> None:
    from simulators.kernel import gate

    true = gate.reading
    patch.setattr(gate, "reading", lambda app: true(app) | {"issueToken"})
