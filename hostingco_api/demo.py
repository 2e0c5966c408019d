"""The demo company: made up, and the same for the same `now` but for hashes and tokens.

Its past is played from four months ago on, event after event, by the rules themselves; so numbers,
dates and amounts agree with each other as they would in a company that lives. The logins are
documented, so everybody knows them: `Fact("demo")` marks the database, and nothing serves such a
one by accident.
"""

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from heapq import heappop, heappush
from itertools import count
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from hostingco_api.core import accounts, billing, catalog, payments, servers
from hostingco_api.core.database import LOCK, Database
from hostingco_api.core.models import (
    Fact,
    Invoice,
    Message,
    PaymentMethod,
    Sample,
    Server,
    Setting,
    Ticket,
    User,
)
from hostingco_api.core.payments import LocalProcessor
from hostingco_api.core.providers import LocalProvider
from hostingco_api.demo_tickets import TICKETS

PAST = timedelta(days=120)
CUSTOMERS = 24  # beside John Doe
PLANS = {"basic": 20, "pro": 13, "enterprise": 10}  # servers of each beside web-server-01
ROLES = ("web", "db", "app", "mail", "cache", "git")
CARDS = ("4242424242424242", "5555555555554444", "378282246310005", "6011111111111117")
EXTRAS = (  # days ago, text, price, what becomes of it
    (75, "Server migration", "149.00", "paid"),
    (40, "Data recovery", "89.50", "cancelled"),
    (5, "Security review", "240.00", "pending"),
)
TALKS = timedelta(days=14)
STEP = timedelta(minutes=5)
SAMPLED = 8  # servers, each for a day

Act = Callable[[datetime], None]


class NotEmpty(Exception):
    """The message says what is there."""


def is_one(database: Database) -> bool:
    with database.reading() as session:
        return session.get(Fact, "demo") is not None


def seed(database: Database, hasher: PasswordHasher, now: datetime) -> None:
    """Fill a new database, unless that was done. Raises NotEmpty where there is anybody else."""
    with database.writing() as session:
        # Two that begin at once: the second waits, and finds it done.
        session.get_one(Setting, 1, with_for_update=LOCK)
        if session.get(Fact, "demo"):
            return
        if session.scalar(select(User.id).limit(1)):
            raise NotEmpty("the database has users already")
        session.add(Fact(name="demo", value="1"))
        _Company(session, now).live(hasher.hash("admin123"), hasher.hash("password123"))


