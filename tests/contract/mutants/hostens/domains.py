"""Of Hostens' domains."""

from typing import Any

from tests.contract.mutants import Patch, mutant

DOMAINS = "tests/hostens/test_domains.py::"
MOVES = "tests/hostens/test_domains_moves.py::"


@mutant(DOMAINS + "test_autorenew_that_is_switched_on_late_asks_at_once")
def domain_renewal_counts_from_the_day_it_is_paid(patch: Patch) -> None:
    from simulators.hostens import dates
    from simulators.hostens.domains import life, stored

    renewed = life.renewed

    def counting(world: Any, id: Any, years: Any) -> Any:
        stored.put(world, stored.get(world, id) | {"expires": dates.day(world.now)})
        renewed(world, id, years)

    patch.setattr(life, "renewed", counting)


@mutant(DOMAINS + "test_a_name_is_gone_as_soon_as_somebody_has_ordered_it")
def domain_is_available_until_it_is_registered(patch: Patch) -> None:
    from simulators.hostens.domains import registry, stored

    available = registry.available

    def hasty(world: Any, name: Any) -> Any:
        holder = registry.holder(world, name)
        if holder is None:
            return available(world, name)
        with world.acting_as(holder.account):
            return stored.get(world, holder.id)["expires"] == stored.NO_DAY

    patch.setattr(registry, "available", hasty)


@mutant(MOVES + "test_a_domain_moves_from_one_customer_to_another")
def domain_leaves_nobody_that_it_is_transferred_from(patch: Patch) -> None:
    from simulators.hostens.domains import life, registry, stored

    end = life.end

    def clinging(world: Any, id: Any, why: Any) -> Any:
        if why == "transferred":
            registry.leave(world, stored.get(world, id)["name"], id)
        else:
            end(world, id, why)

    patch.setattr(life, "end", clinging)


@mutant(DOMAINS + "test_what_is_not_renewed_by_itself_expires_without_an_invoice")
def domain_is_renewed_by_itself_always(patch: Patch) -> None:
    from simulators.hostens.domains import life

    following = life._next

    def always(domain: Any, record: Any) -> Any:
        return following(domain | {"autorenew": "1"}, record)

    patch.setattr(life, "_next", always)


@mutant(DOMAINS + "test_after_forty_days_it_is_free_and_nobody_has_to_pay")
def domain_that_is_gone_is_still_to_be_paid(patch: Patch) -> None:
    from simulators.hostens.billing import invoices

    patch.setattr(invoices, "drop", lambda *_: None)


@mutant(MOVES + "test_a_transfer_that_is_not_paid_leaves_the_domain_where_it_was")
def domain_that_was_not_paid_is_taken_from_its_holder(patch: Patch) -> None:
    from simulators.hostens.domains import registry

    def leave(world: Any, name: Any, id: Any) -> Any:
        world.shared("hostens.registry").delete(name)

    patch.setattr(registry, "leave", leave)


@mutant(MOVES + "test_a_contact_sees_the_domains_that_it_may_see")
def domains_of_a_contact_are_all_there_are(patch: Patch) -> None:
    from simulators.hostens.domains import stored

    listing = stored.listing
    patch.setattr(stored, "listing", lambda world, seen: listing(world, list))
