"""Of Hostinger's driver."""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from tests.contract.mutants import Patch, mutant

DRIVER = "hostingco_api.gateway.drivers.hostinger"
CLIENT = "tests/gateway/test_hostinger_client.py::"
CONTENTS = "tests/gateway/test_hostinger_contents.py::"
DNS = "tests/gateway/test_hostinger_dns.py::"
DOMAINS = "tests/gateway/test_hostinger_domains.py::"
VMS = "tests/gateway/test_hostinger_vms.py::"
KEYS = "tests/gateway/test_hostinger_keys.py::"
BILLING = "tests/gateway/test_hostinger_billing.py::"


# -- HTTP -----------------------------------------------------------------------------------------


@mutant(CLIENT + "test_a_token_may_be_stored_with_its_scheme")
def the_scheme_is_taken_for_a_part_of_the_token(patch: Patch) -> None:
    from hostingco_api.gateway.drivers.hostinger import client

    def whole(self: Any, api_key: str) -> None:
        self._header = f"Bearer {api_key}"

    patch.setattr(client._Token, "__init__", whole)


@mutant(CLIENT + "test_after_too_many_calls_it_is_asked_again[vms]")
def nobody_waits_for_hostinger(patch: Patch) -> None:
    patch.setattr("hostingco_api.gateway.upstream._Retry.is_retry", lambda *_: False)


@mutant(CLIENT + "test_what_charges_is_asked_once")
def what_charges_is_asked_again(patch: Patch) -> None:
    from hostingco_api.gateway.upstream import Upstream

    true = Upstream.send

    def eager(self: Any, *args: Any, charges: bool = False, **kwargs: Any) -> Any:
        return true(self, *args, charges=False, **kwargs)

    patch.setattr(Upstream, "send", eager)


@mutant(CLIENT + "test_a_write_whose_answer_got_lost_is_not_asked_again")
def lost_writes_are_repeated(patch: Patch) -> None:
    patch.setattr("urllib3.util.Retry._is_method_retryable", lambda *_: True)


@mutant(CLIENT + "test_refused_fields_are_named")
def fields_at_fault_are_not_named(patch: Patch) -> None:
    patch.setattr(f"{DRIVER}.client.Client.explain", lambda _, document: document["message"])


@mutant(VMS + "test_what_cannot_be_ordered_is_said_and_costs_nothing")
def the_first_that_fits_is_ordered(patch: Patch) -> None:
    from hostingco_api.gateway.drivers.common import slug
    from hostingco_api.gateway.drivers.hostinger import client, vms

    def hasty(field: str, given: str, there: Any) -> str:
        fitting = [one for one in there if any(given in slug(name) for name in one[1])]
        return client.chosen(field, given, fitting[:1] or there)

    patch.setattr(vms, "chosen", hasty)


# -- DNS ------------------------------------------------------------------------------------------


@mutant(DNS + "test_a_record_is_validated_and_put_beside_the_others")
def merging_overwrites(patch: Patch) -> None:
    from hostingco_api.gateway.drivers.hostinger import dns

    true = dns._change
    patch.setattr(dns, "_change", lambda rrsets, overwrite: true(rrsets, True))


@mutant(CONTENTS + "test_records_survive_the_way_to_rrsets_and_back")
def the_priority_is_lost(patch: Patch) -> None:
    from hostingco_api.gateway.drivers.hostinger.contents import RRset

    true = RRset._record
    patch.setattr(RRset, "_record", lambda *args: replace(true(*args), priority=0))


@mutant(DNS + "test_a_record_comes_back_as_it_was_given")
def long_texts_are_not_cut_in_strings(patch: Patch) -> None:
    patch.setattr(f"{DRIVER}.contents._CHUNK", 4096)


@mutant(DNS + "test_a_record_beside_others_has_their_ttl")
def a_new_record_changes_the_ttl_of_others(patch: Patch) -> None:
    def create(self: Any, domain: str, record: Any) -> None:
        self.update_records(domain, [record], overwrite=False)

    patch.setattr(f"{DRIVER}.dns.Zones.create_record", create)


@mutant(DNS + "test_records_of_a_name_and_type_are_deleted_and_no_others")
def all_of_a_name_are_deleted(patch: Patch) -> None:
    from hostingco_api.gateway.drivers.hostinger.dns import Zones

    true = Zones._delete

    def wide(self: Any, domain: str, rrsets: Any) -> None:
        names = {rrset.name for rrset in rrsets}
        true(self, domain, [one for one in self._zone(domain).values() if one.name in names])

    patch.setattr(Zones, "_delete", wide)


