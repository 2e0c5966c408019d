"""What every table has in common."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import JSON, Date, MetaData
from sqlalchemy.orm import DeclarativeBase

from hostingco_api.core.database import Instant, Money

SECRET: dict[str, Any] = {"audit": "secret"}
"""Of columns of which the audit log tells that they changed, and nothing more."""
UNTOLD: dict[str, Any] = {"audit": "untold"}
"""Of columns of which it tells nothing: how far something got, when it was last seen."""


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        date: Date,
        datetime: Instant,
        Decimal: Money,
        dict[str, Any]: JSON,
        list[str]: JSON,
    }
