"""Of billing."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests.contract.mutants import Patch, mutant

BILLING = "tests/hostinger/test_billing.py::"
MODEL = "tests/hostinger/test_billing_model.py::test_subscriptions_behave_as_the_model"


@mutant(BILLING + "test_an_order_costs_the_first_price_and_vat_in_cents")
def vat_rounded_down(patch: Patch) -> None:
    from simulators.hostinger.billing import orders

    true = orders._keep

    def keep(*args: Any) -> Any:
        order = true(*args)
        return {**order, "total": order["subtotal"] * 121 // 100}

    patch.setattr(orders, "_keep", keep)


@mutant(BILLING + "test_an_order_costs_the_first_price_and_vat_in_cents")
def full_price_at_once(patch: Patch) -> None:
    from simulators.hostinger.billing import catalog

    true = catalog.find

    def find(id: str) -> Any:
        price = true(id)
        return price and replace(price, first_period_price=price.price)

    patch.setattr(catalog, "find", find)


@mutant(BILLING + "test_it_renews_every_month_at_the_full_price_on_the_same_day")
def day_of_the_month_lost(patch: Patch) -> None:
    from simulators.hostinger.billing import subscriptions

    true = subscriptions._later
    patch.setattr(subscriptions, "_later", lambda at, price, day: true(at, price, at.day))


@mutant(MODEL)
def months_of_thirty_days(patch: Patch) -> None:
    from simulators.hostinger.billing import subscriptions

    def later(at: Any, price: Any, day: int) -> Any:
        return at + timedelta(days=30 * price.period * (12 if price.period_unit == "year" else 1))

    patch.setattr(subscriptions, "_later", later)


@mutant(BILLING + "test_turning_it_on_again_leaves_no_trace")
def old_event_still_planned(patch: Patch) -> None:
    from simulators.kernel.world import World

    patch.setattr(World, "cancel", lambda self, number: None)


@mutant(BILLING + "test_a_renewal_that_is_not_paid_pauses_and_one_by_hand_brings_it_back")
def renewed_without_payment(patch: Patch) -> None:
    from simulators.hostinger.billing import payments

    patch.setattr(payments, "charge", lambda *args: None)


@mutant(BILLING + "test_after_the_grace_nothing_brings_it_back")
def grace_without_end(patch: Patch) -> None:
    from simulators.hostinger.billing import events

    patch.setitem(events.HANDLERS, "end-of-grace", lambda world, data: None)


@mutant(BILLING + "test_a_purchase_that_is_refused_may_be_charged_and_delivered_all_the_same")
def aftermath_rolled_back(patch: Patch) -> None:
    from simulators.kernel.refusal import Refusal

    patch.setattr(Refusal, "aftermath", property(lambda self: None, lambda self, value: None))


@mutant(BILLING + "test_one_method_is_the_default_at_any_time")
def two_defaults(patch: Patch) -> None:
    from simulators.hostinger.billing import payments

    def set_default(world: Any, id: str) -> None:
        methods = world.docs(payments.METHODS)
        methods.put(id, {**methods.get(id), "is_default": True})

    patch.setattr(payments, "set_default", set_default)


@mutant(BILLING + "test_the_second_account_has_its_own_money")
def one_account_for_all(patch: Patch) -> None:
    from simulators.kernel.world import World

    patch.setattr(World, "docs", World.shared)


ECONOMY = "tests/hostinger/test_economy.py::"


@mutant(ECONOMY + "test_a_renewal_that_is_refused_and_charged_renews_what_it_was_for")
def refused_renewal_delivers_another(patch: Patch) -> None:
    from simulators.hostinger.billing import events, orders

    def deliver(world: Any, data: Any) -> None:
        orders.deliver_orphan(world, {**data, "renews": None})

    patch.setitem(events.HANDLERS, "orphaned-delivery", deliver)


@mutant(ECONOMY + "test_a_registration_that_failed_is_not_paid_for_any_longer")
def failed_registration_still_paid(patch: Patch) -> None:
    from simulators.hostinger.billing import subscriptions

    patch.setattr(subscriptions, "end", lambda world, of: None)


@mutant(ECONOMY + "test_a_domain_is_registered_for_ten_years_at_most")
def registered_for_ever(patch: Patch) -> None:
    from simulators.hostinger.billing import renewals

    patch.setattr(renewals, "MOST_AHEAD", timedelta(days=36_600))


@mutant(ECONOMY + "test_metrics_of_the_past_do_not_change")
def metrics_of_the_present_state(patch: Patch) -> None:
    from simulators.hostinger.vps import metrics

    patch.setattr(metrics, "bisect_right", lambda moves, at, key: len(moves))
