"""Operations of the section domains: parse, call the rules, render."""

from functools import partial
from typing import Any

from flask.views import MethodView

from simulators.hostens import docs
from simulators.hostens.cart import forms, orders
from simulators.hostens.cart.schemas import Placed
from simulators.hostens.clientarea import contacts
from simulators.hostens.domains import product, registry, schemas, settings, stored, tlds
from simulators.hostens.errors import not_found
from simulators.kernel.vendor import Vendor
from simulators.kernel.world import World

Body = dict[str, Any]

SAVED = {"info": ["success_changes_save"]}


def blueprints(vendor: Vendor) -> list[Any]:
    blp = docs.section(vendor, "Domains")
    _account(blp)
    _registry(blp)
    _settings(blp)
    _shop(blp)
    return [blp]


def _account(blp: Any) -> None:
    operation = docs.declaring(blp)

    @blp.route("/domain")
    class List(MethodView):
        @operation("listDomains", schemas.Domains)
        def get(self, world: World) -> Any:
            return {"domains": stored.listing(world, partial(docs.user().sees, "domains"))}

    @blp.route("/domain/<id>", parameters=[docs.id_in_path()])
    class Details(MethodView):
        @operation("getDomain", schemas.DomainDetails, 404, needs=("domains", "basic"))
        def get(self, world: World, id: str) -> Any:
            return {"details": stored.get(world, id)}

    @blp.route("/domain/name/<name>", parameters=[docs.text_in_path("name")])
    class ByName(MethodView):
        @operation("getDomainsByName", schemas.NamedDomains, 404)
        def get(self, world: World, name: str) -> Any:
            found = {domain["id"]: domain for domain in stored.named(world, registry.spelled(name))}
            seen = docs.user().sees("domains", found)
            if not seen:
                raise not_found()
            return {"details": [found[id] for id in seen]}

    @blp.route("/domain/<id>/renew", parameters=[docs.id_in_path()])
    class Renew(MethodView):
        @operation("renewDomain", Placed, 404, body=schemas.Renewal, needs=("domains", "renew"))
        def post(self, world: World, body: Body, id: str) -> Any:
            return orders.answer(world, product.renew(world, id, body))


def _registry(blp: Any) -> None:
    operation = docs.declaring(blp)

    @blp.route("/domain/<id>/epp", parameters=[docs.id_in_path()])
    class EppCode(MethodView):
        @operation("getEppCode", schemas.EppCode, 404, needs=("domains", "eppcode"))
        def get(self, world: World, id: str) -> Any:
            return {"epp_code": settings.code(world, id)}

    @blp.route("/domain/<id>/sync", parameters=[docs.id_in_path()])
    class Sync(MethodView):
        @operation("synchronizeDomain", schemas.InRegistry, 404, needs=("domains", "basic"))
        def get(self, world: World, id: str) -> Any:
            return settings.in_registry(world, id)

    @blp.route("/domain/<id>/reg", parameters=[docs.id_in_path()])
    class Register(MethodView):
        @operation(
            "registerNameservers",
            schemas.Children,
            404,
            body=schemas.NewChild,
            needs=("domains", "nameservers"),
        )
        def post(self, world: World, body: Body, id: str) -> Any:
            return {**SAVED, "nameservers": settings.register_child(world, id, body)}


def _settings(blp: Any) -> None:
    operation = docs.declaring(blp)

    @blp.route("/domain/<id>/ns", parameters=[docs.id_in_path()])
    class Nameservers(MethodView):
        @operation("getNameservers", schemas.Nameservers, 404, needs=("domains", "nameservers"))
        def get(self, world: World, id: str) -> Any:
            return {"nameservers": stored.get(world, id)["nameservers"]}

        @operation(
            "setNameservers",
            docs.Info,
            404,
            body=schemas.NewNameservers,
            needs=("domains", "nameservers"),
        )
        def put(self, world: World, body: Body, id: str) -> Any:
            settings.set_nameservers(world, id, body.get("nameservers", ()))
            return SAVED

    @blp.route("/domain/<id>/reglock", parameters=[docs.id_in_path()])
    class Lock(MethodView):
        @operation("getRegistrarLock", schemas.Lock, 404, needs=("domains", "reglock"))
        def get(self, world: World, id: str) -> Any:
            return {"reglock": settings.in_registry(world, id)["reglock"]}

        @operation(
            "setRegistrarLock", docs.Info, 404, body=schemas.NewLock, needs=("domains", "reglock")
        )
        def put(self, world: World, body: Body, id: str) -> Any:
            settings.set_lock(world, id, body.get("switch"))
            return SAVED

    @blp.route("/domain/<id>/contact", parameters=[docs.id_in_path()])
    class Contacts(MethodView):
        @operation("getDomainContacts", schemas.ContactInfo, 404, needs=("domains", "contactinfo"))
        def get(self, world: World, id: str) -> Any:
            return {"contact_info": settings.people(world, id)}

        @operation(
            "setDomainContacts",
            docs.Info,
            404,
            body=schemas.NewContacts,
            needs=("domains", "contactinfo"),
        )
        def put(self, world: World, body: Body, id: str) -> Any:
            contacts.check_naming(docs.user(), body)
            settings.set_people(world, id, body)
            return SAVED

    @blp.route("/domain/<id>/autorenew", parameters=[docs.id_in_path()])
    class Autorenew(MethodView):
        @operation("getAutorenew", schemas.Autorenew, 404, needs=("domains", "autorenew"))
        def get(self, world: World, id: str) -> Any:
            return {"autorenew": stored.get(world, id)["autorenew"]}

        @operation(
            "setAutorenew",
            docs.Info,
            404,
            body=schemas.NewAutorenew,
            needs=("domains", "autorenew"),
        )
        def put(self, world: World, body: Body, id: str) -> Any:
            settings.set_autorenew(world, id, body.get("autorenew"))
            return SAVED


def _shop(blp: Any) -> None:
    operation = docs.declaring(blp)

    @blp.route("/domain/lookup")
    class Lookup(MethodView):
        @operation("lookUpDomain", schemas.Availability, body=schemas.Lookup, reads=True)
        def post(self, world: World, body: Body) -> Any:
            return registry.lookup(world, body["name"])

    @blp.route("/domain/order")
    class Orders(MethodView):
        @operation("listTlds", schemas.Tlds)
        def get(self, world: World) -> Any:
            return {"tlds": [tld.shown() for tld in tlds.every().values()]}

        @operation("orderDomain", Placed, body=schemas.Order, needs=("billing", "orders"))
        def post(self, world: World, body: Body) -> Any:
            contacts.check_naming(docs.user(), body)
            return orders.one(world, "domain", body)

    @blp.route("/domain/order/<id>/form", parameters=[docs.id_in_path()])
    class Forms(MethodView):
        @operation("getTldForms", schemas.Forms, 404)
        def get(self, world: World, id: str) -> Any:
            tld = tlds.every().get(id)
            if tld is None:
                raise not_found()
            return {"forms": [forms.shown(form) for form in tld.forms]}
