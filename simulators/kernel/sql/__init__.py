"""Worlds in a database: SQLite, to outlive the process, or PostgreSQL, to be shared by many.

The database has the truth, this process a cache of it. Whoever holds a world has its row locked
(`SELECT ... FOR UPDATE`, or as SQLite's one writer), first brings the cached world up to date with
what others committed, and writes what it changed in the same transaction. That is committed before
the answer goes out, so no answer is of something that is lost when this process is killed.
"""

from simulators.kernel.sql.database import Database

__all__ = ["Database"]
