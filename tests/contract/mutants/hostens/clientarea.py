"""Of Hostens' logins and client area."""

from tests.contract.mutants import Patch, mutant

LOGINS = "tests/hostens/test_logins.py::"


@mutant(LOGINS + "test_a_refresh_token_is_good_once")
def refresh_token_is_good_twice(patch: Patch) -> None:
    from simulators.hostens import logins

    session = logins._session

    def forgiving(world, claims):  # type: ignore[no-untyped-def]
        found = session(world, claims)
        return found and found._replace(serial=claims.get("serial", found.serial))

    patch.setattr(logins, "_session", forgiving)
