"""Of HostingCo's support and of its settings."""

from typing import Any

from tests.contract.mutants import Patch, mutant

TICKETS = "tests/hostingco/test_tickets.py::"
STATS = "tests/hostingco/test_support_stats.py::"
SYSTEM = "tests/hostingco/test_system_settings.py::"


@mutant(TICKETS + "test_another_customer_s_ticket_is_none[GET-]")
def tickets_are_shown_to_every_customer(patch: Patch) -> None:
    patch.setattr("hostingco_api.core.support.accounts.own", lambda *_: [])


@mutant(TICKETS + "test_staff_moves_a_ticket_as_documented_only[resolved]")
def a_resolved_ticket_may_become_anything(patch: Patch) -> None:
    from hostingco_api.core import support

    patch.setitem(support.MOVES, "resolved", tuple(support.MOVES))


@mutant(TICKETS + "test_staff_moves_a_ticket_as_documented_only[open]")
def the_status_a_ticket_has_is_a_move(patch: Patch) -> None:
    from hostingco_api.core import support

    answer = support._answer

    def strict(ticket: Any, me: Any, now: Any, status: Any) -> None:
        if status == ticket.status:
            support._move(ticket, status, now)
        answer(ticket, me, now, status)

    patch.setattr(support, "_answer", strict)


@mutant(TICKETS + "test_nobody_speaks_for_somebody_else")
def customers_say_what_the_status_is(patch: Patch) -> None:
    from hostingco_api.core import support

    reply = support.reply

    def obeying(session: Any, ticket: Any, me: Any, now: Any, *args: Any, **kwargs: Any) -> Any:
        if me.role == "user" and (status := kwargs.pop("status", None)):
            ticket.status = status
        return reply(session, ticket, me, now, *args, **kwargs)

    patch.setattr(support, "reply", obeying)


@mutant(TICKETS + "test_a_customer_s_reply_brings_it_back_to_staff[closed-reopened]")
def what_is_closed_stays_closed(patch: Patch) -> None:
    from hostingco_api.core import support

    after = support._after_customer

    def still(ticket: Any) -> Any:
        return ticket.status if ticket.status == "closed" else after(ticket)

    patch.setattr(support, "_after_customer", still)


@mutant(TICKETS + "test_staff_answers_nothing_that_is_closed")
def staff_answers_what_is_closed(patch: Patch) -> None:
    from hostingco_api.core import support

    answer = support._answer

    def lenient(ticket: Any, me: Any, now: Any, status: Any) -> None:
        if ticket.status != "closed":
            answer(ticket, me, now, status)

    patch.setattr(support, "_answer", lenient)


@mutant(TICKETS + "test_the_first_of_the_staff_to_answer_takes_care")
def whoever_answered_last_takes_care(patch: Patch) -> None:
    from hostingco_api.core import support

    answer = support._answer

    def grabbing(ticket: Any, me: Any, now: Any, status: Any) -> None:
        ticket.assigned_to_id = None
        answer(ticket, me, now, status)

    patch.setattr(support, "_answer", grabbing)


@mutant(TICKETS + "test_what_is_reopened_was_not_closed[customer-fields0]")
def what_is_reopened_keeps_why_it_was_closed(patch: Patch) -> None:
    from hostingco_api.core import support

    move = support._move

    def keeping(ticket: Any, status: Any, now: Any) -> None:
        kept = ticket.closed_at, ticket.reason
        move(ticket, status, now)
        if status == "reopened":
            ticket.closed_at, ticket.reason = kept

    patch.setattr(support, "_move", keeping)


@mutant(STATS + "test_figures_are_those_of_the_tickets_one_sees")
def figures_are_of_everybody_s_tickets(patch: Patch) -> None:
    from sqlalchemy import select

    from hostingco_api.core import support
    from hostingco_api.core.models import Ticket

    listed = support.listed

    def every(me: Any, *args: Any, **kwargs: Any) -> Any:
        return listed(me, *args, **kwargs) if args or kwargs else select(Ticket)

    patch.setattr(support, "listed", every)


@mutant(STATS + "test_only_the_first_answer_of_staff_counts")
def the_last_answer_is_the_first(patch: Patch) -> None:
    from hostingco_api.core import support

    answer = support._answer

    def late(ticket: Any, me: Any, now: Any, status: Any) -> None:
        ticket.answered_at = None
        answer(ticket, me, now, status)

    patch.setattr(support, "_answer", late)


@mutant(SYSTEM + "test_what_is_not_given_stays")
def settings_are_replaced(patch: Patch) -> None:
    from hostingco_api.core import settings
    from hostingco_api.core.models import Setting

    def replace(session: Any, changes: Any, address: str) -> None:
        session.get_one(Setting, 1).values = changes

    patch.setattr(settings, "update", replace)


@mutant(SYSTEM + "test_nobody_shuts_the_door_on_themselves")
def administrators_shut_themselves_out(patch: Patch) -> None:
    from hostingco_api.core import settings

    update = settings.update

    def careless(session: Any, changes: Any, address: str) -> None:
        with Patch.context() as inner:
            inner.setattr(settings.Settings, "lets_in", lambda self, address: True)
            update(session, changes, address)

    patch.setattr(settings, "update", careless)


@mutant(SYSTEM + "test_administrators_are_let_in_from_listed_addresses_only")
def everybody_is_let_in_from_everywhere(patch: Patch) -> None:
    from hostingco_api.core import accounts

    patch.setattr(accounts, "_let_in", lambda session, user, address: True)


@mutant(SYSTEM + "test_the_list_says_nothing_of_anybody_else")
def the_list_is_for_everybody(patch: Patch) -> None:
    from hostingco_api.core import accounts, settings

    def let_in(session: Any, user: Any, address: str) -> bool:
        return settings.load(session).lets_in(address)

    patch.setattr(accounts, "_let_in", let_in)


@mutant(SYSTEM + "test_settings_are_an_administrator_s_business")
def settings_are_open_to_support(patch: Patch) -> None:
    from inspect import unwrap

    from hostingco_api.core.models import STAFF
    from hostingco_api.portal import system, web

    declare = web.endpoint(system.blp, "getSystemSettings", system.SystemAnswer, roles=STAFF)
    patch.setattr(system.SystemView, "get", declare(unwrap(system.SystemView.get)))


@mutant(SYSTEM + "test_tokens_are_good_for_as_long_as_a_session_is")
def tokens_are_good_for_a_day(patch: Patch) -> None:
    from datetime import timedelta

    from hostingco_api.core import settings

    patch.setattr(settings, "duration", lambda text: timedelta(days=1))
