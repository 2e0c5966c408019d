"""Of the driver of Hostens."""

from typing import Any

from tests.contract.mutants import Patch, mutant

DRIVER = "hostingco_api.gateway.drivers.hostens"
SESSION = "tests/gateway/test_hostens_session.py::"
DNS = "tests/gateway/test_hostens_dns.py::"
DOMAINS = "tests/gateway/test_hostens_domains.py::"
VMS = "tests/gateway/test_hostens_vms.py::"
BILLING = "tests/gateway/test_hostens_billing.py::"


@mutant(SESSION + "test_a_token_that_is_over_is_exchanged_for_another")
def hostens_tokens_are_kept_for_ever(patch: Patch) -> None:
    from hostingco_api.gateway.drivers.hostens.session import Session

    real = Session._token
    patch.setattr(Session, "_token", lambda self, refused=None: real(self))


@mutant(SESSION + "test_an_order_that_met_an_expired_token_is_not_sent_again")
def an_order_at_hostens_is_sent_again_with_a_new_token(patch: Patch) -> None:
    from hostingco_api.gateway.drivers.hostens.session import Session
    from hostingco_api.gateway.provider import RateLimited

    real = Session.send

    def send(self: Any, method: str, path: str, **kwargs: Any) -> Any:
        try:
            return real(self, method, path, **kwargs)
        except RateLimited:
            return real(self, method, path, **kwargs)

    patch.setattr(Session, "send", send)


@mutant(SESSION + "test_what_charges_does_not_wait")
def an_order_at_hostens_waits_and_is_sent_again(patch: Patch) -> None:
    from hostingco_api.gateway.drivers.hostens.session import Session

    real = Session._patiently
    patch.setattr(
        Session, "_patiently", lambda *args, charges=False, **kwargs: real(*args, **kwargs)
    )


@mutant(SESSION + "test_a_charge_that_was_answered_badly_is_not_known_to_have_failed")
def what_hostens_says_of_a_charge_with_200_is_believed(patch: Patch) -> None:
    from hostingco_api.gateway.drivers.hostens.session import Session

    real = Session._kind
    patch.setattr(
        Session, "_kind", lambda self, document, method, charges=False: real(self, document, method)
    )


@mutant(DNS + "test_what_breaks_off_says_what_was_done_and_can_be_finished")
def records_at_hostens_are_deleted_before_others_are_added(patch: Patch) -> None:
    from hostingco_api.gateway.drivers.hostens import changes, dns

    def deletions_first(*args: Any) -> list[changes.Step]:
        return sorted(changes.steps(*args), key=lambda step: step.new is not None)

    patch.setattr(dns, "steps", deletions_first)


@mutant(DNS + "test_a_cname_takes_the_place_of_others_and_the_other_way_round")
def a_cname_at_hostens_comes_before_others_go(patch: Patch) -> None:
    from hostingco_api.gateway.drivers.hostens import changes, dns

    def additions_first(*args: Any) -> list[changes.Step]:
        return sorted(changes.steps(*args), key=lambda step: step.new is None)

    patch.setattr(dns, "steps", additions_first)


@mutant(DNS + "test_what_hostens_would_not_take_is_refused_before_anything_is_written")
def records_are_left_to_hostens_to_refuse(patch: Patch) -> None:
    patch.setattr(f"{DRIVER}.records.check", lambda record, zone: None)


@mutant(DNS + "test_what_is_created_is_listed_as_it_was_given")
def a_name_that_ends_in_the_zone_s_is_sent_to_hostens_as_it_is(patch: Patch) -> None:
    from hostingco_api.gateway.drivers.hostens import records

    real = records.sent
    patch.setattr(records, "sent", lambda record, zone: real(record, zone) | {"name": record.name})


@mutant(DNS + "test_name_servers_of_the_zone_stay_unless_there_are_others")
def to_overwrite_a_zone_at_hostens_takes_its_name_servers(patch: Patch) -> None:
    patch.setattr(f"{DRIVER}.changes._stays", lambda record, own: False)


@mutant(DOMAINS + "test_of_several_domains_of_a_name_the_active_one_counts")
def the_latest_domain_of_a_name_counts_at_hostens(patch: Patch) -> None:
    def latest(domains: Any) -> Any:
        return max(domains, key=lambda one: int(one["id"]), default=None)

    patch.setattr(f"{DRIVER}.domains._counting", latest)


@mutant(DOMAINS + "test_what_goes_wrong_after_the_order_is_no_failure_of_it")
def a_domain_of_hostens_that_cannot_be_read_was_not_bought(patch: Patch) -> None:
    from hostingco_api.gateway.drivers.hostens.domains import Names

    patch.setattr(Names, "_bought", lambda self, _, order: self._whole(self._named(order.domain)))


@mutant(VMS + "test_a_server_is_bought_and_seen_from_its_order_on")
def servers_of_hostens_are_listed_when_they_are_active(patch: Patch) -> None:
    patch.setattr(f"{DRIVER}.vms.Servers._servers", lambda self, rows: {})


@mutant(VMS + "test_a_task_that_fails_says_why")
def a_task_of_hostens_that_failed_is_done(patch: Patch) -> None:
    patch.setattr(f"{DRIVER}.tasks._FAILED", "never said")
