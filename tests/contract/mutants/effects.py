"""Of the ledger of effects."""

from typing import Any

from tests.contract.mutants import Patch, mutant

EVERY = "tests/contract/test_effects.py"
HOSTINGER = "tests/hostinger/test_effects.py::"


@mutant(HOSTINGER + "test_one_that_moves_is_lost_by_one_customer_and_got_by_the_other")
def everything_is_done_by_the_main_account(patch: Patch) -> None:
    from simulators.kernel.world import World

    effect = World.effect

    def by_the_main_one(self: World, vendor: str, effect_: str, **about: Any) -> None:
        with self.acting_as(""):
            effect(self, vendor, effect_, **about)

    patch.setattr(World, "effect", by_the_main_one)


@mutant(EVERY)
def what_is_planned_is_not_noted_when_it_happens(patch: Patch) -> None:
    from simulators.kernel.world import World

    effect = World.effect

    def of_requests(self: World, vendor: str, effect_: str, **about: Any) -> None:
        if isinstance(self._cause, int):
            effect(self, vendor, effect_, **about)

    patch.setattr(World, "effect", of_requests)


@mutant(HOSTINGER + "test_records_that_are_added_overwrite_nothing")
def every_change_overwrites_a_zone(patch: Patch) -> None:
    from simulators.hostinger.dns import rules

    patch.setattr(rules, "_records", lambda zone: {object()})


@mutant(HOSTINGER + "test_what_was_charged_though_it_was_refused_is_spent_when_it_is_delivered")
def orphans_cost_nothing(patch: Patch) -> None:
    from simulators.hostinger.billing import orders

    note = orders._note

    def of_orders(world: Any, total: int, why: str, order_id: int | None = None) -> None:
        if order_id:
            note(world, total, why, order_id)

    patch.setattr(orders, "_note", of_orders)


@mutant("tests/hostens/test_money_model.py")
def credit_that_comes_back_stays_spent(patch: Patch) -> None:
    from simulators.hostens.billing import invoices
    from simulators.hostens.clientarea import profile

    def give_back(world: Any, amount: Any, id: str, why: str) -> None:
        profile.give_credit(world, amount)

    patch.setattr(invoices, "_give_back", give_back)
