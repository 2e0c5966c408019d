"""Products and their prices, and the nodes on which services are set up."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from hostingco_api.core.errors import conflict, invalid
from hostingco_api.core.models import MANUAL, OVER, Node, Product, ProductPrice, Service

TYPES = ("hosting", "domain", "other")
STATUSES = ("active", "inactive")
OPTIONS = ("plan", "template", "data_center_id", "payment_method_id", "ssh_key_id")
"""Of a module: what it is to make."""
_NEEDED = ("plan", "template")
"""To order a machine at a provider."""


# -- products -----------------------------------------------------------------------------------


def listed(
    search: str | None = None, status: str | None = None, type: str | None = None
) -> Select[Product]:
    found = select(Product).where(Product.deleted_at.is_(None)).order_by(Product.id)
    if search:
        found = found.where(_like(search, Product.name, Product.slug))
    if status:
        found = found.where(Product.status == status)
    return found.where(Product.type == type) if type else found


def create(
    session: Session, now: datetime, *, pricing: list[dict[str, Any]], **columns: Any
) -> Product:
    columns["slug"] = columns.get("slug") or _free_slug(session, columns["name"])
    product = Product(created_at=now, updated_at=now, **columns)
    product.pricing = [ProductPrice(**price) for price in pricing]
    _check(session, product)
    session.add(product)
    session.flush()
    return product


def change(session: Session, product: Product, changes: dict[str, Any], now: datetime) -> None:
    """Services that there are keep their price."""
    # A module does with a service what its product's type says: a machine would stay for ever.
    made = (changes.get("type", product.type), changes.get("module", product.module))
    if made != (product.type, product.module) and _used(session, Service.product_id, product.id):
        raise conflict("There are services of the product: its type and module cannot change")
    pricing = changes.pop("pricing", None)
    with session.no_autoflush:
        for column, value in changes.items():
            setattr(product, column, value)
        if pricing is not None:
            product.pricing = [ProductPrice(**price) for price in pricing]
        product.updated_at = now
        _check(session, product)


def delete(session: Session, product: Product, now: datetime) -> None:
    if _used(session, Service.product_id, product.id):
        raise conflict("There are services of the product: terminate them first")
    product.deleted_at = product.updated_at = now


def price(product: Product, cycle: str) -> ProductPrice:
    """Raises a refusal where it is not sold so."""
    for known in product.pricing:
        if known.cycle == cycle:
            return known
    raise invalid(billing_cycle="The product has no price for this cycle.")


def options(product: Product, node: Node | None) -> dict[str, str]:
    """Of the module: the node's are laid over the product's."""
    return {**product.module_options, **(node.module_options if node else {})}


def _check(session: Session, product: Product) -> None:
    with session.no_autoflush:
        others = list(session.scalars(listed().where(Product.slug == product.slug)))
    if any(known is not product for known in others):
        raise conflict("There is a product with this slug already")
    node = session.get(Node, product.node_id) if product.node_id else None
    if node and node.module != product.module:
        raise invalid(server_id=f"The server's module is {node.module}.")
    if product.module != MANUAL and product.type == "other":
        raise invalid(module="Only hosting and domains are made by a provider.")
    _check_told(product, node)


def _check_told(product: Product, node: Node | None) -> None:
    """Does a provider know what it is to make?"""
    if product.module != MANUAL and product.type == "hosting":
        has = options(product, node)
        if missing := [name for name in _NEEDED if not has.get(name)]:
            raise invalid(module_options=f"Missing: {', '.join(missing)}.")


def _free_slug(session: Session, name: str) -> str:
    """Of a name: `Basic Hosting` is basic-hosting, and the next one basic-hosting-2."""
    kept = "".join(c if c.isascii() and c.isalnum() else " " for c in name.lower())
    start = "-".join(kept.split())[:90].rstrip("-") or "product"
    known = select(Product.slug).where(Product.deleted_at.is_(None), Product.slug.startswith(start))
    taken = set(session.scalars(known))
    number = 2
    slug = start
    while slug in taken:
        slug, number = f"{start}-{number}", number + 1
    return slug


# -- nodes --------------------------------------------------------------------------------------


def nodes(
    search: str | None = None, status: str | None = None, module: str | None = None
) -> Select[Node]:
    found = select(Node).where(Node.deleted_at.is_(None)).order_by(Node.id)
    if search:
        found = found.where(_like(search, Node.name, Node.hostname))
    if status:
        found = found.where(Node.status == status)
    return found.where(Node.module == module) if module else found


def create_node(session: Session, now: datetime, **columns: Any) -> Node:
    node = Node(created_at=now, updated_at=now, **columns)
    session.add(node)
    session.flush()
    return node


def change_node(session: Session, node: Node, changes: dict[str, Any], now: datetime) -> None:
    module = changes.get("module", node.module)
    if module != node.module and _node_used(session, node):
        raise conflict("The server is used: its module cannot change")
    for column, value in changes.items():
        setattr(node, column, value)
    for product in session.scalars(listed().where(Product.node_id == node.id)):
        _check_told(product, node)
    node.updated_at = now


def delete_node(session: Session, node: Node, now: datetime) -> None:
    if _node_used(session, node):
        raise conflict("There are products or services on the server")
    node.deleted_at = node.updated_at = now


def used_places(session: Session, ids: list[int]) -> dict[int, int]:
    """How many services are set up, or being set up, on each node."""
    rows = session.execute(
        select(Service.node_id, func.count())
        .where(
            Service.node_id.in_(ids), Service.status.in_(("provisioning", "active", "suspended"))
        )
        .group_by(Service.node_id)
    )
    return {id: count for id, count in rows if id is not None}


def _node_used(session: Session, node: Node) -> bool:
    of_products = listed().where(Product.node_id == node.id)
    return session.scalar(of_products.limit(1)) is not None or _used(
        session, Service.node_id, node.id
    )


# -- both ---------------------------------------------------------------------------------------


def _used(session: Session, column: InstrumentedAttribute[Any], id: int) -> bool:
    live = select(Service.id).where(column == id, Service.status.not_in(OVER))
    return session.scalar(live.limit(1)) is not None


def _like(search: str, *columns: Any) -> Any:
    return or_(*(column.icontains(search, autoescape=True) for column in columns))
