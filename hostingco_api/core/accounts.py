"""Users, and how they get in: passwords, logins, roles."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import ColumnElement, Select, delete, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from hostingco_api.core import settings, tokens
from hostingco_api.core.database import LOCK
from hostingco_api.core.errors import (
    bad_token,
    conflict,
    forbidden,
    invalid,
    not_found,
    unauthenticated,
)
from hostingco_api.core.models import OVER, STAFF, Login, Server, Service, Setting, User

LOGIN_LASTS = timedelta(days=7)
"""However often its token is exchanged for a new one."""


class Accounts:
    """The rules, with what they need beside a session: a hasher, the secret of the tokens."""

    def __init__(self, hasher: PasswordHasher, secret: str) -> None:
        self.hasher = hasher
        self.secret = secret
        # Verified where there is no such user, so that it takes as long as where there is one.
        self._nobody = hasher.hash(secrets.token_urlsafe())

    # -- getting in -----------------------------------------------------------------------------

    def is_password(self, user: User | None, password: str) -> bool:
        try:
            known = (user and user.password) or self._nobody
            return self.hasher.verify(known, password) and bool(user and user.password)
        except (VerificationError, InvalidHashError):
            return False

    def log_in(self, session: Session, known: User, address: str, now: datetime) -> dict[str, Any]:
        """For whom the password was right. Answers user, token, and how long that is good."""
        user = _locked(session, known.id)
        if user is None or not user.is_active or user.password != known.password:
            raise unauthenticated("Invalid email or password")
        if not _let_in(session, user, address):
            raise unauthenticated("Invalid email or password")
        user.last_login_at = now
        login = Login(user_id=user.id, jti=_jti(), created_at=now, ends_at=now + LOGIN_LASTS)
        session.add(login)
        return {"user": user} | self._token(session, user, login, now)

    def refresh(self, session: Session, user: User, login: Login, now: datetime) -> dict[str, Any]:
        unchanged = select(Login).where(Login.id == login.id, Login.jti == login.jti)
        if session.scalar(unchanged.with_for_update(**LOCK)) is None:  # exchanged, or over
            raise bad_token()
        login.jti = _jti()
        return self._token(session, user, login, now)

    def _token(self, session: Session, user: User, login: Login, now: datetime) -> dict[str, Any]:
        lasts = settings.load(session).session_timeout
        lifetime, left = settings.duration(lasts), login.ends_at - now
        token = tokens.issue(self.secret, user, login, now, min(lifetime, left))
        return {"token": token, "expiresIn": lasts if lifetime <= left else _short(left)}

    def whose(
        self, session: Session, user_id: int, jti: str, address: str, now: datetime
    ) -> tuple[User, Login]:
        """Whose token it is. Raises a refusal where the login is over or the user is gone."""
        found = session.execute(
            select(User, Login)
            .join(Login, Login.user_id == User.id)
            .where(
                Login.jti == jti,
                Login.user_id == user_id,
                Login.ends_at > now,
                User.is_active.is_(True),
                User.deleted_at.is_(None),
            )
        ).one_or_none()
        if found is None:
            raise bad_token()
        if not _let_in(session, found[0], address):
            raise unauthenticated("The access token is not accepted from your address")
        return found[0], found[1]

    def log_out(self, session: Session, login: Login) -> None:
        session.execute(delete(Login).where(Login.id == login.id))

    # -- users ----------------------------------------------------------------------------------

    def hash(self, password: str) -> str:
        return self.hasher.hash(password)

    def change(
        self, session: Session, user: User, changes: dict[str, Any], me: User, now: datetime
    ) -> None:
        """Of oneself, or of anybody by an administrator. `changes` has the columns' names."""
        if me.role != "admin" and changes.keys() & {"role", "is_active"}:
            raise forbidden("Only an administrator changes roles and activity")
        before = (user.role, user.is_active)
        password = changes.pop("password", None)
        current = changes.pop("current_password", None)
        if password is not None:
            check_password(session, password)
            if user is me and not self.is_password(user, current or ""):
                raise invalid(currentPassword="Your current password is required")
            user.password = self.hash(password)
        if (email := changes.get("email", user.email)) != user.email:
            check_email(session, email)
        for name, value in changes.items():
            setattr(user, name, value)
        if before[0] == "user" != user.role:
            check_no_services(session, user, "user")
        if before == ("admin", True) and (user.role, user.is_active) != before:
            _one_admin_stays(session, user)
        if password is not None or (user.role, user.is_active) != before:
            log_out_everywhere(session, user)
        user.updated_at = now


