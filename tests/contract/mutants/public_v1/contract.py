"""Of what all operations of the public API share: the envelope, pages, scopes, ids, repeating,
errors, headers, and what is told to nobody."""

import json
from collections.abc import Callable
from typing import Any

from tests.contract.mutants import Patch, mutant

HERE = "tests/public_v1/contract/"
STATUSES = HERE + "test_statuses.py::"
SCOPES = HERE + "test_scopes.py::"
LINKS = HERE + "test_links.py::test_a_link_leads_to_a_good_answer"
GOOD = STATUSES + "test_a_good_call_succeeds"


def _changed(patch: Patch, name: str, change: Callable[[Any, dict[str, Any]], None]) -> None:
    """What makes answers, or refusals, with its answer and its document changed."""
    from hostingco_api.public_v1 import envelope

    made = getattr(envelope, name)

    def changed(*args: Any) -> Any:
        answer = made(*args)
        document = answer.get_json()
        change(answer, document)
        answer.set_data(json.dumps(document))
        return answer

    patch.setattr(envelope, name, changed)
    patch.setattr(f"hostingco_api.public_v1.web.{name}", changed, raising=False)


# -- the envelope -------------------------------------------------------------------------------


@mutant(GOOD + "[deleteClient]")
def what_was_done_to_a_client_is_not_said(patch: Patch) -> None:
    _changed(patch, "enveloped", lambda _, document: document.pop("message", None))


@mutant(GOOD + "[listProducts]")
def links_of_pages_are_left_out_at_the_ends(patch: Patch) -> None:
    def shorten(_: Any, document: dict[str, Any]) -> None:
        links = document.get("links", {})
        for name in ("prev", "next"):
            if links.get(name, "") is None:
                del links[name]

    _changed(patch, "enveloped", shorten)


@mutant(STATUSES + "test_a_page_past_the_end_is_empty[listClients]")
def a_page_past_the_end_is_the_last_one(patch: Patch) -> None:
    """Of the links at least."""

    def move(_: Any, document: dict[str, Any]) -> None:
        if "meta" in document and not document["data"]:
            document["links"]["last"] = document["links"]["self"]

    _changed(patch, "enveloped", move)


@mutant(STATUSES + "test_a_page_past_the_end_is_empty[listServices]")
def the_total_is_that_of_the_page(patch: Patch) -> None:
    def count(_: Any, document: dict[str, Any]) -> None:
        if "meta" in document:
            document["meta"]["total"] = len(document["data"])

    _changed(patch, "enveloped", count)


@mutant(STATUSES + "test_a_refusal_is_the_documented_one[provisionService-409-INVALID_STATE-0]")
def a_wrong_state_is_a_conflict_like_others(patch: Patch) -> None:
    def plain(_: Any, document: dict[str, Any]) -> None:
        document["code"] = document["code"].replace("INVALID_STATE", "CONFLICT")

    _changed(patch, "refused", plain)


@mutant(STATUSES + "test_to_change_nothing_is_422[updateClient]")
def wrong_fields_are_400(patch: Patch) -> None:
    def older(answer: Any, _: Any) -> None:
        answer.status_code = 400 if answer.status_code == 422 else answer.status_code

    _changed(patch, "refused", older)


@mutant(STATUSES + "test_what_is_not_there_is_404[getClient]")
def a_refusal_has_an_id_of_its_own(patch: Patch) -> None:
    _changed(patch, "refused", lambda _, document: document.update(request_id="another"))


@mutant(STATUSES + "test_a_field_of_another_type_is_422[createClient]")
def refusals_of_fields_are_texts(patch: Patch) -> None:
    def flat(_: Any, document: dict[str, Any]) -> None:
        document["errors"] = {name: texts[0] for name, texts in document["errors"].items()}

    _changed(patch, "refused", flat)


# -- whose key ----------------------------------------------------------------------------------


@mutant(SCOPES + "test_a_key_with_every_other_scope_may_not[payInvoice]")
def whoever_changes_an_invoice_may_pay_it(patch: Patch) -> None:
    from hostingco_api.core import api_keys

    allowed = api_keys.allowed

    def more(scopes: Any) -> set[str]:
        found = allowed(scopes)
        return found | {"invoices.pay"} if "invoices.update" in found else found

    patch.setattr(api_keys, "allowed", more)


@mutant(SCOPES + "test_a_key_with_every_other_scope_may_not[deleteClient]")
def whoever_changes_clients_may_delete_them(patch: Patch) -> None:
    """The declaration of one operation has another one's scope."""
    from hostingco_api.public_v1.clients import ClientById

    layer: Any = ClientById.delete
    while layer.__code__.co_name != "enter":
        layer = layer.__wrapped__
    cell = layer.__closure__[layer.__code__.co_freevars.index("scope")]
    patch.setattr(cell, "cell_contents", "clients.update")


