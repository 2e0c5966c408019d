"""Zones. Each belongs to a service; both have ids, by which records are asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from hostingco_api.gateway.drivers.hostens import records
from hostingco_api.gateway.drivers.hostens.changes import Step, after, steps
from hostingco_api.gateway.drivers.hostens.records import Kept
from hostingco_api.gateway.drivers.hostens.session import Session
from hostingco_api.gateway.provider import Conflict, Invalid, NotFound, ProviderError, Record

_FEW = 10


@dataclass(frozen=True)
class Zone:
    path: str
    name: str
    there: list[Kept]


class Zones:
    api: Session

    def records(self, domain: str) -> Sequence[Record]:
        return [kept.record for kept in self._zone(domain).there]

    def create_record(self, domain: str, record: Record) -> None:
        zone = self._zone(domain)
        new = records.normal(record)
        records.check(new, zone.name)
        if any(records.value(kept.record) == records.value(new) for kept in zone.there):
            raise Conflict(f"{self.api.name}: {records.said(new)} is in the zone already")
        self._do(zone, Step(None, new))

    def update_records(self, domain: str, records: Sequence[Record], overwrite: bool) -> None:
        zone = self._zone(domain)
        wanted = self._wanted(zone, records)
        plan = steps(zone.there, wanted, overwrite)
        _check_beside(zone, plan)
        self._do_all(zone, plan)

    def delete_records(self, domain: str, name: str, type: str) -> None:
        zone = self._zone(domain)
        wanted = (name.lower(), type)
        found = [kept for kept in zone.there if (kept.record.name, kept.record.type) == wanted]
        if not found:
            raise NotFound(f"{self.api.name} has no {type} record of {name} in {zone.name}")
        self._do_all(zone, [Step(kept, None) for kept in found])

    def _zone(self, domain: str) -> Zone:
        name = domain.lower().removesuffix(".")
        with self.api.reading():
            for row in self.api.ask("GET", "/api/dns")["zones"]:
                if row["name"] == name:
                    path = f"/api/service/{row['service_id']}/dns/{row['domain_id']}"
                    rows = self.api.ask("GET", path)["records"]
                    # PHP makes an object of a list whose numbers have gaps.
                    listed = rows.values() if isinstance(rows, dict) else rows
                    return Zone(path, name, [records.read(one) for one in listed])
        raise NotFound(f"{self.api.name} has no zone of {name}")

    def _wanted(self, zone: Zone, given: Sequence[Record]) -> list[Record]:
        """Each once. Raises Invalid."""
        found: dict[object, Record] = {}
        for record in map(records.normal, given):
            records.check(record, zone.name)
            if found.setdefault(records.value(record), record) != record:
                said = records.said(record)
                raise Invalid(f"{said} is there twice, with one TTL and with another")
        return [*found.values()]

    def _do_all(self, zone: Zone, plan: Sequence[Step]) -> None:
        """What is done before something fails stays done, and is said."""
        for number, step in enumerate(plan):
            try:
                self._do(zone, step)
            except ProviderError as error:
                if number == 0:
                    raise
                done = "; ".join(map(str, plan[:number][-_FEW:]))
                raise ProviderError(
                    f"{error}. Of {len(plan)} changes {number} were made before that, the last of"
                    f" them: {done}. The same request again makes the rest"
                ) from error

    def _do(self, zone: Zone, step: Step) -> None:
        where = f"{zone.path}/records"
        if step.old is None:
            assert step.new
            self.api.ask("POST", where, json=records.sent(step.new, zone.name))
            return
        where += f"/{step.old.id}"
        try:
            if step.new:
                self.api.ask("PUT", where, json=records.sent(step.new, zone.name))
            else:
                self.api.ask("DELETE", where)
        except NotFound as error:
            if step.new:
                raise Conflict(f"{self.api.name}: somebody else changes {zone.name}") from error


def _check_beside(zone: Zone, plan: Sequence[Step]) -> None:
    new = [step.new for step in plan if step.new]
    records.check_beside(zone.name, new, after(zone.there, plan))
