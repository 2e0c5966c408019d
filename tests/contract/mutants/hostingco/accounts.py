"""Of getting in, of users, of how often one may ask."""

from typing import Any

from tests.contract.mutants import Patch, mutant

AUTH = "tests/hostingco/test_auth.py::"
USERS = "tests/hostingco/test_users.py::"
SECURITY = "tests/hostingco/test_security.py::"
THROTTLE = "tests/hostingco/test_throttle.py::"
MANY = "tests/hostingco/test_concurrency.py::"


@mutant(AUTH + "test_logging_out_revokes_the_token_and_no_other")
def a_revoked_token_is_accepted(patch: Patch) -> None:
    patch.setattr("hostingco_api.core.accounts.Accounts.log_out", lambda *_: None)


@mutant(AUTH + "test_a_refreshed_token_takes_the_old_one_s_place")
def an_exchanged_token_stays_good(patch: Patch) -> None:
    from hostingco_api.core.models import Login

    real = Login.__setattr__

    def keep(self: Any, name: str, value: Any) -> None:
        if name != "jti" or not self.id:
            real(self, name, value)

    patch.setattr(Login, "__setattr__", keep)


@mutant(AUTH + "test_a_password_is_kept_as_an_argon2id_hash_only")
def passwords_are_kept_as_they_are(patch: Patch) -> None:
    patch.setattr("hostingco_api.core.accounts.Accounts.hash", lambda self, password: password)


@mutant(AUTH + "test_an_unknown_address_takes_a_hash_as_well")
def unknown_addresses_are_told_by_the_time_they_take(patch: Patch) -> None:
    from hostingco_api.core.accounts import Accounts

    real = Accounts.is_password
    patch.setattr(Accounts, "is_password", lambda self, user, p: bool(user) and real(self, user, p))


@mutant(AUTH + "test_who_has_no_password_or_is_not_active_cannot_log_in")
def who_is_not_active_may_log_in(patch: Patch) -> None:
    from hostingco_api.core.models import User

    real = User.__getattribute__

    def active(self: Any, name: str) -> Any:
        return True if name == "is_active" else real(self, name)

    patch.setattr(User, "__getattribute__", active)


@mutant(AUTH + "test_an_expired_token_is_refused")
def expired_tokens_are_accepted(patch: Patch) -> None:
    import jwt

    real = jwt.decode

    def forever(*args: Any, **kwargs: Any) -> Any:
        return real(*args, **kwargs) | {"exp": 2**40}

    patch.setattr(jwt, "decode", forever)


@mutant(SECURITY + "test_a_claim_that_is_wrong_is_refused")
def any_audience_will_do(patch: Patch) -> None:
    import jwt

    real = jwt.decode

    def lenient(token: str, key: str = "", **kwargs: Any) -> Any:
        kwargs.get("options", {})["verify_aud"] = False
        kwargs.pop("audience", None)
        return real(token, key, **kwargs)

    patch.setattr(jwt, "decode", lenient)


@mutant(SECURITY + "test_an_unsigned_token_is_refused")
def unsigned_tokens_are_accepted(patch: Patch) -> None:
    import jwt

    real = jwt.decode

    def lenient(token: str, key: str = "", **kwargs: Any) -> Any:
        if jwt.get_unverified_header(token)["alg"].lower() == "none":
            return real(token, options={"verify_signature": False})
        return real(token, key, **kwargs)

    patch.setattr(jwt, "decode", lenient)


@mutant(SECURITY + "test_claims_of_a_role_give_none")
def the_role_is_what_the_token_says(patch: Patch) -> None:
    import jwt
    from flask import request

    from hostingco_api.core.accounts import Accounts

    real = Accounts.whose

    def trusting(self: Any, *args: Any) -> Any:
        user, login = real(self, *args)
        token = request.headers["Authorization"].split()[1]
        user.role = jwt.decode(token, options={"verify_signature": False})["role"]
        return user, login

    patch.setattr(Accounts, "whose", trusting)


