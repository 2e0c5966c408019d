"""Buying once.

A purchase whose answer got lost may have been made, and most providers would make another one if
they were asked again. So it is written down before the provider is asked, with what the account
has by then; after any failure the account is looked at, and what is there now was bought. What
cannot be found out stays `unknown`: the next order of the same name looks first, and buys only when
the provider has had time enough to show it. Where a provider cannot be looked at, a person has to
say that nothing was bought (`hostingco purchases`). A process that dies on the way leaves an `open`
row, which is as good as `unknown` once it is old.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from time import sleep
from typing import Any, Protocol, TypeVar

from sqlalchemy import Select, delete, select

from hostingco_api.core.database import LOCK, Database
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

SETTLES = timedelta(minutes=2)
"""After which what a provider does not show was not bought."""
ABANDONED = timedelta(minutes=15)
"""Longer than any purchase takes: three waits, and time-outs."""
AGAIN = 3
"""Times that a provider is asked again which has had too many calls."""
_REFUSED = (NotDone, Invalid, InvalidCredentials, NotFound, Conflict, NotSupported, RateLimited)
"""Nothing was bought, says the provider."""
Thing = TypeVar("Thing", Domain, VM)


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
            domain: Domain = self.driver.domain(self.name)
        except NotFound:
            return None
        return domain

    def ref(self, bought: Domain) -> str:
        return bought.name


class OfVM:
    kind = "vm"

    def __init__(self, driver: Any, order: VMOrder) -> None:
        self.driver, self.order, self.name = driver, order, order.hostname.lower()

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


class Purchases:
    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self.database = database
        self.clock = clock

    def make(self, provider: str, order: Order[Thing]) -> Thing:
        """Raises ProviderError: Conflict where its outcome is open, or another is under way."""
        id, tried_at, before = self._begin(provider, order)
        if tried_at is not None:
            found = self._look_again(id, order, before, tried_at)
            if found is not None:
                return found
        try:
            before = order.before()
        except BaseException:
            self._drop(id)
            raise
        return self._buy(id, order, before)

    def _begin(
        self, provider: str, order: Order[Thing]
    ) -> tuple[int, datetime | None, Sequence[str]]:
        """The row is ours afterwards. With the time and the ids of a former attempt."""
        now = self.clock()
        with self.database.writing() as session:
            row = session.scalar(_unsettled(provider, order).with_for_update(**LOCK))
            if row is None:
                row = Purchase(
                    provider=provider, kind=order.kind, name=order.name, state="open", since=now
                )
                session.add(row)
                session.flush()
            elif row.state == "open" and now - row.since < ABANDONED:
                raise Conflict(f"{order.name} is being bought at this moment")
            row.state, row.since = "open", now
            return row.id, row.tried_at, row.before or []

    def _look_again(
        self, id: int, order: Order[Thing], before: Sequence[str], tried_at: datetime
    ) -> Thing | None:
        """Raises unless it is known whether it was bought, or long ago that it could be seen."""
        try:
            found = order.found(before)
        except NotSupported as error:
            self._set(id, "unknown")
            raise Conflict(
                f"whether {order.name} was bought at {tried_at:%Y-%m-%d %H:%M} UTC is not known:"
                f" {error}. Ask there, then run `hostingco purchases --forget {id}` if it was not"
            ) from error
        except BaseException:
            self._set(id, "unknown")
            raise
        if found is not None:
            return self._bought(id, order, found)
        left = SETTLES - (self.clock() - tried_at)
        if left > timedelta(0):
            self._set(id, "unknown")
            raise Conflict(
                f"{order.name} was ordered a moment ago, and whether it was bought is not known:"
                f" try again in {int(left.total_seconds()) + 1} seconds"
            )
        return None

    def _buy(self, id: int, order: Order[Thing], before: list[str]) -> Thing:
        for attempt in range(AGAIN + 1):
            self._set(id, "open", tried_at=self.clock(), before=before)
            try:
                return self._bought(id, order, order.buy())
            except ProviderError as error:
                seen, found = self._seen(order, before)
                if found is not None:
                    return self._bought(id, order, found)
                if isinstance(error, RateLimited) and seen and attempt < AGAIN:
                    sleep(error.retry_after)
                    continue
                if isinstance(error, _REFUSED) and seen is not False:
                    self._drop(id)
                    raise
                self._set(id, "unknown")
                if type(error) is not ProviderError:
                    raise
                raise ProviderError(
                    f"{error}. Whether {order.name} was bought is not known: to order it again is"
                    " safe, since it is looked for first"
                ) from error
            except BaseException:
                self._set(id, "unknown")
                raise
        raise AssertionError("the last attempt has an end")

    def _seen(self, order: Order[Thing], before: list[str]) -> tuple[bool | None, Thing | None]:
        """Could it be looked for (None: never can), and what was found?"""
        try:
            return True, order.found(before)
        except NotSupported:
            return None, None
        except ProviderError as error:
            logging.warning("%s: cannot see whether it was bought: %s", order.name, error)
            return False, None

    def _bought(self, id: int, order: Order[Thing], bought: Thing) -> Thing:
        self._set(id, "bought", ref=order.ref(bought))
        return bought

    def _set(self, id: int, state: str, **columns: Any) -> None:
        with self.database.writing() as session:
            row = session.get(Purchase, id, with_for_update=LOCK)
            if row is not None:  # or somebody has said that it was not bought
                row.state, row.since = state, self.clock()
                for name, value in columns.items():
                    setattr(row, name, value)

    def _drop(self, id: int) -> None:
        with self.database.writing() as session:
            session.execute(delete(Purchase).where(Purchase.id == id))

    # -- what is written down -------------------------------------------------------------------

    def refs(self, provider: str, kind: str) -> list[str]:
        """Ids of what was bought, the oldest first."""
        with self.database.reading() as session:
            rows = session.scalars(
                select(Purchase.ref)
                .where(Purchase.provider == provider, Purchase.kind == kind)
                .where(Purchase.state == "bought")
                .order_by(Purchase.id)
            )
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


def _unsettled(provider: str, order: Order[Any]) -> Select[Purchase]:
    return select(Purchase).where(
        Purchase.provider == provider,
        Purchase.kind == order.kind,
        Purchase.name == order.name,
        Purchase.state != "bought",
    )
