"""Of domains."""

from datetime import timedelta
from typing import Any

from tests.contract.mutants import Patch, mutant

PORTFOLIO = "tests/hostinger/test_domains_portfolio.py::"
WHOIS = "tests/hostinger/test_domains_whois.py::"
MOVES = "tests/hostinger/test_domains_moves.py::"
AVAILABILITY = "tests/hostinger/test_domains_availability.py::"
MODEL = "tests/hostinger/test_domains_model.py::test_domains_behave_as_the_model"


@mutant(PORTFOLIO + "test_a_purchase_is_pending_until_the_registry_answers")
def domain_active_at_once(patch: Patch) -> None:
    from simulators.hostinger.domains import portfolio

    true = portfolio.hold

    def hold(world: Any, id: str, name: str, subscription: Any, contacts: Any) -> None:
        true(world, id, name, subscription, contacts)
        if subscription:
            portfolio.activate(world, name)

    patch.setattr(portfolio, "hold", hold)


@mutant(PORTFOLIO + "test_a_domain_is_registered_once_even_while_it_is_pending")
def registry_per_account(patch: Patch) -> None:
    from simulators.hostinger.domains import registry

    true = registry.taken

    def taken(world: Any, name: str) -> bool:
        return not registry.of_another(world, name) and true(world, name)

    patch.setattr(registry, "taken", taken)


@mutant(PORTFOLIO + "test_a_refused_purchase_leaves_the_name_free")
def name_kept_by_a_refused_purchase(patch: Patch) -> None:
    from simulators.hostinger.billing import orders
    from simulators.kernel.refusal import Refusal

    true = orders.buy

    def buy(world: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return true(world, *args, **kwargs)
        except Refusal:
            world.store.commit()
            world.store._tables["hostinger.registry"]["new.com"] = b'{"account":""}'
            raise

    patch.setattr(orders, "buy", buy)


@mutant(PORTFOLIO + "test_an_unpaid_domain_expires_and_is_free_after_the_grace")
def name_never_released(patch: Patch) -> None:
    from simulators.hostinger.domains import registry

    patch.setattr(registry, "release", lambda world, name: None)


@mutant(PORTFOLIO + "test_there_is_no_authorization_code_for_sixty_days_after_registration")
def lock_of_59_days(patch: Patch) -> None:
    from simulators.hostinger.domains import portfolio

    patch.setattr(portfolio, "LOCKED_FOR", timedelta(days=59))


@mutant(WHOIS + "test_the_usage_follows_the_contacts")
def usage_only_grows(patch: Patch) -> None:
    from simulators.hostinger.domains import whois

    patch.setattr(whois, "unuse", lambda world, name, contacts: None)


@mutant(WHOIS + "test_another_owner_is_confirmed_by_both_and_locks_the_domain")
def one_confirmation_is_enough(patch: Patch) -> None:
    from simulators.hostinger.domains import registrants

    true = registrants.ask

    def ask(world: Any, *args: Any) -> Any:
        event = true(world, *args)
        verifications = world.docs("hostinger.irtp-verifications")
        verification = verifications.get(event["domain"])
        verifications.put(event["domain"], {**verification, "new_confirmed_at": "now"})
        return event

    patch.setattr(registrants, "ask", ask)


@mutant(WHOIS + "test_a_cancelled_change_never_happens")
def old_confirmations_count(patch: Patch) -> None:
    from simulators.hostinger.domains import registrants

    patch.setattr(
        registrants,
        "_pending",
        lambda world, data: data["domain"] in world.docs("hostinger.registrant-changes"),
    )


@mutant(MOVES + "test_everything_that_is_the_domains_goes_with_it")
def zone_stays_behind(patch: Patch) -> None:
    from simulators.hostinger.domains import moves

    patch.setattr(moves, "ZONES", "hostinger.no-zones")


@mutant(MOVES + "test_an_accepted_move_cannot_be_called_off")
def accepted_moves_are_called_off(patch: Patch) -> None:
    from simulators.hostinger.domains import moves

    true = moves._decide

    def decide(world: Any, collection: str, domain: str) -> Any:
        move = world.docs(collection).get(domain)
        return move if move else true(world, collection, domain)

    patch.setattr(moves, "_decide", decide)


@mutant(MOVES + "test_a_domain_that_expires_before_the_confirmation_stays")
def expired_domain_arrives(patch: Patch) -> None:
    from simulators.hostinger.domains import moves, stored

    def details_of(world: Any, domain: str) -> Any:
        name, doc = stored.details_of(world, domain)
        return name, {**doc, "status": "active"}

    patch.setattr(moves, "details_of", details_of)


@mutant(MODEL)
def claimed_name_stays_free(patch: Patch) -> None:
    from simulators.hostinger.domains import portfolio, registry

    true = portfolio.claim

    def claim(world: Any, body: Any) -> Any:
        claimed = true(world, body)
        registry.release(world, claimed["domain"])
        return claimed

    patch.setattr(portfolio, "claim", claim)


@mutant(AVAILABILITY + "test_alternatives_are_other_names_that_are_free")
def taken_names_are_suggested(patch: Patch) -> None:
    from itertools import islice

    from simulators.hostinger.domains import availability

    patch.setattr(
        availability, "_free", lambda world, names, limit: list(islice(dict.fromkeys(names), limit))
    )