class _Company:
    def __init__(self, session: Session, now: datetime) -> None:
        self.session = session
        self.now = now
        self.began = now - PAST
        from faker import Faker  # here, since everybody asks whether a database is a demo's

        self.fake = Faker("en_US")
        self.fake.seed_instance(3003)
        self.random = self.fake.random
        self.provider = LocalProvider(session)
        self.processor = LocalProcessor()
        self.customers: list[User] = []
        self.cards: dict[int, PaymentMethod] = {}
        self.servers: list[Server] = []
        # A session forgets what nobody holds, and would read it again each time.
        self._kept: list[Any] = [session.get(Setting, 1)]
        self._agenda: list[tuple[datetime, int, Act]] = []
        self._number = count()

    def live(self, admin: str, everybody: str) -> None:
        """Until now; what was planned for later does not happen."""
        then = self.began
        self.session.info["clock"] = lambda: then  # for the audit log
        self._hire(admin, everybody)
        self._plan_customers(everybody)
        self._plan_servers()
        for days, text, price, fate in EXTRAS:
            self._at(self.now - timedelta(days=days), self._sell(text, Decimal(price), fate))
        while self._agenda:
            then, _, act = heappop(self._agenda)
            act(then)
            self.session.flush()
        then = self.now
        for invoice in self.session.scalars(billing.to_mark(then)).all():
            billing.mark(self.session, invoice, invoice.due_at)
        self._log_in()
        self._ask()
        self._measure()

    def _at(self, when: datetime, act: Act) -> None:
        if when <= self.now:
            heappush(self._agenda, (when, next(self._number), act))

    def _share(self, of: timedelta, n: int, parts: int) -> datetime:
        """When so many parts of a time were over, of the time up to now; to the minute."""
        minutes = of // timedelta(minutes=1)
        return self.now - timedelta(minutes=minutes - minutes * n // parts)

    def _later(self, when: datetime, *, least: float, most: float) -> datetime:
        """So many hours later, to the minute."""
        minutes = self.random.randint(int(least * 60), int(most * 60))
        return when + timedelta(minutes=minutes)

    # -- people ---------------------------------------------------------------------------------

    def _hire(self, admin: str, everybody: str) -> None:
        for email, name, role, password in (
            ("admin@hostingco.com", "Ada Admin", "admin", admin),
            ("support@hostingco.com", "Sam Support", "support", everybody),
        ):
            user = accounts.create(
                self.session, self.began, email=email, name=name, role=role, password=password
            )
            if role == "support":
                self.agent = user

    def _plan_customers(self, password: str) -> None:
        john = {
            "email": "user@example.com",
            "name": "John Doe",
            "company": "Acme Corporation",
            "phone": "+1234567890",
        }
        self._at(self.began, self._sign_up(0, john | {"password": password}))
        for n in range(1, CUSTOMERS + 1):
            name = self.fake.unique.first_name() + " " + self.fake.unique.last_name()
            columns: dict[str, Any] = {
                "name": name,
                "email": f"{name.lower().replace(' ', '.')}@example.{('com', 'net', 'org')[n % 3]}",
                "company": self.fake.unique.company() if n % 6 else None,
                "phone": self.fake.numerify("+1 (%##) 555-01##") if n % 4 else None,
                # A few were entered by staff.
                "password": password if n % 8 else None,
                "theme": self.random.choice(("light", "dark")),
            }
            when = self._later(self._share(PAST, n, CUSTOMERS + 1), least=0, most=36)
            self._at(when, self._sign_up(n, columns))

    def _sign_up(self, n: int, columns: dict[str, Any]) -> Act:
        def act(now: datetime) -> None:
            user = accounts.create(self.session, now, **columns)
            self.customers.append(user)
            if n not in (12, 20):
                self._add_card(user, n, now)
            if n == 0:
                self._add_card(user, 1, now + timedelta(minutes=3))
            if n == 9:  # changes their mind, before there is a server
                self.customers.remove(user)
                self._at(now + timedelta(days=60), lambda then: self._leave(user, then))

        return act

    def _add_card(self, user: User, n: int, now: datetime) -> None:
        year = self.now.year + 1 + n % 3
        card = {
            "type": "credit_card",
            "number": CARDS[n % len(CARDS)],
            "cvv": "123",
            "expiry_month": 1 + n % 12,
            "expiry_year": year,
        }
        if n == 14:
            card["number"] = LocalProcessor.DECLINES
        elif n == 4:  # has expired by now, and had not when it was added
            ends = self.now - timedelta(days=75)
            card |= {"expiry_month": ends.month, "expiry_year": ends.year}
        added = payments.add(self.session, user, self.processor, now, card)
        self.cards.setdefault(user.id, added)

    def _leave(self, user: User, now: datetime) -> None:
        admin = self.session.get_one(User, 1)
        accounts.delete_user(self.session, user.id, admin, now)

    def _log_in(self) -> None:
        for n, user in enumerate(self.session.scalars(select(User).order_by(User.id)).all()):
            if user.password and user.is_active:
                since = max(user.created_at, self.now - timedelta(days=45 if n % 4 == 3 else 6))
                minutes = (self.now - since) // timedelta(minutes=1)
                user.last_login_at = since + timedelta(minutes=self.random.randint(0, minutes))
        self.customers[-4].is_active = False

    # -- servers and what they cost -------------------------------------------------------------

    def _plan_servers(self) -> None:
        plans = [plan for plan, number in PLANS.items() for _ in range(number)]
        self.random.shuffle(plans)
        self._at(self.began + timedelta(hours=1), self._order("pro", 0, "web-server-01"))
        for n, plan in enumerate(plans, 1):
            when = self._later(self._share(PAST, n, len(plans) + 1), least=2, most=48)
            self._at(when, self._order(plan, n))
        self._at(self.now - timedelta(minutes=1), self._order("pro", len(plans) + 1))
        self._at(self.now - timedelta(days=100), self._order("basic", 3, "trial"))

    def _order(self, plan: str, n: int, name: str = "") -> Act:
        def act(now: datetime) -> None:
            user = self.random.choice(self.customers[-9:]) if n else self.customers[0]
            called = name or f"{self.random.choice(ROLES)}-{n:02d}"
            own = user.email.split("@")[0].replace(".", "-")
            domain = "acme.com" if user is self.customers[0] else f"{own}.example.com"
            server = servers.order(
                self.session,
                user,
                now,
                plan=plan,
                location=catalog.LOCATIONS[n % len(catalog.LOCATIONS)],
                name=called,
                own_hostname=f"{called}.{domain}",
                backups=n % 5 != 1,
            )
            self.servers.append(server)
            self._billed(server, now)
            self._at(now + timedelta(minutes=2), lambda then: self._provision(server, then))
            if called == "trial":
                self._at(now + timedelta(days=45), lambda then: self._give_up(server, then))
            elif n % 14 == 6:
                stops = max(now, self.now - timedelta(hours=n)) + timedelta(minutes=30)
                self._at(stops, lambda then: self._stop(server, then))
            elif n in (11, 25):
                repaired = max(now, self.now - timedelta(hours=3)) + timedelta(minutes=30)
                self._at(repaired, lambda then: self._maintain(server, then))

        return act

    def _provision(self, server: Server, now: datetime) -> None:
        servers.provision(self.session, server, self.provider, now)

    def _stop(self, server: Server, now: datetime) -> None:
        servers.power(self.session, server, "stop", self.provider, now)

    def _maintain(self, server: Server, now: datetime) -> None:
        servers.change(self.session, server, {"status": "maintenance"}, now)

    def _give_up(self, server: Server, now: datetime) -> None:
        servers.give_up(self.session, server, self.provider, now)

    def _bill(self, server: Server, now: datetime) -> None:
        if not server.deleted_at:
            billing.bill(self.session, server, now)
            self._billed(server, now)

    def _billed(self, server: Server, now: datetime) -> None:
        """Plan how the last invoice is paid, and the next one."""
        written = select(Invoice).where(Invoice.server_id == server.id).order_by(Invoice.id.desc())
        invoice = self.session.scalars(written.limit(1)).one()
        self._kept.append(invoice)
        self._plan_payment(invoice, now)
        again = server.next_billing_at - billing.TIME_TO_PAY
        self._at(again, lambda then: self._bill(server, then))

    def _plan_payment(self, invoice: Invoice, now: datetime) -> None:
        late = invoice.user_id % 9 == 6
        pays = (
            self._later(now, least=400, most=700) if late else self._later(now, least=1, most=300)
        )
        self._at(pays, lambda then: self._pay(invoice, then))

    def _pay(self, invoice: Invoice, now: datetime) -> None:
        """With the first card; who has none does not."""
        if card := self.cards.get(invoice.user_id):
            payment = billing.pay(self.session, invoice, card.id, now)
            done = min(now + timedelta(seconds=2), self.now)
            billing.settle(self.session, payment, self.processor, done)

    def _sell(self, text: str, price: Decimal, fate: str) -> Act:
        def act(now: datetime) -> None:
            john = self.customers[0]
            invoice = billing.write(
                self.session, john.id, text, [billing.line(text, 1, price)], now
            )
            if fate == "paid":
                self._plan_payment(invoice, now)
            elif fate == "cancelled":
                invoice.status = fate

        return act

    # -- tickets --------------------------------------------------------------------------------

    def _ask(self) -> None:
        """One after another, in this order; each is answered within hours."""
        for n, (subject, category, priority, status, lines) in enumerate(TICKETS):
            asked = self._later(self._share(TALKS, n, len(TICKETS)), least=0, most=3)
            there = [user for user in self.customers if user.created_at <= asked]
            user = self.customers[0] if n in (0, 7) else self.random.choice(there)
            ticket = Ticket(
                user_id=user.id,
                subject=subject,
                description=lines[0],
                category=category,
                priority=priority,
                status=status,
                created_at=asked,
            )
            at = asked
            for turn, line in enumerate(lines):
                by_staff = turn % 2 == 1
                author, sender = (self.agent, "support") if by_staff else (user, "user")
                message = Message(author_id=author.id, sender=sender, content=line, sent_at=at)
                ticket.messages.append(message)
                if turn == 1:
                    ticket.answered_at, ticket.assigned_to_id = at, self.agent.id
                ticket.updated_at = at
                at = min(self._later(at, least=0.2, most=5), self.now)
            if status in ("resolved", "closed"):
                ticket.resolved_at = ticket.updated_at
            if status == "closed":
                ticket.closed_at = ticket.updated_at = at
                ticket.reason = "Solved"
            self.session.add(ticket)
        self.session.flush()

    # -- samples --------------------------------------------------------------------------------

    def _measure(self) -> None:
        """Of the last day, as a provider would that tells everything."""
        seconds = STEP.seconds
        last = datetime.fromtimestamp(self.now.timestamp() // seconds * seconds, UTC)
        day = timedelta(days=1)
        found = [
            server
            for server in self.servers
            if server.status in ("active", "inactive")
            and not server.deleted_at
            and server.created_at < last - day
        ]
        stopped = [server for server in found if server.status == "inactive"][:1]
        running = [server for server in found if server.status == "active"]
        self.session.execute(
            insert(Sample),
            [
                self._sample(server, last - n * STEP)
                for server in [*running[: SAMPLED - len(stopped)], *stopped]
                for n in range(day // STEP)
            ],
        )

    def _sample(self, server: Server, at: datetime) -> dict[str, Any]:
        up = server.status == "active" or at < server.updated_at
        if up and self.random.random() < 0.003 and at < self.now - STEP:
            up = False
        sample: dict[str, Any] = {"server_id": server.id, "taken_at": at, "up": up}
        columns = ("cpu_usage", "memory_usage", "disk_usage", "network_in", "network_out")
        sample |= dict.fromkeys((*columns, "processes", "connections", "load"))
        if up:
            # Most is to do in the afternoon.
            busy = 1 + 0.6 * math.sin((at.hour + at.minute / 60 - 9) / 12 * math.pi)
            noise = self.random.uniform
            cpu = 22 * busy + noise(-4, 4)
            sample |= {
                "cpu_usage": round(cpu, 1),
                "memory_usage": round(50 + 8 * busy + noise(-1, 1), 1),
                "disk_usage": round(40 + server.id % 30 + noise(0, 0.2), 1),
                "network_in": round(180 * busy + noise(-40, 40), 1),
                "network_out": round(420 * busy + noise(-90, 90), 1),
                "processes": round(110 + 25 * busy + noise(-5, 5)),
                "connections": round(40 * busy + noise(-8, 8)),
                "load": [round(cpu / 25 * factor, 2) for factor in (1, 0.96, 0.92)],
            }
        return sample