def _short(time: timedelta) -> str:
    """Of less than a week: `11h`, `59m`, `3s`."""
    seconds = max(1, int(time.total_seconds()))
    unit, per = next((u, n) for u, n in (("h", 3600), ("m", 60), ("s", 1)) if seconds >= n)
    return f"{seconds // per}{unit}"


def _jti() -> str:
    return secrets.token_hex(16)


def _locked(session: Session, id: int | None) -> User | None:
    if id is None:
        return None
    user = session.get(User, id, with_for_update=LOCK, populate_existing=True)
    return user if user and not user.deleted_at else None


def _let_in(session: Session, user: User, address: str) -> bool:
    """Administrators only from the addresses that the settings list."""
    return user.role != "admin" or settings.load(session).lets_in(address)


def own(owner: InstrumentedAttribute[int], me: User) -> list[ColumnElement[bool]]:
    """The condition for what is theirs; none for staff, who see everybody's."""
    return [] if me.role in STAFF else [owner == me.id]


def by_email(session: Session, email: str) -> User | None:
    return session.scalar(select(User).where(User.email == email, User.deleted_at.is_(None)))


def check_email(session: Session, email: str) -> None:
    if by_email(session, email):
        raise conflict("A user with this email already exists")


def check_password(session: Session, password: str) -> None:
    least = settings.load(session).password_min_length
    if len(password) < least:
        raise invalid(password=f"Shorter than minimum length {least}.")


def create(session: Session, now: datetime, **columns: Any) -> User:
    """A new user; the password is a hash already."""
    check_email(session, columns["email"])
    user = User(created_at=now, updated_at=now, **columns)
    session.add(user)
    session.flush()
    return user


def listed(search: str | None, role: str | None) -> Select[User]:
    found = select(User).where(User.deleted_at.is_(None)).order_by(User.id)
    if role:
        found = found.where(User.role == role)
    if search:
        found = found.where(
            or_(
                *(
                    column.icontains(search, autoescape=True)
                    for column in (User.email, User.name, User.company)
                )
            )
        )
    return found


def visible(session: Session, id: int | None, me: User) -> User:
    """Oneself, or for staff everybody."""
    if id != me.id and me.role not in STAFF:
        raise not_found("User")
    user = session.get(User, id) if id else None
    if user is None or user.deleted_at:
        raise not_found("User")
    return user


def changeable(session: Session, id: int | None, me: User) -> User:
    user = visible(session, id, me)
    if user is not me and me.role != "admin":
        raise forbidden()
    session.refresh(user, with_for_update=LOCK)
    if user.deleted_at:
        raise not_found("User")
    return user


def hold(session: Session, me: User) -> None:
    """One at a time. Raises a refusal where they were shut out since the call began."""
    session.refresh(me, with_for_update=LOCK)
    if me.deleted_at or not me.is_active:
        raise bad_token()


def delete_user(session: Session, id: int | None, me: User, now: datetime) -> None:
    user = _locked(session, id)
    if user is None:
        raise not_found("User")
    if user.id == me.id:
        raise conflict("You cannot delete yourself")
    servers = select(func.count()).where(Server.user_id == user.id, Server.deleted_at.is_(None))
    if session.scalar(servers):
        raise conflict("The user has servers: delete them first")
    check_no_services(session, user, "user")
    if user.role == "admin" and user.is_active:
        _one_admin_stays(session, user)
    user.deleted_at = now
    user.is_active = False
    user.updated_at = now
    log_out_everywhere(session, user)


def log_out_everywhere(session: Session, user: User) -> None:
    session.execute(delete(Login).where(Login.user_id == user.id))


def check_no_services(session: Session, user: User, called: str) -> None:
    """Of those that go on: what is billed has a customer."""
    services = select(Service.id).where(Service.user_id == user.id, Service.status.not_in(OVER))
    if session.scalar(services.limit(1)):
        raise conflict(f"The {called} has services: terminate or delete them first")


def _one_admin_stays(session: Session, leaving: User) -> None:
    """Beside who leaves. One after another: what is locked are the settings, since two who leave
    have locked their own rows by now, and would wait for each other's."""
    session.get_one(Setting, 1, with_for_update=LOCK)
    others = select(User.id).where(
        User.role == "admin",
        User.is_active.is_(True),
        User.deleted_at.is_(None),
        User.password.is_not(None),  # who cannot log in administrates nothing
    )
    if not session.scalar(others.where(User.id != leaving.id).limit(1)):
        raise conflict("The last active administrator has to stay")
