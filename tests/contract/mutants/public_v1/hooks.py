"""Of events, deliveries, and of what providers do for services."""

from datetime import timedelta
from typing import Any

from tests.contract.mutants import Patch, mutant

EVENTS = "tests/public_v1/test_webhook_events.py::"
DELIVERIES = "tests/public_v1/test_deliveries.py::"
LOST = "tests/public_v1/test_nothing_is_lost.py::"
QUEUES = "tests/public_v1/test_queues.py::"
PROVISIONING = "tests/public_v1/test_provisioning.py::"
OVERDUE = "tests/public_v1/test_overdue.py::"


@mutant(EVENTS + "test_what_came_to_nothing_is_told_to_nobody")
def an_event_has_a_transaction_of_its_own(patch: Patch) -> None:
    from sqlalchemy.orm import Session

    from hostingco_api.core import events

    emit = events._emit

    def apart(session: Session, *args: Any) -> None:
        emit(session, *args)
        session.commit()

    patch.setattr(events, "_emit", apart)


@mutant(EVENTS + "test_who_is_disabled_or_gone_gets_nothing")
def who_is_disabled_still_listens(patch: Patch) -> None:
    from sqlalchemy import select

    from hostingco_api.core import events
    from hostingco_api.core.models import Webhook

    patch.setattr(events, "_listening", lambda: select(Webhook))


@mutant(EVENTS + "test_each_gets_what_it_asked_for")
def each_webhook_gets_a_message_of_its_own(patch: Patch) -> None:
    from hostingco_api import signing
    from hostingco_api.core.ids import new_uuid

    headers = signing.headers

    def own(secret: str, message_id: str, *args: Any) -> Any:
        return headers(secret, f"msg_{new_uuid()}", *args)

    patch.setattr(signing, "headers", own)


@mutant(DELIVERIES + "test_it_is_tried_ten_times_by_the_schedule")
def all_come_back_at_the_same_time(patch: Patch) -> None:
    from hostingco_api import deliveries

    patch.setattr(deliveries, "_pause", lambda tries: deliveries.SCHEDULE[tries - 1])


@mutant(DELIVERIES + "test_but_within_reason[503-9999999-86399-86400]")
def who_is_asked_to_wait_waits(patch: Patch) -> None:
    patch.setattr("hostingco_api.deliveries.LONGEST_WAIT", timedelta(days=1000))


@mutant(DELIVERIES + "test_five_days_without_success_disable_it")
def nobody_is_ever_given_up(patch: Patch) -> None:
    patch.setattr("hostingco_api.deliveries.PATIENCE", timedelta(days=1000))


@mutant(DELIVERIES + "test_a_success_begins_the_days_anew")
def a_success_changes_nothing(patch: Patch) -> None:
    from hostingco_api import deliveries

    note = deliveries._note

    def kept(session: Any, made: Any, *args: Any) -> None:
        from hostingco_api.core.models import Delivery

        webhook = session.get_one(Delivery, made.delivery_id).webhook
        since = webhook.failing_since
        note(session, made, *args)
        webhook.failing_since = since or webhook.failing_since

    patch.setattr(deliveries, "_note", kept)


@mutant(DELIVERIES + "test_it_is_sent_again_as_it_was_and_from_the_beginning")
def what_is_sent_again_goes_on_where_it_was(patch: Patch) -> None:
    from hostingco_api import deliveries

    def resend(webhook: Any, delivery: Any, now: Any) -> None:
        delivery.status, delivery.due_at = "pending", now

    patch.setattr(deliveries, "resend", resend)


@mutant(LOST + "test_a_delivery_outlives_its_process[sent-1]")
def what_is_sent_is_over_before_it_is_answered(patch: Patch) -> None:
    from hostingco_api import deliveries

    attempt = deliveries.attempt

    def once(services: Any, id: int, claim: Any) -> None:
        from hostingco_api.core.models import Delivery

        try:
            attempt(services, id, claim)
        except BaseException:
            with services.database.writing() as session:
                session.get_one(Delivery, id).status = "failed"
            raise

    patch.setattr(deliveries, "attempt", once)


@mutant(LOST + "test_an_action_outlives_its_process[begun]")
def what_goes_on_is_anybody_s(patch: Patch) -> None:
    patch.setattr("hostingco_api.core.lifecycle.LEASES", {"provision": timedelta(0)})


@mutant(QUEUES + "test_two_that_are_slow_keep_no_other_waiting")
def one_that_is_slow_may_have_all_threads(patch: Patch) -> None:
    patch.setattr("hostingco_api.relay.SHARE", 8)


@mutant(QUEUES + "test_what_the_worker_is_long_at_keeps_no_queue_waiting")
def queues_are_filled_when_all_else_is_done(patch: Patch) -> None:
    from hostingco_api import worker

    fill = worker.Worker._fill

    def late(self: Any) -> None:
        self._worked.wait()
        fill(self)

    patch.setattr(worker.Worker, "_fill", late)


@mutant(PROVISIONING + "test_what_is_bought_is_written_down_however_busy_it_is[hostafrica]")
def a_busy_database_forgets_what_was_bought(patch: Patch) -> None:
    patch.setattr("hostingco_api.provisioning.TRIES", 1)


@mutant(PROVISIONING + "test_one_that_was_killed_has_bought_one[hostinger-noted]")
def whose_purchase_it_was_is_not_written_down(patch: Patch) -> None:
    from hostingco_api.gateway.purchases import Purchases

    make = Purchases.make
    patch.setattr(
        Purchases, "make", lambda self, provider, order, owner: make(self, provider, order)
    )


@mutant(PROVISIONING + "test_a_password_of_the_provider_is_told_and_kept_encrypted[hostafrica]")
def passwords_are_kept_as_they_are(patch: Patch) -> None:
    from hostingco_api.core.vault import Vault

    patch.setattr(Vault, "lock", lambda self, text: text)
    patch.setattr(Vault, "unlock", lambda self, text: text)


@mutant(PROVISIONING + "test_a_provider_with_too_many_calls_is_waited_for[hostafrica]")
def too_many_calls_are_a_failure(patch: Patch) -> None:
    patch.setattr("hostingco_api.provisioning.PATIENCE", timedelta(0))


@mutant(OVERDUE + "test_a_payment_calls_nothing_off[terminate-hostafrica]")
def a_payment_calls_off_what_is_under_way(patch: Patch) -> None:
    from hostingco_api.core import lifecycle

    paid = lifecycle.paid

    def instead(session: Any, service: Any, *args: Any) -> None:
        service.pending_action = service.due_at = None
        paid(session, service, *args)

    patch.setattr(lifecycle, "paid", instead)
