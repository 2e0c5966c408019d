"""Random histories of a few domains in two accounts beside an independent model of who has what.

The model knows of each name who has it and since when, of each account what is free, and lets time
pass by itself; it knows nothing of documents.
"""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from tests.contract.harness import watched
from tests.hostinger.domains import (
    COM,
    EMAIL,
    SECOND,
    SECOND_COM,
    SECOND_EMAIL,
    V1,
    contacts,
    order,
)
from tests.ledger import noted
from tests.models import keep_to_the_model

# Waits never end within a day of a year's end, so that leap years make no difference.
DAY, YEAR, GRACE = 86_400, 365 * 86_400, 45 * 86_400
ACCOUNTS = st.sampled_from([0, 1])
NAMED = ("one.com", "two.com", "fails-three.com")
NAMES = st.sampled_from(NAMED)
HEADERS: list[dict[str, str]] = [{}, SECOND]
EMAILS = [EMAIL, SECOND_EMAIL]
PROFILES = [COM, SECOND_COM]


@dataclass(frozen=True)
class Domain:
    owner: int
    status: str
    born: int
    """When the paid year began."""
    locked: bool = True
    moving: str = ""
    due: int = 0
    """When the move is completed."""


class Domains(RuleBasedStateMachine):
    @initialize()
    def start(self) -> None:
        self.api = watched()
        self.now = 0
        self.domains: dict[str, Domain] = {}
        self.deleted: set[tuple[int, str]] = set()
        self.free = [2, 0]

    def call(self, account: int, method: str, path: str, body: Any = None) -> Any:
        return self.api(method, V1 + path, body, headers=HEADERS[account])

    def held(self, account: int, name: str) -> Domain | None:
        domain = self.domains.get(name)
        return domain if domain and domain.owner == account else None

    def expect(self, status: int, account: int, method: str, path: str, body: Any = None) -> Any:
        """The answer's JSON where it is good."""
        answer = self.call(account, method, path, body)
        assert answer.status_code == status, (path, answer.text)
        return answer.json if status == 200 else None

    def registers(self, account: int, name: str, status: str) -> None:
        self.domains[name] = Domain(account, status, self.now)
        self.deleted.discard((account, name))

    @rule(account=ACCOUNTS, name=NAMES)
    def buy(self, account: int, name: str) -> None:
        status = 422 if name in self.domains else 200
        sold = self.expect(status, account, "POST", "/portfolio", order(name))
        if sold:
            self.registers(account, name, "pending_setup")
            # Nobody renews here, so that names come to their ends.
            path = f"/api/billing/v1/subscriptions/{sold['subscription_id']}/auto-renewal/disable"
            assert self.api("DELETE", path, headers=HEADERS[account]).status_code == 200

    @rule(account=ACCOUNTS, name=NAMES)
    def claim(self, account: int, name: str) -> None:
        good = name not in self.domains and self.free[account] and not name.startswith("fails")
        if self.expect(200 if good else 422, account, "POST", "/portfolio/claim", {"domain": name}):
            self.free[account] -= 1
            self.registers(account, name, "active")

    @rule(account=ACCOUNTS, name=NAMES, on=st.booleans())
    def lock(self, account: int, name: str, on: bool) -> None:
        domain = self.held(account, name)
        if domain:
            status = {"pending_setup": 404, "active": 200, "expired": 422}[domain.status]
        else:
            status = 422 if (account, name) in self.deleted else 404
        method = "PUT" if on else "DELETE"
        if self.expect(status, account, method, f"/portfolio/{name}/domain-lock") and domain:
            self.domains[name] = replace(domain, locked=on)

    @rule(account=ACCOUNTS, name=NAMES)
    def move(self, account: int, name: str) -> None:
        domain = self.held(account, name)
        if not domain:
            return
        status = {"pending_setup": 404, "active": 200, "expired": 422}[domain.status]
        if domain.moving:
            status = 422
        body = {"new_customer_email": EMAILS[1 - account]}
        if self.expect(status, account, "POST", f"/move/outgoing/{name}", body):
            self.domains[name] = replace(domain, moving="initiated")

    @rule(account=ACCOUNTS, name=NAMES, accept=st.booleans())
    def answer(self, account: int, name: str, accept: bool) -> None:
        domain = self.held(1 - account, name)
        if not domain or not domain.moving:
            return
        path, status = f"/move/incoming/{name}", 200 if domain.moving == "initiated" else 422
        if accept:
            body = {"domain_contacts": contacts(PROFILES[account])}
            done = self.expect(status, account, "PUT", path, body)
            after = replace(domain, moving="activating", due=self.now + 600)
        else:
            done = self.expect(status, account, "DELETE", path)
            after = replace(domain, moving="")
        if done:
            self.domains[name] = after

    @rule(seconds=st.sampled_from([5, 20, 600, 31 * DAY, 200 * DAY]))
    def wait(self, seconds: int) -> None:
        self.api.control("POST", "/worlds/default/clock/advance", {"seconds": seconds})
        self.now += seconds
        for name, domain in list(self.domains.items()):
            after = self.later(name, domain)
            if after:
                self.domains[name] = after
            else:
                del self.domains[name]
                if not name.startswith("fails"):
                    self.deleted.add((domain.owner, name))

    def later(self, name: str, domain: Domain) -> Domain | None:
        """What has become of a domain, in the order of time."""
        if domain.status == "pending_setup" and self.now >= domain.born + 20:
            if name.startswith("fails"):
                return None
            domain = replace(domain, status="active")
        if domain.moving == "activating" and self.now >= domain.due:
            arrives = domain.due < domain.born + YEAR
            owner = 1 - domain.owner if arrives else domain.owner
            domain = replace(domain, owner=owner, moving="")
            self.deleted.discard((owner, name))
        if domain.status == "active" and self.now >= domain.born + YEAR:
            domain = replace(domain, status="expired")
        return None if self.now >= domain.born + YEAR + GRACE else domain

    @invariant()
    def both_accounts_have_what_they_should(self) -> None:
        if not hasattr(self, "api"):
            return
        for account in (0, 1):
            entries = self.call(account, "GET", "/portfolio").json
            listed = {
                entry["domain"]: entry["status"]
                for entry in entries
                if entry["status"] not in ("deleted", "failed")
            }
            mine = {name: d for name, d in self.domains.items() if d.owner == account}
            for name in NAMED:
                assert listed.get(name) == (mine[name].status if name in mine else None)
            nameless = [e["type"] for e in entries if e["domain"] is None]
            assert nameless.count("free_domain") == self.free[account]
            outgoing = {
                move["domain"]: move["status"]
                for move in self.call(account, "GET", "/move/outgoing").json
            }
            outgoing.pop("example.net", None)
            assert outgoing == {name: d.moving for name, d in mine.items() if d.moving}
            used = self.call(account, "GET", f"/whois/{PROFILES[account]}/usage").json
            reserved = {
                name
                for name, d in self.domains.items()
                if d.moving == "activating" and d.owner != account
            }
            assert set(used) - {"example.com"} == set(mine) | reserved
            for name, domain in mine.items():
                answer = self.call(account, "GET", f"/portfolio/{name}")
                zone = self.api("GET", f"/api/dns/v1/zones/{name}", headers=HEADERS[account]).json
                if domain.status == "pending_setup":
                    assert answer.status_code == 404
                    assert zone == []
                else:
                    assert answer.json["status"] == domain.status
                    assert answer.json["is_locked"] == domain.locked
                    assert zone
                other = self.call(1 - account, "GET", f"/portfolio/{name}")
                gone = (1 - account, name) in self.deleted
                assert other.status_code == (200 if gone else 404)

    @invariant()
    def who_has_a_name_has_bought_it_once_more_than_lost_it(self) -> None:
        if not hasattr(self, "api"):
            return
        for account, name in enumerate(("", "second")):
            had: Counter[str] = Counter()
            for effect, domain, _ in noted(self.api, "domain-bought", "domain-lost", account=name):
                had[domain] += 1 if effect == "domain-bought" else -1
            mine = {domain: 1 for domain, d in self.domains.items() if d.owner == account}
            assert {domain: n for domain, n in had.items() if n and domain in NAMED} == mine

    @invariant()
    def a_name_is_free_where_nobody_has_it(self) -> None:
        if not hasattr(self, "api"):
            return
        for label in ("one", "two", "fails-three"):
            body = {"domain": label, "tlds": ["com"]}
            (answer,) = self.call(0, "POST", "/availability", body).json
            assert answer["is_available"] == (f"{label}.com" not in self.domains)


def test_domains_behave_as_the_model() -> None:
    keep_to_the_model(Domains)
