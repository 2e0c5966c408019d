"""Of Hostens' certificates."""

from datetime import timedelta
from typing import Any

from tests.contract.mutants import Patch, mutant

CERTIFICATES = "tests/hostens/test_certificates.py::"


@mutant(CERTIFICATES + "test_a_request_that_no_authority_takes_is_refused")
def certificate_for_any_key(patch: Patch) -> None:
    from simulators.hostens.certificates import signing

    patch.setattr(signing, "_check_key", lambda request: None)


@mutant(CERTIFICATES + "test_a_certificate_is_good_for_its_names_while_it_lasts")
def certificate_that_begins_too_early(patch: Patch) -> None:
    from simulators.hostens.certificates import authority

    true = authority.issue

    def issue(csr: str, serial: int, begins: Any, ends: Any) -> str:
        return true(csr, serial, begins - timedelta(days=1), ends)

    patch.setattr(authority, "issue", issue)


@mutant(CERTIFICATES + "test_what_is_not_paid_in_time_is_off")
def certificate_that_is_issued_before_it_is_paid(patch: Patch) -> None:
    from simulators.hostens.certificates import life

    true = life.begin

    def begin(world: Any, about: Any) -> str:
        id = true(world, about)
        life.order(world, id)
        return id

    patch.setattr(life, "begin", begin)


@mutant(CERTIFICATES + "test_the_approver_has_the_domain_or_one_above_it")
def approver_of_a_name_that_only_ends_alike(patch: Patch) -> None:
    from simulators.common.names import is_fqdn
    from simulators.hostens.certificates import errors, product

    def approver(email: str, domain: str) -> str:
        who, _, host = email.lower().partition("@")
        if who in product._APPROVERS and is_fqdn(host) and domain.endswith(host):
            return email
        raise errors.approver_invalid(email)

    patch.setattr(product, "_approver", approver)
