"""Of Hostens' logins and client area."""

from typing import Any

from tests.contract.mutants import Patch, mutant

PRIVILEGES = "tests/contract/test_privileges.py::"
LOGINS = "tests/hostens/test_logins.py::"
CONTACTS = "tests/hostens/test_contacts.py::"
SEEN = "tests/hostens/test_contacts_see.py::"


@mutant(LOGINS + "test_a_refresh_token_is_good_once")
def refresh_token_is_good_twice(patch: Patch) -> None:
    from simulators.hostens import logins

    session = logins._session

    def forgiving(world: Any, claims: Any) -> Any:
        found = session(world, claims)
        return found and found._replace(serial=claims.get("serial", found.serial))

    patch.setattr(logins, "_session", forgiving)


@mutant(LOGINS + "test_a_reset_ends_every_session_also_beside_a_new_one")
def sessions_are_numbered_anew_after_a_reset(patch: Patch) -> None:
    from simulators.kernel.world import World

    patch.setattr(World, "uuid", lambda world: str(world.next_id("hostens.sessions", 1)))


@mutant("tests/hostens/test_profile.py::test_an_address_that_was_given_up_is_free_again")
def address_that_was_given_up_stays_taken(patch: Patch) -> None:
    from simulators.hostens.clientarea import addresses

    def grab(world: Any, before: Any, email: Any) -> Any:
        if before != email:
            addresses.take(world, email)

    patch.setattr(addresses, "move", grab)


@mutant(CONTACTS + "test_no_contact_makes_more_of_itself_or_others")
def contact_may_raise_itself(patch: Patch) -> None:
    from simulators.hostens.clientarea import privileges
    from simulators.hostens.users import User

    granted = privileges.granted

    def generous(world: Any, granter: Any, given: Any, before: Any) -> Any:
        return granted(world, User(granter.username, granter.account), given, before)

    patch.setattr(privileges, "granted", generous)


@mutant(CONTACTS + "test_addresses_belong_to_one_alone")
def address_in_capitals_is_another(patch: Patch) -> None:
    from simulators.hostens.clientarea import addresses

    patch.setattr(addresses, "_key", str)


@mutant(PRIVILEGES + "test_all_the_others_are_not[updateDetails]")
def privileges_are_not_looked_at(patch: Patch) -> None:
    from simulators.hostens.users import User

    patch.setattr(User, "may", lambda *_: True)


def need_only_basic(patch: Patch, privilege: str) -> None:
    """Operations that need a privilege of a service or domain need another one of it."""
    from simulators.hostens import docs

    declaring = docs.declaring

    def lax(blp: Any) -> Any:
        declare = declaring(blp)

        def declared(*about: Any, needs: Any = None, **more: Any) -> Any:
            if needs and needs[1] == privilege:
                needs = (needs[0], "basic")
            return declare(*about, needs=needs, **more)

        return declared

    patch.setattr(docs, "declaring", lax)


@mutant(PRIVILEGES + "test_all_the_others_are_not[rebootServer]")
def servers_are_managed_by_whoever_sees_them(patch: Patch) -> None:
    need_only_basic(patch, "servermanagement")


@mutant(PRIVILEGES + "test_all_the_others_are_not[renewDomain]")
def domains_are_renewed_by_whoever_sees_them(patch: Patch) -> None:
    need_only_basic(patch, "renew")


@mutant(SEEN + "test_a_service_s_login_is_told_to_who_may_know_it")
def logins_are_told_to_whoever_sees_the_service(patch: Patch) -> None:
    from simulators.hostens.users import User

    may = User.may

    def lax(user: User, section: str, name: str, id: str = "") -> bool:
        return may(user, section, "basic" if name == "logindetails" else name, id)

    patch.setattr(User, "may", lax)


@mutant(SEEN + "test_who_may_not_see_contacts_names_none[PUT-/domain/47/contact-body0]")
def contacts_are_named_by_anybody(patch: Patch) -> None:
    from simulators.hostens.clientarea import contacts

    patch.setattr(contacts, "check_naming", lambda *_: None)


@mutant(CONTACTS + "test_a_session_is_over_also_when_its_contact_has_the_address_again")
def session_of_an_address_comes_back_with_it(patch: Patch) -> None:
    from simulators.hostens import logins

    patch.setattr(logins, "_moves", lambda *_: 0)


@mutant("tests/hostens/test_notifications.py::test_a_contact_is_told_what_it_is_to_be_told")
def contacts_are_told_everything(patch: Patch) -> None:
    from simulators.hostens.clientarea import notifications

    patch.setattr(notifications, "_is_for", lambda *_: True)