@mutant(DNS + "test_to_overwrite_without_a_conflict_deletes_afterwards")
def overwriting_is_what_hostinger_calls_so(patch: Patch) -> None:
    def replace_only(self: Any, domain: str, given: Any, _: Any) -> None:
        self._put(domain, given, overwrite=True)

    patch.setattr(f"{DRIVER}.dns.Zones._replace", replace_only)


@mutant(DNS + "test_to_overwrite_keeps_what_the_zone_lives_by")
def overwriting_takes_the_zone_s_own_servers(patch: Patch) -> None:
    patch.setattr(f"{DRIVER}.dns._is_vital", lambda _: False)


@mutant(DNS + "test_what_made_room_in_vain_comes_back")
def what_made_room_stays_away(patch: Patch) -> None:
    def put(self: Any, domain: str, given: Any, gone: Any) -> None:
        self._delete(domain, gone)
        self._put(domain, given, overwrite=True)

    patch.setattr(f"{DRIVER}.dns.Zones._put_in_place", put)


@mutant(DNS + "test_a_domain_of_nobody_s_or_of_somebody_else_s_has_no_zone")
def every_domain_has_a_zone(patch: Patch) -> None:
    def zone(self: Any, domain: str) -> Any:
        from hostingco_api.gateway.drivers.hostinger.contents import read

        rrsets = [read(one) for one in self._api.ask("GET", f"/api/dns/v1/zones/{domain}")]
        return {rrset.key: rrset for rrset in rrsets}

    patch.setattr(f"{DRIVER}.dns.Zones._zone", zone)


# -- domains --------------------------------------------------------------------------------------


@mutant(DOMAINS + "test_names_are_checked_in_the_order_asked_with_the_price_of_the_first_year")
def prices_are_told_in_cents(patch: Patch) -> None:
    patch.setattr(f"{DRIVER}.domains.money", Decimal)


@mutant(DOMAINS + "test_a_domain_that_was_lost_is_not_there_and_can_be_bought_again")
def lost_domains_are_still_there(patch: Patch) -> None:
    patch.setattr(f"{DRIVER}.domains._GONE", ())


@mutant(DOMAINS + "test_a_card_that_is_refused_may_have_paid")
def an_opaque_refusal_is_taken_for_sure(patch: Patch) -> None:
    from hostingco_api.gateway.drivers.hostinger import client

    patch.setattr(client, "_UNSURE", re.compile("(?!)"))


@mutant(CLIENT + "test_a_status_is_one_of_the_gateway_s_errors")
def a_purchase_that_never_began_stays_open(patch: Patch) -> None:
    from contextlib import nullcontext

    patch.setattr(f"{DRIVER}.domains.nothing_done", nullcontext)


@mutant(DOMAINS + "test_whether_it_is_renewed_is_set_on_its_subscription")
def renewal_is_left_as_it_is(patch: Patch) -> None:
    patch.setattr(f"{DRIVER}.domains.Portfolio._renew", lambda *args: args[-1])


# -- machines, keys, billing ----------------------------------------------------------------------


@mutant(VMS + "test_a_machine_that_waits_for_its_set_up_has_no_name_yet")
def a_machine_without_a_set_up_has_a_name(patch: Patch) -> None:
    from hostingco_api.gateway.drivers.hostinger import vms

    true = vms._vm

    def named(document: Any) -> Any:
        return replace(true(document), name=document["hostname"])

    patch.setattr(vms, "_vm", named)


@mutant(VMS + "test_a_plan_is_a_price_or_a_name_that_means_the_monthly_one")
def a_plan_s_name_means_its_yearly_price(patch: Patch) -> None:
    from hostingco_api.gateway.drivers.hostinger.catalog import Price

    true: Any = Price.__dict__["months"]
    patch.setattr(Price, "months", property(lambda price: true.fget(price) // 12))


@mutant(KEYS + "test_keys_of_all_pages_are_listed[99]")
def only_the_first_page_is_read(patch: Patch) -> None:
    patch.setattr(f"{DRIVER}.client.count", lambda first: [first])


@mutant(KEYS + "test_what_is_no_public_key_is_refused")
def any_text_is_a_public_key(patch: Patch) -> None:
    patch.setattr(f"{DRIVER}.keys.checked", lambda text: text)


@mutant(BILLING + "test_the_catalog_has_an_item_for_every_price")
def the_catalog_tells_the_first_price(patch: Patch) -> None:
    from hostingco_api.gateway.drivers.hostinger import catalog

    true = catalog._price

    def cheap(item: Any, price: Any) -> Any:
        return replace(true(item, price), cents=price["first_period_price"])

    patch.setattr(catalog, "_price", cheap)
