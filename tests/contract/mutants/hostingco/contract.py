"""Of what all operations share: the envelope, roles, limits, refusals."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import current_app

from tests.contract.mutants import Patch, mutant

STATUSES = "tests/hostingco/contract/test_statuses.py::"
FIELDS = "tests/hostingco/contract/test_fields.py::"
ROLES = "tests/hostingco/contract/test_roles.py::"
EXAMPLES = "tests/hostingco/contract/test_examples.py::"


@mutant(ROLES + "test_a_call_meets_what_its_caller_s_role_allows[deleteUser-support]")
def roles_are_not_looked_at(patch: Patch) -> None:
    """Of one operation: its declaration forgets them."""
    from hostingco_api.portal.users import UserView

    layer: Any = UserView.delete
    while layer.__code__.co_name != "enter":
        layer = layer.__wrapped__
    cell = layer.__closure__[layer.__code__.co_freevars.index("roles")]
    patch.setattr(cell, "cell_contents", ())


@mutant(ROLES + "test_another_s_thing_is_refused_in_the_words_for_what_is_not_there[getServer]")
def another_s_server_is_said_to_be_there(patch: Patch) -> None:
    from hostingco_api.core import servers
    from hostingco_api.core.errors import not_found
    from hostingco_api.core.models import Server

    get = servers.get

    def telling(session: Any, id: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return get(session, id, *args, **kwargs)
        except Exception as refusal:
            raise not_found("Your server") if id and session.get(Server, id) else refusal from None

    patch.setattr(servers, "get", telling)


def _changed(change: Callable[[Any], None]) -> Callable[..., Any]:
    """`enveloped`, with its document changed."""
    from hostingco_api.portal import envelope

    made = envelope.enveloped

    def enveloped(*args: Any) -> Any:
        answer = made(*args)
        document = answer.get_json()
        change(document)
        answer.set_data(json.dumps(document))
        return answer

    return enveloped


@mutant(STATUSES + "test_a_good_call_succeeds[listPlans]")
def answers_have_no_timestamp(patch: Patch) -> None:
    changed = _changed(lambda document: document.pop("timestamp"))
    patch.setattr("hostingco_api.portal.web.enveloped", changed)


@mutant(EXAMPLES + "test_an_answer_has_the_documented_shape[getUser-documented]")
def the_message_comes_first(patch: Patch) -> None:
    def move(document: dict[str, Any]) -> None:
        document["data"] = document.pop("data")

    patch.setattr("hostingco_api.portal.web.enveloped", _changed(move))


@mutant(FIELDS + "test_a_field_that_nobody_documented_is_refused[updateServer]")
def unknown_fields_are_left_out(patch: Patch) -> None:
    from hostingco_api.web.arguments import Parser

    patch.setattr(Parser, "DEFAULT_UNKNOWN_BY_LOCATION", {"json": "exclude"})


@mutant(FIELDS + "test_a_field_of_a_body_is_what_it_says[register-name]")
def texts_may_have_nul_in_them(patch: Patch) -> None:
    from marshmallow import fields

    from hostingco_api.web.fields import Text

    patch.setattr(Text, "_deserialize", fields.String._deserialize)


@mutant(STATUSES + "test_a_path_that_is_not_documented_is_404[/nothing]")
def what_flask_refuses_is_not_in_the_envelope(patch: Patch) -> None:
    from werkzeug.exceptions import HTTPException

    from hostingco_api.web import failures

    install = failures.install

    def plain(app: Any, refused: Any) -> None:
        install(app, refused)
        app.register_error_handler(HTTPException, lambda error: error.get_response())

    patch.setattr(failures, "install", plain)


@mutant(STATUSES + "test_a_good_call_succeeds[listServers]")
def everybody_is_told_to_wait(patch: Patch) -> None:
    from hostingco_api.throttle import Throttle

    count = Throttle.count
    patch.setattr(Throttle, "count", lambda *args: count(*args) | {"Retry-After": "1"})


@mutant(STATUSES + "test_calls_beyond_the_limit_are_429[listPlans]")
def nobody_is_limited(patch: Patch) -> None:
    from hostingco_api.throttle import Throttle

    def count(self: Any, *args: Any) -> Any:
        self.on = False
        return counted(self, *args)

    counted = Throttle.count
    patch.setattr(Throttle, "count", count)


@mutant(STATUSES + "test_a_failure_of_ours_is_500_and_leaves_no_trace[getServer]")
def failures_say_what_they_are(patch: Patch) -> None:
    from hostingco_api.core.errors import Refusal
    from hostingco_api.web import failures

    def telling(error: Exception) -> Any:
        current_app.logger.error("a request failed", exc_info=error)
        return Refusal("INTERNAL_ERROR", str(error))

    patch.setattr(failures, "_internal", telling)


@mutant(STATUSES + "test_without_the_database_it_is_500[login]")
def failures_of_the_database_say_what_they_are(patch: Patch) -> None:
    from hostingco_api.core.errors import Refusal
    from hostingco_api.web import failures

    def telling(error: Exception) -> Any:
        current_app.logger.error("the database failed", exc_info=error)
        return Refusal("DATABASE_ERROR", str(error))

    patch.setattr(failures, "_database", telling)


@mutant(STATUSES + "test_a_failure_of_ours_is_500_and_leaves_no_trace[createServer]")
def what_failed_is_kept(patch: Patch) -> None:
    from sqlalchemy.orm import Session

    from hostingco_api.core.database import Database

    @contextmanager
    def writing(self: Any) -> Iterator[Session]:
        with Session(self.engine, expire_on_commit=False) as session:
            try:
                yield session
            finally:
                session.commit()

    patch.setattr(Database, "writing", writing)