@mutant(SCOPES + "test_a_key_is_good_from_its_addresses_only[listClients]")
def a_key_is_good_from_everywhere(patch: Patch) -> None:
    patch.setattr("hostingco_api.core.api_keys.refused_from", lambda key, address: None)


@mutant(SCOPES + "test_without_a_good_key_it_is_401[listClients]")
def a_key_is_good_by_the_part_that_finds_it(patch: Patch) -> None:
    patch.setattr("hostingco_api.core.api_keys.compare_digest", lambda one, other: True)


@mutant(SCOPES + "test_a_key_that_is_good_no_more_is_401[listClients]")
def a_key_that_is_over_is_as_good_as_ever(patch: Patch) -> None:
    from hostingco_api.core import api_keys

    def status(key: Any, now: Any) -> str:
        return "revoked" if key.revoked_at else "active"

    patch.setattr(api_keys, "status", status)


@mutant(SCOPES + "test_nobody_gives_more_than_they_have[scopes3]")
def a_key_makes_keys_that_may_do_anything(patch: Patch) -> None:
    patch.setattr("hostingco_api.core.api_keys.check_covers", lambda mine, other: None)


# -- ids, repeating, limits ---------------------------------------------------------------------


@mutant(STATUSES + "test_what_is_not_there_is_404[getProduct]")
def an_id_may_have_a_zero_in_front(patch: Patch) -> None:
    from hostingco_api.public_v1 import web

    known = web._is
    patch.setattr(web, "_is", lambda model, said: known(model, str(said).lstrip("0")))


@mutant(STATUSES + "test_a_uuid_is_as_good_as_a_number[getServer]")
def things_are_found_by_number_only(patch: Patch) -> None:
    from hostingco_api.public_v1 import web

    known = web._is
    patch.setattr(web, "_is", lambda model, said: None if "-" in str(said) else known(model, said))


@mutant(STATUSES + "test_what_is_posted_with_a_key_is_done_once[createClient]")
def what_is_repeated_is_done_again(patch: Patch) -> None:
    patch.setattr("hostingco_api.public_v1.web._begun", lambda now: (None, None))


@mutant(STATUSES + "test_what_is_posted_with_a_key_is_done_once[createServer]")
def a_key_for_repeating_is_any_call_s(patch: Patch) -> None:
    from hostingco_api.core import idempotency

    begin = idempotency.begin

    def same(session: Any, me: Any, key: str, fingerprint: str, now: Any) -> Any:
        return begin(session, me, key, "the same", now)

    patch.setattr(idempotency, "begin", same)


@mutant(STATUSES + "test_what_was_refused_is_not_kept[createProduct]")
def what_was_refused_is_under_way_for_ever(patch: Patch) -> None:
    patch.setattr("hostingco_api.core.idempotency.forget", lambda session, call: None)


@mutant(STATUSES + "test_calls_beyond_the_limit_are_429[listWebhooks]")
def all_keys_share_a_limit(patch: Patch) -> None:
    from hostingco_api.throttle import Throttle

    count_as = Throttle.count_as
    patch.setattr(Throttle, "count_as", lambda self, item, who: count_as(self, item, "all"))


@mutant(GOOD + "[getWebhook]")
def answers_may_be_kept(patch: Patch) -> None:
    _changed(
        patch, "enveloped", lambda answer, _: answer.headers.update({"Cache-Control": "private"})
    )


# -- what is told to nobody ---------------------------------------------------------------------


@mutant(GOOD + "[createClient]")
def the_hash_of_a_password_is_answered(patch: Patch) -> None:
    from marshmallow import fields

    from hostingco_api.public_v1.fields import Once

    patch.setattr(Once, "serialize", fields.String.serialize)


@mutant(LINKS + "[suspendService-200-details]")
def a_password_that_was_given_is_answered(patch: Patch) -> None:
    patch.setattr("hostingco_api.public_v1.services.MANUAL", "nobody's")


@mutant(LINKS + "[createClient-201-history]")
def clients_are_users_in_the_audit_log(patch: Patch) -> None:
    from hostingco_api.core.models import User

    patch.setattr(User, "__audit__", "user")


@mutant(STATUSES + "test_the_audit_log_tells_no_secret")
def the_audit_log_has_whatever_was_changed(patch: Patch) -> None:
    from hostingco_api.core import audit

    shown = audit._shown
    patch.setattr(audit, "_shown", lambda value, secret: shown(value, False))


@mutant(HERE + "test_documents.py::test_the_code_documents_what_the_contract_says")
def a_parameter_is_documented_nowhere(patch: Patch) -> None:
    from hostingco_api.public_v1.fields import Paging
    from hostingco_api.web.fields import Text

    patch.setitem(Paging._declared_fields, "sort", Text())
