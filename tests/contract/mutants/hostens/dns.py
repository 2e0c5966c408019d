"""Of Hostens' DNS."""

from typing import Any

from tests.contract.mutants import Patch, mutant

DNS = "tests/hostens/test_dns.py::"
MODEL = "tests/hostens/test_dns_model.py::test_zones_behave_as_the_model"


@mutant(MODEL)
def zone_name_that_stays_taken(patch: Patch) -> None:
    from simulators.hostens.dns import zones

    patch.setattr(zones, "_drop", lambda world, zone, why: zones._zones(world).delete(zone["id"]))


@mutant(DNS + "test_zones_go_with_their_service")
def zones_that_outlive_their_service(patch: Patch) -> None:
    from simulators.hostens.dns import zones

    patch.setattr(zones, "remove_of", lambda world, service_id: None)


@mutant(DNS + "test_a_change_does_not_get_along_with_what_is_there")
def change_that_is_not_checked(patch: Patch) -> None:
    from simulators.hostens.dns import records, zones

    change = zones.change_record

    def unchecked(*args: Any) -> Any:
        with patch.context() as inner:
            inner.setattr(records, "check", lambda zone, new: None)
            return change(*args)

    patch.setattr(zones, "change_record", unchecked)


@mutant(DNS + "test_a_name_that_ends_like_its_zone_stays_below_it[a.booble.com]")
def kept_name_that_is_parsed_again(patch: Patch) -> None:
    from simulators.hostens.dns import records

    change = records.change
    anew = {"name": ""}
    patch.setattr(records, "change", lambda old, new, zone: change(old | anew, old | new, zone))


@mutant(DNS + "test_a_priority_is_no_part_of_the_content")
def priority_that_makes_no_difference(patch: Patch) -> None:
    from simulators.hostens.dns import records

    check = records.check
    same = {"priority": 0}
    patch.setattr(records, "check", lambda zone, new: check([one | same for one in zone], new))


@mutant(DNS + "test_a_contact_sees_and_changes_what_it_may")
def whoever_sees_a_zone_changes_it(patch: Patch) -> None:
    from simulators.hostens.users import User

    true = User.may

    def may(self: User, section: str, name: str, id: str = "") -> bool:
        return true(self, section, "basic" if name == "dnsmanagement" else name, id)

    patch.setattr(User, "may", may)