@mutant(USERS + "test_only_administrators_give_roles")
def anybody_gives_roles(patch: Patch) -> None:
    from hostingco_api.core.accounts import Accounts

    real = Accounts.change

    class Admin:
        role = "admin"

    def change(self: Any, session: Any, user: Any, changes: Any, me: Any, now: Any) -> None:
        real(self, session, user, changes, Admin, now)  # type: ignore[arg-type]

    patch.setattr(Accounts, "change", change)


@mutant(USERS + "test_the_last_administrator_stays")
def the_last_administrator_may_go(patch: Patch) -> None:
    patch.setattr("hostingco_api.core.accounts._one_admin_stays", lambda *_: None)


@mutant(USERS + "test_a_new_role_counts_at_once_and_ends_the_logins")
def a_new_role_ends_no_login(patch: Patch) -> None:
    patch.setattr("hostingco_api.core.accounts.log_out_everywhere", lambda *_: None)


@mutant(USERS + "test_words_are_looked_for_as_they_are")
def words_are_patterns(patch: Patch) -> None:
    from sqlalchemy.orm import InstrumentedAttribute

    def contains(self: Any, words: str, **_: Any) -> Any:
        return self.ilike(f"%{words}%")

    patch.setattr(InstrumentedAttribute, "icontains", contains)


@mutant(THROTTLE + "test_ten_logins_in_fifteen_minutes_good_or_bad")
def logins_are_not_limited(patch: Patch) -> None:
    from hostingco_api import throttle

    real = throttle.Throttle.count
    patch.setattr(
        throttle.Throttle, "count", lambda self, _, client: real(self, throttle.API, client)
    )


@mutant(THROTTLE + "test_a_client_has_its_whole_ipv6_network")
def every_ipv6_address_is_a_client(patch: Patch) -> None:
    patch.setattr("hostingco_api.throttle._network", lambda client: client)


@mutant(THROTTLE + "test_a_forwarded_address_counts_only_behind_a_proxy")
def anybody_says_where_they_are(patch: Patch) -> None:
    from flask import request

    def told() -> str:
        forwarded = request.headers.get("X-Forwarded-For", "127.0.0.1")
        return forwarded if forwarded[0].isdigit() and "," not in forwarded else "127.0.0.1"

    patch.setattr("hostingco_api.portal.web.client", told)


@mutant(MANY + "test_no_change_is_lost_to_another -k postgresql")
def rows_are_changed_without_their_locks(patch: Patch) -> None:
    """What is written are whole rows, as they were read."""
    from time import sleep

    from sqlalchemy.orm.attributes import flag_modified

    from hostingco_api.core import accounts
    from hostingco_api.core.models import User

    def unlocked(session: Any, id: Any, me: Any) -> User:
        user = accounts.visible(session, id, me)
        sleep(0.3)
        for column in User.__table__.columns:
            flag_modified(user, column.name)
        return user

    patch.setattr(accounts, "changeable", unlocked)


@mutant(MANY + "test_invoice_numbers_have_no_gap_and_no_double -k postgresql")
def numbers_are_counted_without_a_lock(patch: Patch) -> None:
    from sqlalchemy import func, select

    from hostingco_api.core import billing
    from hostingco_api.core.models import Invoice, InvoiceCounter

    def number(session: Any, prefix: str, year: int) -> str:
        count = session.scalar(select(func.count()).select_from(Invoice)) + 1
        if session.get(InvoiceCounter, year) is None:
            session.add(InvoiceCounter(year=year, last=1))
        return f"{prefix}{year}-{count:03d}"

    patch.setattr(billing, "_number", number)


@mutant(MANY + "test_workers_share_the_work -k postgresql")
def workers_do_not_see_each_other(patch: Patch) -> None:
    """Each takes what is under way, whoever else is at it."""
    from sqlalchemy.sql import Select

    patch.setattr(Select, "with_for_update", lambda self, **_: self)
