"""Of the kernel, as seen through DNS, and of DNS."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.contract.mutants import Patch, mutant

ZONE = "tests/hostinger/test_dns_zone.py::"
RECORDS = "tests/hostinger/test_dns_records.py::"
MODEL = "tests/hostinger/test_dns_model.py::test_zones_behave_as_the_model"
STATUSES = "tests/contract/test_statuses.py::"
REFUSALS = "tests/hostinger/test_refusals.py::"


def zone_change(patch: Patch, alter: Callable[..., Any]) -> None:
    """Replace `rules._change(world, domain, after, what)`; `alter` gets the true one first."""
    from simulators.hostinger.dns import rules

    true = rules._change
    patch.setattr(rules, "_change", lambda *args: alter(true, *args))


@mutant(ZONE + "test_delete_takes_every_record_of_a_name_and_type")
def wrong_status(patch: Patch) -> None:
    from simulators.hostinger import docs
    from simulators.kernel.web import render

    def accepted(document: Any) -> Any:
        answer = render(document)
        answer.status_code = 202
        return answer

    patch.setattr(docs, "render", accepted)


@mutant(ZONE + "test_a_new_rrset_gets_the_default_ttl_and_no_priority_field")
def missing_field(patch: Patch) -> None:
    def alter(change: Any, world: Any, domain: str, after: Any, what: str) -> None:
        for rrset in after:
            rrset["records"] = [{"content": r["content"]} for r in rrset["records"]]
        change(world, domain, after, what)

    zone_change(patch, alter)


@mutant(STATUSES + "test_a_good_call_succeeds[DNS_getDNSRecordsV1]")
def extra_field(patch: Patch) -> None:
    def alter(change: Any, world: Any, domain: str, after: Any, what: str) -> None:
        change(world, domain, [{**rrset, "priority": 0} for rrset in after], what)

    zone_change(patch, alter)


@mutant("tests/contract/test_operations.py")
def wrong_type(patch: Patch) -> None:
    def alter(change: Any, world: Any, domain: str, after: Any, what: str) -> None:
        change(world, domain, [{**rrset, "ttl": str(rrset["ttl"])} for rrset in after], what)

    zone_change(patch, alter)


@mutant(REFUSALS + "test_what_is_no_token_is_401")
def ignored_auth(patch: Patch) -> None:
    from simulators.hostinger import Hostinger
    from simulators.kernel.vendor import Caller

    patch.setattr(Hostinger, "identify", lambda self, call: Caller("default"))


@mutant(REFUSALS + "test_a_method_in_the_wrong_case_is_no_way_around_the_token")
def method_in_any_case(patch: Patch) -> None:
    from simulators.kernel import gate

    class Lenient(dict[tuple[str, str], str]):
        def get(self, key: Any, default: Any = None) -> Any:
            return super().get((key[0], key[1].upper()), default)

    true = gate.operations_of
    patch.setattr(gate, "operations_of", lambda app: Lenient(true(app)))


@mutant(STATUSES + "test_reading_changes_nothing")
def write_on_get(patch: Patch) -> None:
    from simulators.hostinger.dns import rules
    from simulators.kernel.store import Store

    true_read, true_begin = rules.read_zone, Store.begin

    def read(world: Any, domain: str) -> bytes:
        world.docs("hostinger.reads").put(domain, world.requests)
        return true_read(world, domain)

    patch.setattr(rules, "read_zone", read)
    patch.setattr(Store, "begin", lambda self, readonly: true_begin(self, readonly=False))


@mutant(MODEL)
def leak_between_worlds(patch: Patch) -> None:
    from simulators.kernel.store import Store

    patch.setattr(Store, "fork", lambda self: self)


@mutant(ZONE + "test_delete_takes_every_record_of_a_name_and_type")
def delete_that_does_not_delete(patch: Patch) -> None:
    def alter(change: Any, world: Any, domain: str, after: Any, what: str) -> None:
        if "delete" not in what:
            change(world, domain, after, what)

    zone_change(patch, alter)


@mutant(ZONE + "test_overwrite_replaces_one_name_and_type_and_leaves_the_rest")
def overwrite_that_wipes_the_zone(patch: Patch) -> None:
    from simulators.hostinger.dns import rules

    true = rules._updated

    def updated(before: Any, given: Any, domain: str, *, overwrite: bool) -> Any:
        return true([] if overwrite else before, given, domain, overwrite=overwrite)

    patch.setattr(rules, "_updated", updated)


@mutant(MODEL)
def append_that_replaces(patch: Patch) -> None:
    from simulators.hostinger.dns import rules

    true = rules._updated
    patch.setattr(rules, "_updated", lambda *args, overwrite: true(*args, overwrite=True))


@mutant(STATUSES + "test_calls_beyond_the_limit_are_429")
def no_429(patch: Patch) -> None:
    from simulators.kernel.limits import Limiter

    true = Limiter.hit

    def hit(self: Any, bucket: str, limit: Any, now: Any) -> Any:
        self._windows.clear()
        return true(self, bucket, limit, now)

    patch.setattr(Limiter, "hit", hit)


@mutant(STATUSES + "test_calls_beyond_the_limit_are_429")
def no_retry_after(patch: Patch) -> None:
    without(patch, "Retry-After")


@mutant(STATUSES + "test_calls_beyond_the_limit_are_429")
def window_that_never_closes(patch: Patch) -> None:
    from simulators.kernel.limits import Limiter

    true = Limiter.hit
    never = timedelta(days=365)
    patch.setattr(
        Limiter, "hit", lambda self, bucket, limit, now: true(self, bucket, limit, now - never)
    )
    patch.setattr(Limiter, "close", lambda self, now: [])


@mutant(STATUSES + "test_a_method_the_path_has_not_is_405")
def no_allow(patch: Patch) -> None:
    without(patch, "Allow")


def without(patch: Patch, header: str) -> None:
    from simulators.kernel.refusal import Refusal

    true = Refusal.__init__

    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        true(self, *args, **kwargs)
        self.headers = {name: value for name, value in self.headers.items() if name != header}

    patch.setattr(Refusal, "__init__", init)


@mutant(REFUSALS + "test_what_is_no_token_is_401")
def error_instead_of_message(patch: Patch) -> None:
    from simulators.hostinger import errors

    true = errors.render

    def render(*args: Any, **kwargs: Any) -> tuple[bytes, str]:
        body, content_type = true(*args, **kwargs)
        return body.replace(b'"message"', b'"error"'), content_type

    patch.setattr(errors, "render", render)


@mutant("tests/kernel/test_ids.py::test_correlation_ids_are_uuids_and_fresh_for_every_request")
def the_same_correlation_id(patch: Patch) -> None:
    from simulators.kernel.world import World

    always = "26a91bd9-f8c8-4a83-9df9-83e23d696fe3"
    patch.setattr(World, "correlation_id", lambda self: always)


@mutant(MODEL)
def snapshot_not_taken(patch: Patch) -> None:
    from simulators.hostinger.dns import rules

    def alter(change: Any, world: Any, domain: str, after: Any, what: str) -> None:
        world.docs(rules.ZONES).put(domain, after)

    zone_change(patch, alter)


@mutant(MODEL)
def snapshot_of_the_zone_after_the_change(patch: Patch) -> None:
    def alter(change: Any, world: Any, domain: str, after: Any, what: str) -> None:
        change(world, domain, after, what)
        snapshots = world.docs(f"hostinger.snapshots/{domain}")
        for key in snapshots.keys()[-1:]:
            snapshots.put(key, {**snapshots.get(key), "snapshot": after})

    zone_change(patch, alter)


@mutant(MODEL)
def refusal_that_leaves_a_trace(patch: Patch) -> None:
    from simulators.hostinger.dns import rules
    from simulators.kernel.store import Store

    true = rules._updated

    def updated(*args: Any, **kwargs: Any) -> Any:
        from simulators.kernel.web import current_world

        world = current_world()
        world.next_id("hostinger.snapshots", 1)
        return true(*args, **kwargs)

    patch.setattr(rules, "_updated", updated)
    patch.setattr(Store, "rollback", Store.commit)


@mutant(MODEL)
def validate_that_writes(patch: Patch) -> None:
    from simulators.hostinger.dns import rules

    patch.setattr(rules, "validate_zone", rules.update_zone)


@mutant(RECORDS + "test_a_ttl_has_bounds")
def ttl_bound_off_by_one(patch: Patch) -> None:
    from simulators.hostinger.dns import records

    patch.setattr(records, "LEAST_TTL", 59)


@mutant(REFUSALS + "test_what_is_no_integer_is_refused")
def lenient_integers(patch: Patch) -> None:
    from simulators.kernel.web import Int

    patch.setattr(Int, "_validated", lambda self, value: int(value))


@mutant(STATUSES + "test_a_body_of_another_type_is_refused")
def any_content_type(patch: Patch) -> None:
    from flask import Request

    patch.setattr(Request, "mimetype", "application/json")


@mutant(RECORDS + "test_records_that_do_not_get_along_are_refused")
def no_conflicts(patch: Patch) -> None:
    from simulators.hostinger.dns import rules

    patch.setattr(rules, "check", lambda zone, domain: None)


@mutant(ZONE + "test_reset_keeps_whitelisted_types")
def reset_that_keeps_nothing(patch: Patch) -> None:
    from simulators.hostinger.dns import rules

    true = rules.finish_reset
    patch.setattr(
        rules, "finish_reset", lambda world, request: true(world, {**request, "kept_types": []})
    )
