"""Buying once.

A purchase whose answer got lost may have been made, and most providers would make another one if
they were asked again. So it is written down before the provider is asked, with what the account
has by then; after any failure the account is looked at, and what is there now was bought. What
cannot be found out stays `unknown`: the next order of the same name looks first, and buys only when
the provider has had time enough to show it. Where a provider cannot be looked at, a person has to
say that nothing was bought (`hostingco purchases`). A process that dies on the way leaves an `open`
row, which is as good as `unknown` once it is old.

What has an owner, such as `service-12`, is bought once for that owner, whoever asks again and when:
what was bought is fetched by its ref. So a caller need not have written down what it got.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import sleep
from typing import Any, Protocol, TypeVar

from sqlalchemy import Select, delete, select
from sqlalchemy.exc import IntegrityError

from hostingco_api.core.database import LOCK, Database, is_taken
from hostingco_api.core.models import Purchase
from hostingco_api.gateway.provider import (
    VM,
    Conflict,
    Domain,
    DomainOrder,
    Invalid,
    InvalidCredentials,
    NotDone,
    NotFound,
    NotSupported,
    ProviderError,
    RateLimited,
    VMOrder,
)
from hostingco_api.gateway.upstream import LONGEST_WAIT

SETTLES = timedelta(minutes=2)
"""After which what a provider does not show was not bought."""
ABANDONED = timedelta(minutes=15)
"""Longer than any purchase takes: three waits, and time-outs."""
AGAIN = 3
"""Times that a provider is asked again which has had too many calls."""
_REFUSED = (NotDone, Invalid, InvalidCredentials, NotFound, Conflict, NotSupported, RateLimited)
"""Nothing was bought, says the provider."""
Thing = TypeVar("Thing", Domain, VM)


class UnderWay(Conflict):
    """It is being bought by another, who may be dead: after a while that is known."""


class Order(Protocol[Thing]):
    """What to buy, and how to see whether it was."""

    kind: str
    name: str

    def before(self) -> list[str]:
        """Ids of what is there. Conflict if it is to be bought once and is there."""

    def buy(self) -> Thing: ...

    def found(self, before: Sequence[str]) -> Thing | None:
        """What was not there before. NotSupported where nobody can see."""

    def ref(self, bought: Thing) -> str: ...

    def fetch(self, ref: str) -> Thing:
        """What was bought, as it is now. Raises NotFound."""


class OfDomain:
    kind = "domain"

    def __init__(self, driver: Any, order: DomainOrder) -> None:
        self.driver, self.order, self.name = driver, order, order.domain

    def before(self) -> list[str]:
        if self.found([]):
            raise Conflict(f"{self.name} is in the account already")
        return []

    def buy(self) -> Domain:
        bought: Domain = self.driver.purchase_domain(self.order)
        return bought

    def found(self, before: Sequence[str]) -> Domain | None:
        try:
            return self.fetch(self.name)
        except NotFound:
            return None

    def ref(self, bought: Domain) -> str:
        return bought.name

    def fetch(self, ref: str) -> Domain:
        domain: Domain = self.driver.domain(ref)
        return domain


class OfVM:
    kind = "vm"

    def __init__(self, driver: Any, order: VMOrder) -> None:
        self.driver, self.order, self.name = driver, order, order.hostname.lower()
        if len(self.name) > 253:  # there are letters of which a small one is two
            raise Invalid("hostname: too long")

    def before(self) -> list[str]:
        return [vm.id for vm in self.driver.vms()] if hasattr(self.driver, "vms") else []

    def buy(self) -> VM:
        bought: VM = self.driver.create_vm(self.order)
        return bought

    def found(self, before: Sequence[str]) -> VM | None:
        if not hasattr(self.driver, "vms"):
            raise NotSupported(f"{self.driver.display_name} does not list what it has sold")
        new: list[VM] = [vm for vm in self.driver.vms() if vm.id not in before]
        # A name that is not set yet may be the one.
        for name in (self.name, ""):
            for vm in new:
                if vm.name.lower() == name:
                    return vm
        return None

    def ref(self, bought: VM) -> str:
        return bought.id

    def fetch(self, ref: str) -> VM:
        """Without a password that was told once."""
        vm: VM = self.driver.vm(ref)
        return vm


@dataclass
class _Claim:
    """On a row, which is ours until another order takes it over, or somebody forgets it. With the
    time and the ids of the last attempt."""

    id: int
    provider: str
    kind: str
    name: str
    owner: str | None
    since: datetime
    tried_at: datetime | None
    before: list[str]


class Purchases:
    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self.database = database
        self.clock = clock

    def make(self, provider: str, order: Order[Thing], owner: str | None = None) -> Thing:
        """Raises ProviderError: Conflict where its outcome is open, or another is under way. What
        was bought for that owner is the answer, or NotFound where the provider has lost it."""
        claim = self._begin(provider, order, owner)
        if isinstance(claim, str):
            return self._fetched(order, owner, claim)
        if claim.tried_at is not None:
            found = self._look_again(claim, order, claim.tried_at)
            if found is not None:
                return found
        try:
            claim.before = order.before()
        except BaseException:
            self._drop(claim)
            raise
        return self._buy(claim, order)

    def _begin(self, provider: str, order: Order[Any], owner: str | None) -> _Claim | str:
        """Or the ref of what was bought for the owner."""
        now, name = self.clock(), order.name
        try:
            with self.database.writing() as session:
                row = session.scalar(_unsettled(provider, order, owner).with_for_update(**LOCK))
                against = row and _against(row, name, owner, now)
                row = row or Purchase(provider=provider, kind=order.kind, name=name, owner=owner)
                if not against:
                    row.name, row.state, row.since = name, "open", now
                    session.add(row)
                    session.flush()
                # Not before nobody else can have a row: another order may just have settled its.
                ref = session.scalar(_bought_for(provider, order, owner)) if owner else None
                if ref is not None:
                    session.rollback()
                    return ref
                if against:
                    raise against
                before = row.before or []
                return _Claim(row.id, provider, row.kind, name, owner, now, row.tried_at, before)
        except IntegrityError as error:
            if not is_taken(error):
                raise
            raise UnderWay(f"{name} is being bought at this moment") from error

    def _fetched(self, order: Order[Thing], owner: str | None, ref: str) -> Thing:
        try:
            return order.fetch(ref)
        except NotFound as error:
            raise NotFound(
                f"{ref} was bought for {owner}, and is gone: {error}. Nothing is bought instead"
            ) from error

    def _look_again(self, claim: _Claim, order: Order[Thing], tried_at: datetime) -> Thing | None:
        """Raises unless it is known whether it was bought, or long ago that it could be seen."""
        try:
            found = self._find(claim, order)
        except NotSupported as error:
            self._set(claim, "unknown")
            raise Conflict(
                f"whether {order.name} was bought at {tried_at:%Y-%m-%d %H:%M} UTC is not known:"
                f" {error}. Ask there, then run `hostingco purchases --forget {claim.id}` if it was"
                " not"
            ) from error
        except BaseException:
            self._set(claim, "unknown")
            raise
        if found is not None:
            return self._bought(claim, order, found)
        left = SETTLES - (self.clock() - tried_at)
        if left > timedelta(0):
            self._set(claim, "unknown")
            raise Conflict(
                f"{order.name} was ordered a moment ago, and whether it was bought is not known:"
                f" try again in {int(left.total_seconds()) + 1} seconds"
            )
        return None

    def _buy(self, claim: _Claim, order: Order[Thing]) -> Thing:
        for attempt in range(AGAIN + 1):
            if not self._set(claim, "open", tried_at=self.clock(), before=claim.before):
                raise Conflict(f"this order of {order.name} took too long, and was taken over")
            try:
                return self._bought(claim, order, order.buy())
            except ProviderError as error:
                seen, found = self._seen(claim, order)
                if found is not None:
                    return self._bought(claim, order, found)
                wait = error.retry_after if isinstance(error, RateLimited) else 0
                if 0 < wait <= LONGEST_WAIT and seen and attempt < AGAIN:
                    sleep(wait)
                    continue
                # Where nobody can see, "too many calls" is not taken for "not done".
                if isinstance(error, _REFUSED if seen else _REFUSED[:-1]) and seen is not False:
                    self._drop(claim)
                    raise
                self._lost(claim)
                if type(error) is not ProviderError:
                    raise
                advice = (
                    f"ask there, then run `hostingco purchases --forget {claim.id}` if it was not"
                    if seen is None
                    else "to order it again is safe, since it is looked for first"
                )
                raise ProviderError(
                    f"{error}. Whether {order.name} was bought is not known: {advice}"
                ) from error
            except BaseException:
                self._lost(claim)
                raise
        raise AssertionError("the last attempt has an end")

    def _seen(self, claim: _Claim, order: Order[Thing]) -> tuple[bool | None, Thing | None]:
        """Could it be looked for (None: never can), and what was found?"""
        try:
            return True, self._find(claim, order)
        except NotSupported:
            return None, None
        except ProviderError as error:
            logging.warning("%s: cannot see whether it was bought: %s", order.name, error)
            return False, None

    def _find(self, claim: _Claim, order: Order[Thing]) -> Thing | None:
        """What is there now, and was bought by no other order. Raises Conflict where one that is
        open as well may have bought it."""
        known = list(claim.before)
        while (found := order.found(known)) is not None:
            if order.kind != OfVM.kind:  # of machines there may be several with a name, or none
                return found
            # Not before it was listed: they may have been settled since.
            theirs, others = self._others(claim, order.ref(found))
            if not theirs:
                if others and not found.name:
                    rows = ", ".join(f"{row.name} (`--forget {row.id}`)" for row in others)
                    raise Conflict(
                        f"there is a new machine without a name, which may be {order.name} or one"
                        f" of those whose purchase is open: {rows}. Order these again first, or"
                        " forget with `hostingco purchases` what was not bought"
                    )
                return found
            known.append(order.ref(found))
        return None

    def _others(self, claim: _Claim, ref: str) -> tuple[bool, list[Purchase]]:
        """Was that bought by another order? And which others may have bought something?"""
        with self.database.reading() as session:
            alike = _of(select(Purchase), claim.provider, claim.kind)
            bought = alike.where(Purchase.state == "bought", Purchase.ref == ref).limit(1)
            others = alike.where(
                Purchase.state != "bought",
                Purchase.tried_at.is_not(None),
                Purchase.id != claim.id,
            )
            return session.scalar(bought) is not None, list(session.scalars(others))

    def _bought(self, claim: _Claim, order: Order[Thing], bought: Thing) -> Thing:
        self._set(claim, "bought", ref=order.ref(bought))
        return bought

    def _lost(self, claim: _Claim) -> None:
        """From now on the provider has its time to show it."""
        self._set(claim, "unknown", tried_at=self.clock())

    def _set(self, claim: _Claim, state: str, **columns: Any) -> bool:
        """Whether the row was ours still. What was bought is written down in any case."""
        now = self.clock()
        with self.database.writing() as session:
            row = session.get(Purchase, claim.id, with_for_update=LOCK)
            ours = row is not None and (row.state, row.since) == ("open", claim.since)
            if row is None or not ours:
                if state != "bought":
                    return False
                row = Purchase(provider=claim.provider, kind=claim.kind, name=claim.name)
                row.owner = claim.owner
                session.add(row)
            row.state, row.since = state, now
            for name, value in columns.items():
                setattr(row, name, value)
        claim.since = now
        return ours

    def _drop(self, claim: _Claim) -> None:
        with self.database.writing() as session:
            session.execute(
                delete(Purchase).where(
                    Purchase.id == claim.id,
                    Purchase.state == "open",
                    Purchase.since == claim.since,
                )
            )

    # -- what is written down -------------------------------------------------------------------

    def refs(self, provider: str, kind: str) -> list[str]:
        """Ids of what was bought, the oldest first."""
        with self.database.reading() as session:
            bought = _of(select(Purchase.ref), provider, kind).where(Purchase.state == "bought")
            rows = session.scalars(bought.order_by(Purchase.id))
            return [ref for ref in rows if ref]

    def unsettled(self) -> list[Purchase]:
        with self.database.reading() as session:
            rows = select(Purchase).where(Purchase.state != "bought").order_by(Purchase.id)
            return list(session.scalars(rows))

    def forget(self, id: int) -> bool:
        """Somebody has seen that it was not bought. Not of what is known to be."""
        with self.database.writing() as session:
            gone = session.execute(
                delete(Purchase)
                .where(Purchase.id == id, Purchase.state != "bought")
                .returning(Purchase.id)
            )
            return gone.first() is not None


def _of(what: Select[Any], provider: str, kind: str) -> Select[Any]:
    return what.where(Purchase.provider == provider, Purchase.kind == kind)


def _unsettled(provider: str, order: Order[Any], owner: str | None) -> Select[Purchase]:
    """By that name, or for that owner."""
    ours = Purchase.name == order.name
    if owner is not None:
        ours |= Purchase.owner == owner
    return _of(select(Purchase), provider, order.kind).where(Purchase.state != "bought", ours)


def _bought_for(provider: str, order: Order[Any], owner: str) -> Select[str | None]:
    found = _of(select(Purchase.ref), provider, order.kind)
    return found.where(Purchase.state == "bought", Purchase.owner == owner).limit(1)


def _against(row: Purchase, name: str, owner: str | None, now: datetime) -> Conflict | None:
    """What keeps an order from going on with what is open."""
    if row.owner != owner:
        whose = row.owner or "nobody"
        return Conflict(f"the purchase of {row.name} for {whose} is open: settle it first")
    if row.state == "open" and now - row.since < ABANDONED:
        return UnderWay(f"{row.name} is being bought at this moment")
    if row.name != name and row.tried_at is not None:
        return Conflict(
            f"whether {row.name} was bought for {owner} is not known: order it again first"
        )
    return None
