"""Alembic's: `migrate` hands over the connection."""

from typing import Any, Literal

from alembic import context
from sqlalchemy.types import TypeDecorator

from hostingco_api.core.models import Base


def render_item(kind: str, item: Any, autogenerate: Any) -> str | Literal[False]:
    """A migration has what the database sees, and no types of ours, which may change."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite alters tables by copying them
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
