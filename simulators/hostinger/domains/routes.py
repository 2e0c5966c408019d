"""The Domains operations: parse, call the rules, render."""

from typing import Any

from flask.views import MethodView

from simulators.hostinger import docs
from simulators.hostinger.billing.schemas import OrderResource
from simulators.hostinger.domains import (
    availability,
    forwarding,
    moves,
    portfolio,
    registrants,
    schemas,
    transfers,
    whois,
)
from simulators.kernel.vendor import Vendor
from simulators.kernel.web import blueprint
from simulators.kernel.world import World

Body = dict[str, Any]

WHOIS = docs.number("whoisId")


def blueprints(vendor: Vendor) -> list[Any]:
    blp = blueprint(vendor, "Domains", "/api/domains/v1")
    operation = docs.declaring(blp)

    @blp.route("/availability/alternatives-from-description")
    class AlternativesFromDescription(MethodView):
        @operation(
            "domains_suggestDomainNamesFromADescriptionV1",
            docs.NAMES,
            body=schemas.AlternativesFromDescriptionRequest,
        )
        def post(self, world: World, body: Body) -> Any:
            return availability.described(world, body["description"], body["limit"])

    @blp.route("/availability/alternatives-from-domain")
    class AlternativesFromDomain(MethodView):
        @operation(
            "domains_suggestDomainNamesFromADomainV1",
            docs.NAMES,
            body=schemas.AlternativesFromDomainRequest,
        )
        def post(self, world: World, body: Body) -> Any:
            return availability.near(world, body["domain"], body["limit"])

    @blp.route("/availability")
    class Availability(MethodView):
        @operation(
            "domains_checkDomainAvailabilityV1",
            schemas.AvailabilityResource(many=True),
            body=schemas.AvailabilityRequest,
        )
        def post(self, world: World, body: Body) -> Any:
            return availability.check(world, body)

    @blp.route("/forwarding/<string:domain>", parameters=[docs.DOMAIN])
    class Forwarding(MethodView):
        @operation("domains_getDomainForwardingV1", schemas.ForwardingResource(), 404)
        def get(self, world: World, domain: str) -> Any:
            return forwarding.read(world, domain)

        @operation(
            "domains_updateDomainForwardingV1",
            schemas.ForwardingResource(),
            404,
            body=schemas.ForwardingUpdateRequest,
        )
        def put(self, world: World, body: Body, domain: str) -> Any:
            return forwarding.update(world, domain, body)

        @operation("domains_deleteDomainForwardingV1", None, 404, 422)
        def delete(self, world: World, domain: str) -> None:
            forwarding.delete(world, domain)

    @blp.route("/forwarding")
    class Forwardings(MethodView):
        @operation(
            "domains_createDomainForwardingV1",
            schemas.ForwardingResource(),
            404,
            body=schemas.ForwardingStoreRequest,
        )
        def post(self, world: World, body: Body) -> Any:
            return forwarding.create(world, body)

    @blp.route("/irtp/<string:domain>", parameters=[docs.DOMAIN])
    class Irtp(MethodView):
        @operation("domains_getPendingIRTPVerificationV1", schemas.VerificationResource(), 404)
        def get(self, world: World, domain: str) -> Any:
            return registrants.read(world, domain)

        @operation("domains_cancelPendingIRTPVerificationV1", None, 404)
        def delete(self, world: World, domain: str) -> None:
            registrants.cancel(world, domain)

    @blp.route("/whois/change")
    class ChangeProfile(MethodView):
        @operation(
            "domains_changeWHOISProfileForDomainV1", None, 404, body=schemas.WHOISChangeRequest
        )
        def put(self, world: World, body: Body) -> None:
            registrants.change(world, body)

    @blp.route("/whois/default/<string:whoisId>", parameters=[WHOIS])
    class DefaultProfile(MethodView):
        @operation("domains_setWHOISProfileAsDefaultV1", None, 404)
        def put(self, world: World, whoisId: str) -> None:
            whois.set_default(world, whoisId)

        @operation("domains_unsetDefaultWHOISProfileV1", None, 404)
        def delete(self, world: World, whoisId: str) -> None:
            whois.unset_default(world, whoisId)

    @blp.route("/whois/<string:whoisId>", parameters=[WHOIS])
    class Profile(MethodView):
        @operation("domains_getWHOISProfileV1", schemas.WHOISProfileResource(), 404)
        def get(self, world: World, whoisId: str) -> Any:
            return whois.read(world, whoisId)

        @operation("domains_deleteWHOISProfileV1", None, 404, 422)
        def delete(self, world: World, whoisId: str) -> None:
            whois.delete(world, whoisId)

    @blp.route("/whois")
    class Profiles(MethodView):
        @operation(
            "domains_getWHOISProfileListV1",
            schemas.WHOISProfileResource(many=True),
            422,
            query=schemas.WHOISQuery,
        )
        def get(self, world: World, query: Body) -> Any:
            return whois.listing(world, query.get("tld"))

        @operation(
            "domains_createWHOISProfileV1",
            schemas.WHOISProfileResource(),
            body=schemas.WHOISStoreRequest,
        )
        def post(self, world: World, body: Body) -> Any:
            return whois.create(world, body)

    @blp.route("/whois/<string:whoisId>/usage", parameters=[WHOIS])
    class ProfileUsage(MethodView):
        @operation("domains_getWHOISProfileUsageV1", docs.NAMES, 404)
        def get(self, world: World, whoisId: str) -> Any:
            return whois.usage(world, whoisId)

    @blp.route("/move/incoming/<string:domain>", parameters=[docs.DOMAIN])
    class IncomingMove(MethodView):
        @operation(
            "domains_getIncomingDomainMoveV1",
            schemas.MoveResource(),
            404,
            422,
            query=schemas.MoveQuery,
        )
        def get(self, world: World, query: Body, domain: str) -> Any:
            return moves.read(world, moves.INCOMING, domain)

        @operation("domains_acceptIncomingDomainMoveV1", None, 404, body=schemas.MoveAcceptRequest)
        def put(self, world: World, body: Body, domain: str) -> None:
            moves.accept(world, domain, body["domain_contacts"])

        @operation("domains_rejectIncomingDomainMoveV1", None, 404, 422)
        def delete(self, world: World, domain: str) -> None:
            moves.reject(world, domain)

    @blp.route("/move/incoming")
    class IncomingMoves(MethodView):
        @operation("domains_getIncomingDomainMoveListV1", schemas.MoveResource(many=True))
        def get(self, world: World) -> Any:
            return moves.incoming(world)

    @blp.route("/move/outgoing/<string:domain>", parameters=[docs.DOMAIN])
    class OutgoingMove(MethodView):
        @operation("domains_getOutgoingDomainMoveV1", schemas.MoveResource(), 404)
        def get(self, world: World, domain: str) -> Any:
            return moves.read(world, moves.OUTGOING, domain)

        @operation(
            "domains_startOutgoingDomainMoveV1", None, 404, 428, body=schemas.MoveStartRequest
        )
        def post(self, world: World, body: Body, domain: str) -> None:
            moves.start(world, domain, body["new_customer_email"])

        @operation("domains_cancelOutgoingDomainMoveV1", None, 404, 422)
        def delete(self, world: World, domain: str) -> None:
            moves.cancel(world, domain)

    @blp.route("/move/outgoing")
    class OutgoingMoves(MethodView):
        @operation("domains_getOutgoingDomainMoveListV1", schemas.MoveResource(many=True))
        def get(self, world: World) -> Any:
            return moves.outgoing(world)

    @blp.route("/portfolio/<string:domain>/auth-code", parameters=[docs.DOMAIN])
    class AuthCode(MethodView):
        @operation("domains_getDomainAuthorizationCodeV1", schemas.AuthCodeResource(), 404, 422)
        def get(self, world: World, domain: str) -> Any:
            return portfolio.auth_code(world, domain)

    @blp.route("/portfolio/claim")
    class Claim(MethodView):
        @operation(
            "domains_claimFreeDomainV1",
            schemas.DomainClaimResource(),
            body=schemas.DomainClaimRequest,
        )
        def post(self, world: World, body: Body) -> Any:
            return portfolio.claim(world, body)

    @blp.route("/portfolio/<string:domain>/domain-lock", parameters=[docs.DOMAIN])
    class DomainLock(MethodView):
        @operation("domains_enableDomainLockV1", None, 404, 422)
        def put(self, world: World, domain: str) -> None:
            portfolio.lock(world, domain, on=True)

        @operation("domains_disableDomainLockV1", None, 404, 422)
        def delete(self, world: World, domain: str) -> None:
            portfolio.lock(world, domain, on=False)

    @blp.route("/portfolio/<string:domain>", parameters=[docs.DOMAIN])
    class Domain(MethodView):
        @operation("domains_getDomainDetailsV1", schemas.DomainExtendedResource(), 404)
        def get(self, world: World, domain: str) -> Any:
            return portfolio.read(world, domain)

    @blp.route("/portfolio")
    class Domains(MethodView):
        @operation("domains_getDomainListV1", schemas.DomainResource(many=True))
        def get(self, world: World) -> Any:
            return portfolio.listing(world)

        @operation(
            "domains_purchaseNewDomainV1",
            OrderResource(),
            402,
            body=schemas.DomainPurchaseRequest,
        )
        def post(self, world: World, body: Body) -> Any:
            return portfolio.purchase(world, body)

    @blp.route("/portfolio/<string:domain>/privacy-protection", parameters=[docs.DOMAIN])
    class PrivacyProtection(MethodView):
        @operation("domains_enablePrivacyProtectionV1", None, 404, 422)
        def put(self, world: World, domain: str) -> None:
            portfolio.protect(world, domain, on=True)

        @operation("domains_disablePrivacyProtectionV1", None, 404, 422)
        def delete(self, world: World, domain: str) -> None:
            portfolio.protect(world, domain, on=False)

    @blp.route("/portfolio/<string:domain>/renewal", parameters=[docs.DOMAIN])
    class Renewal(MethodView):
        @operation(
            "domains_getDomainRenewalInformationV1", schemas.RenewalInformationResource(), 404
        )
        def get(self, world: World, domain: str) -> Any:
            return portfolio.renewal(world, domain)

    @blp.route("/portfolio/<string:domain>/nameservers", parameters=[docs.DOMAIN])
    class Nameservers(MethodView):
        @operation("domains_updateDomainNameserversV1", None, 404, body=schemas.NameserversRequest)
        def put(self, world: World, body: Body, domain: str) -> None:
            portfolio.set_nameservers(world, domain, body)

    @blp.route("/transfers/claim")
    class ClaimTransfer(MethodView):
        @operation(
            "domains_claimFreeDomainTransferV1",
            schemas.TransferResource(),
            body=schemas.TransferClaimRequest,
        )
        def post(self, world: World, body: Body) -> Any:
            return transfers.claim(world, body)

    @blp.route("/transfers/<string:domain>", parameters=[docs.DOMAIN])
    class Transfer(MethodView):
        @operation("domains_getTransferV1", schemas.TransferResource(), 404)
        def get(self, world: World, domain: str) -> Any:
            return transfers.read(world, domain)

    @blp.route("/transfers")
    class Transfers(MethodView):
        @operation("domains_getTransferListV1", schemas.TransferResource(many=True))
        def get(self, world: World) -> Any:
            return transfers.listing(world)

    return [blp]
