"""What is in the database: a row per world, one per document that is its own, one per exchange.

A world that was made from a template (`base`) has the template's documents but for those that it
changed, so a fork of a world of 10,000 domains copies what that one changed and nothing else.

There are no foreign keys from documents and journal: whoever writes them has the world's row
locked, so there is nothing to check.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

_NUMBER = BigInteger().with_variant(Integer, "sqlite")  # there, only INTEGER counts by itself
_KEY = Text().with_variant(Text(collation="C"), "postgresql")  # order of bytes, whatever the locale

metadata = MetaData()

meta = Table("hostsim_meta", metadata, Column("format", Integer, nullable=False))

worlds = Table(
    "hostsim_worlds",
    metadata,
    # Never given twice, so that a world that was replaced is known by its id.
    Column("id", _NUMBER, primary_key=True),
    Column("name", _KEY, nullable=False, unique=True),
    # Of a checkpoint the name of its world, of others their own name.
    Column("owner", _KEY, nullable=False, index=True),
    Column("seed", BigInteger, nullable=False),
    Column("base", _NUMBER, ForeignKey("hostsim_worlds.id"), index=True),
    # Rises with every change; documents know in which of them they were.
    Column("version", BigInteger, nullable=False),
    # `World.state()`; a template has none.
    Column("state", LargeBinary),
    # Numbers of journal entries: of the newest one, and of the newest when it was cleared.
    Column("entries", BigInteger, nullable=False),
    Column("cleared", BigInteger, nullable=False),
    sqlite_autoincrement=True,
)

documents = Table(
    "hostsim_documents",
    metadata,
    Column("world", _NUMBER, primary_key=True, autoincrement=False),
    Column("collection", _KEY, primary_key=True),
    Column("key", _KEY, primary_key=True),
    # Where it is in the order: the version that put it last, and where among those of that one.
    # None where it has the place of the template's document of that key.
    Column("born", BigInteger),
    Column("place", Integer),
    Column("version", BigInteger, nullable=False),
    # None where it is gone: other processes and the template still have it.
    Column("body", LargeBinary),
    Index("hostsim_documents_changed", "world", "version"),
    sqlite_with_rowid=False,
)

journal = Table(
    "hostsim_journal",
    metadata,
    Column("world", _NUMBER, primary_key=True, autoincrement=False),
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    Column("size", Integer, nullable=False),
    Column("entry", LargeBinary, nullable=False),
)
