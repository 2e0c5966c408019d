"""Customers and staff, and how they and their programs get in."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from hostingco_api.core.ids import new_uuid
from hostingco_api.core.models.base import SECRET, UNTOLD, Base

ROLES = ("admin", "support", "user")
PERMISSIONS = {
    "admin": ["read", "write", "delete"],
    "support": ["read", "write"],
    "user": ["read", "write"],
}
STAFF = ("admin", "support")


class User(Base):
    """Customers, and those who serve them. Without a password nobody can log in."""

    __tablename__ = "users"
    __allow_unmapped__ = True

    # Of payments and settings, and no columns: the public API sets them.
    credit: Decimal = Decimal(0)
    currency: str = ""

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True, index=True, default=new_uuid)
    email: Mapped[str] = mapped_column(String(254))  # in lower case
    password: Mapped[str | None] = mapped_column(String(200), info=SECRET)  # an Argon2 hash
    name: Mapped[str] = mapped_column(String(100))
    first_name: Mapped[str | None] = mapped_column(String(50))  # what `name` began with, if known
    company: Mapped[str | None] = mapped_column(String(100))
    phone: Mapped[str | None] = mapped_column(String(32))
    role: Mapped[str] = mapped_column(String(10), default="user")
    is_active: Mapped[bool] = mapped_column(default=True)
    theme: Mapped[str] = mapped_column(String(10), default="light")
    notifications: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    last_login_at: Mapped[datetime | None] = mapped_column(info=UNTOLD)
    deleted_at: Mapped[datetime | None]

    @property
    def __audit__(self) -> str:
        """A customer is called as the public API calls them, whichever API changed them."""
        return "user" if self.role in STAFF else "client"

    @property
    def permissions(self) -> list[str]:
        return PERMISSIONS[self.role]

    @property
    def names(self) -> tuple[str, str]:
        """First and last name. Who is known by one name only has no last name."""
        first = self.first_name
        if first is not None and f"{self.name} ".startswith(f"{first} "):
            return first, self.name[len(first) + 1 :]
        first, _, last = self.name.rpartition(" ")
        return (first, last) if first else (last, "")

    @property
    def settings(self) -> "User":
        """An object of the API, of columns here."""
        return self


# An address may be used again once its user was deleted.
_LIVE = User.deleted_at.is_(None)
Index("uq_users_live_email", User.email, unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE)


class Login(Base):
    """One login. Only the token with this `jti` is good, so it can be exchanged and revoked."""

    __tablename__ = "logins"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    jti: Mapped[str] = mapped_column(String(32), unique=True)
    created_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)


class ApiKey(Base):
    """Of a program that uses the public API. The key itself is known to nobody but its owner."""

    __tablename__ = "api_keys"
    __audit__ = "api_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True, index=True, default=new_uuid)
    name: Mapped[str] = mapped_column(String(100))
    ref: Mapped[str] = mapped_column(String(12), unique=True)  # the part of the key that finds it
    hash: Mapped[str] = mapped_column(String(64), info=SECRET)  # SHA-256 of the whole key
    last4: Mapped[str] = mapped_column(String(4), info=UNTOLD)
    scopes: Mapped[list[str]]
    allowed_ips: Mapped[list[str]]
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None] = mapped_column(info=UNTOLD)
    last_used_ip: Mapped[str | None] = mapped_column(String(45), info=UNTOLD)
    revoked_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
