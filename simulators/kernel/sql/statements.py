"""What is said to the database, composed once."""

from sqlalchemy import BindParameter, Insert, bindparam, delete, exists, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from simulators.kernel.sql.tables import documents, journal, worlds

_of_world: BindParameter[int] = bindparam("of")
_names: BindParameter[str] = bindparam("names", expanding=True)
_ids: BindParameter[int] = bindparam("ids", expanding=True)

names = select(worlds.c.name).order_by(worlds.c.id)
lock = select(worlds).where(worlds.c.name == bindparam("name")).with_for_update()
# In the order of names, whoever asks, so that nobody waits for somebody who waits for him. Nor does
# who inserts a world, of which the template is looked at only then, wait for those who copy that.
lock_all = (
    select(worlds)
    .where(worlds.c.name.in_(_names))
    .order_by(worlds.c.name)
    .with_for_update(key_share=True)
)
there = select(worlds.c.name).where(worlds.c.name.in_(_names))
lock_owned = (
    select(worlds.c.id)
    .where(or_(worlds.c.name == bindparam("name"), worlds.c.owner == bindparam("name")))
    .order_by(worlds.c.name)
    .with_for_update()
)
by_id = select(worlds).where(worlds.c.id == _of_world)

templates = select(worlds.c.id).where(worlds.c.state.is_(None)).order_by(worlds.c.id)
lock_idle = select(worlds.c.id).where(worlds.c.id.in_(_ids)).with_for_update(skip_locked=True)
_made = worlds.alias()
unused = select(worlds.c.id).where(
    worlds.c.id.in_(_ids), ~exists().where(_made.c.base == worlds.c.id)
)

add_world = insert(worlds).returning(worlds.c.id)
change_world = (
    update(worlds)
    .where(worlds.c.id == _of_world)
    .values({name: bindparam(f"new_{name}") for name in ("version", "state", "entries", "cleared")})
)
clear_entries = update(worlds).where(worlds.c.id == _of_world).values(cleared=worlds.c.entries)
delete_world = (
    delete(documents).where(documents.c.world.in_(_ids)),
    delete(journal).where(journal.c.world.in_(_ids)),
    delete(worlds).where(worlds.c.id.in_(_ids)),
)

changed = (
    select(documents.c.collection, documents.c.key, documents.c.born, documents.c.body)
    .where(documents.c.world == _of_world, documents.c.version > bindparam("since"))
    .order_by(documents.c.born.nulls_first(), documents.c.place)
)
add_documents = insert(documents)
copy_documents = insert(documents).from_select(
    [column.name for column in documents.c],
    select(
        bindparam("new", type_=documents.c.world.type),
        *[column for column in documents.c if column.name != "world"],
    ).where(documents.c.world == _of_world),
)
_template = documents.alias()
prune_documents = delete(documents).where(
    documents.c.world == _of_world,
    documents.c.body.is_(None),
    documents.c.version <= bindparam("until"),
    ~exists().where(
        _template.c.world == bindparam("base"),
        _template.c.collection == documents.c.collection,
        _template.c.key == documents.c.key,
    ),
)

numbers = select(worlds.c.entries, worlds.c.cleared).where(worlds.c.id == _of_world)
entries = (
    select(journal.c.entry)
    .where(journal.c.world == _of_world, journal.c.n > bindparam("after"))
    .order_by(journal.c.n)
)
add_entries = insert(journal)
sizes = (
    select(journal.c.n, journal.c.size)
    .where(journal.c.world == _of_world)
    .order_by(journal.c.n.desc())
)
prune_entries = delete(journal).where(
    journal.c.world == _of_world, journal.c.n <= bindparam("until")
)


class Puts:
    """Of documents: those that are new, or new in their place, and those that keep it."""

    def __init__(self, dialect: str) -> None:
        postgres = dialect == "postgresql"

        def putting(*columns: str) -> Insert:
            put = postgresql.insert(documents) if postgres else sqlite.insert(documents)
            return put.on_conflict_do_update(
                index_elements=["world", "collection", "key"],
                set_={name: put.excluded[name] for name in columns},
            )

        self.last = putting("born", "place", "version", "body")
        self.in_place = putting("version", "body")
