"""Of keys, of what they allow, of who asks how often, of clients, and of the audit log."""

from typing import Any

from tests.contract.mutants import Patch, mutant

KEYS = "tests/public_v1/test_api_keys.py::"
SCOPES = "tests/public_v1/test_scopes.py::"
COUNTING = "tests/public_v1/test_counting.py::"
CLIENTS = "tests/public_v1/test_clients.py::"
PLACES = "tests/public_v1/test_products_and_servers.py::"
REQUESTS = "tests/public_v1/test_requests.py::"
HARM = "tests/public_v1/test_harm.py::"
AUDIT = "tests/public_v1/test_audit_log.py::"


@mutant(KEYS + "test_a_mistyped_key_costs_no_statement")
def a_key_s_checksum_is_not_looked_at(patch: Patch) -> None:
    def ref(key: str) -> str | None:
        return key[8:20] if key.startswith("hc_live_") else None

    patch.setattr("hostingco_api.core.api_keys._ref", ref)


@mutant(KEYS + "test_two_headers_have_to_agree")
def one_header_overrides_the_other(patch: Patch) -> None:
    from flask import request

    from hostingco_api.core import api_keys
    from hostingco_api.public_v1 import web
    from hostingco_api.services import services

    real = web._me

    def either(now: Any) -> Any:
        if text := request.headers.get("X-API-Key"):
            with services().database.reading() as session:
                return api_keys.find(session, text, now)
        return real(now)

    patch.setattr(web, "_me", either)


@mutant(KEYS + "test_a_write_that_was_let_in_meets_the_revocation")
def a_key_is_looked_at_once(patch: Patch) -> None:
    from flask import g

    patch.setattr("hostingco_api.public_v1.web._locked", lambda session: g.me)


@mutant(KEYS + "test_a_key_is_shown_once_and_kept_as_a_hash")
def keys_are_kept_as_they_are(patch: Patch) -> None:
    patch.setattr("hostingco_api.core.api_keys._hash", lambda key: key)


@mutant(SCOPES + "test_nobody_grants_more_than_they_have")
def scopes_are_compared_by_their_names(patch: Patch) -> None:
    from hostingco_api.core.errors import forbidden

    def covers(mine: Any, wanted: Any) -> None:
        if {scope.partition(".")[0] for scope in wanted} - {
            scope.partition(".")[0] for scope in mine
        }:
            raise forbidden()

    patch.setattr("hostingco_api.core.api_keys.check_scopes", covers)


@mutant(SCOPES + "test_nobody_changes_or_rotates_a_mightier_key")
def a_mightier_key_can_be_rotated(patch: Patch) -> None:
    from hostingco_api.core import api_keys

    real = api_keys.check_covers

    def covers(mine: Any, other: Any) -> None:
        if other.scopes != ["*"]:
            real(mine, other)

    patch.setattr(api_keys, "check_covers", covers)


@mutant(COUNTING + "test_a_stolen_key_does_not_use_up_its_owner_s_calls")
def a_key_counts_wherever_it_is_shown(patch: Patch) -> None:
    from flask import g

    from hostingco_api.throttle import Throttle

    real = Throttle.count

    def count(self: Any, item: Any, client: str) -> dict[str, str]:
        if me := g.get("me"):
            return self.count_as(item, f"key {me.ref}")  # type: ignore[no-any-return] # a patch
        return real(self, item, client)

    patch.setattr(Throttle, "count", count)


@mutant(CLIENTS + "test_staff_are_no_clients")
def staff_are_clients(patch: Patch) -> None:
    from hostingco_api.core import accounts

    real = accounts.listed
    patch.setattr(accounts, "listed", lambda search, role: real(search, None))


@mutant(CLIENTS + "test_a_client_can_log_in_to_the_portal")
def the_hash_of_a_password_is_answered(patch: Patch) -> None:
    from hostingco_api.public_v1.envelope import Said

    def said(client: Any, more: Any) -> Said:
        return Said(client, more=more or {"password": client.password})

    patch.setattr("hostingco_api.public_v1.clients.Said", said)


@mutant(PLACES + "test_a_product_that_is_used_keeps_what_it_makes")
def a_used_product_becomes_another_one(patch: Patch) -> None:
    patch.setattr("hostingco_api.core.products._used", lambda *_: False)


@mutant(REQUESTS + "test_what_is_no_id_names_nothing")
def a_number_has_many_spellings(patch: Patch) -> None:
    from hostingco_api.public_v1 import web

    real = web._is

    def lenient(model: Any, id: int | str) -> Any:
        return real(model, str(id).strip().lower().lstrip("+0"))

    patch.setattr(web, "_is", lenient)


@mutant(HARM + "test_what_is_kept_of_a_call_tells_nobody_its_password")
def a_call_is_kept_by_its_mere_hash(patch: Patch) -> None:
    from hashlib import sha256
    from types import SimpleNamespace

    def digest(key: bytes, text: bytes, name: str) -> bytes:
        return sha256(text).digest()

    patch.setattr("hostingco_api.public_v1.web.hmac", SimpleNamespace(digest=digest))


@mutant(AUDIT + "test_no_secret_is_told")
def the_audit_log_tells_all(patch: Patch) -> None:
    from hostingco_api.core import audit

    real = audit._shown
    patch.setattr(audit, "_shown", lambda value, secret: real(value, False))


@mutant(AUDIT + "test_every_operation_that_writes_is_told")
def what_an_owner_has_no_more_is_not_told(patch: Patch) -> None:
    from hostingco_api.core import audit

    real = audit._told

    def told(session: Any) -> Any:
        session.info["gone"] = list(session.deleted)
        return real(session)

    patch.setattr(audit, "_told", told)


@mutant(AUDIT + "test_what_is_undone_is_not_told")
def what_cannot_be_told_is_done_all_the_same(patch: Patch) -> None:
    from hostingco_api.core import audit

    real = audit._told

    def told(session: Any) -> Any:
        try:
            return list(real(session))
        except RuntimeError:
            return []

    patch.setattr(audit, "_told", told)
