"""What the account has beside its machines: firewalls, scripts, keys; and what is on offer."""

from collections.abc import Callable
from typing import Any

from flask.views import MethodView

from simulators.hostinger import docs
from simulators.hostinger.vps import firewalls, keys, offer, schemas, scripts
from simulators.kernel.world import World

Body = dict[str, Any]

MACHINE = docs.number("virtualMachineId")
FIREWALL = docs.number("firewallId")
RULE = docs.number("ruleId")
SCRIPT = docs.number("postInstallScriptId")
KEY = docs.number("publicKeyId")
TEMPLATE = docs.number("templateId")


def add(blp: Any, operation: Callable[..., Any]) -> None:
    @blp.route("/data-centers")
    class DataCenters(MethodView):
        @operation("VPS_getDataCenterListV1", schemas.DataCenterResource(many=True))
        def get(self, world: World) -> Any:
            return offer.data_centers()

    @blp.route("/templates/<string:templateId>", parameters=[TEMPLATE])
    class Template(MethodView):
        @operation("VPS_getTemplateDetailsV1", schemas.TemplateResource(), 404)
        def get(self, world: World, templateId: str) -> Any:
            return offer.template(templateId)

    @blp.route("/templates")
    class Templates(MethodView):
        @operation("VPS_getTemplatesV1", schemas.TemplateResource(many=True))
        def get(self, world: World) -> Any:
            return offer.templates()

    @blp.route("/firewall/<string:firewallId>", parameters=[FIREWALL])
    class Firewall(MethodView):
        @operation("VPS_getFirewallDetailsV1", schemas.FirewallResource(), 404)
        def get(self, world: World, firewallId: str) -> Any:
            return firewalls.read(world, firewallId)

        @operation("VPS_deleteFirewallV1", None, 404, 422)
        def delete(self, world: World, firewallId: str) -> None:
            firewalls.delete(world, firewallId)

    @blp.route("/firewall")
    class Firewalls(MethodView):
        @operation(
            "VPS_getFirewallListV1", docs.paged(schemas.FirewallResource), 422, query=docs.Page
        )
        def get(self, world: World, query: Body) -> Any:
            return firewalls.listing(world, query["page"])

        @operation(
            "VPS_createNewFirewallV1", schemas.FirewallResource(), body=schemas.FirewallRequest
        )
        def post(self, world: World, body: Body) -> Any:
            return firewalls.create(world, body)

    @blp.route("/firewall/<string:firewallId>/rules/<string:ruleId>", parameters=[FIREWALL, RULE])
    class Rule(MethodView):
        @operation(
            "VPS_updateFirewallRuleV1",
            schemas.FirewallRuleResource(),
            404,
            body=schemas.FirewallRuleRequest,
        )
        def put(self, world: World, body: Body, firewallId: str, ruleId: str) -> Any:
            return firewalls.update_rule(world, firewallId, ruleId, body)

        @operation("VPS_deleteFirewallRuleV1", None, 404)
        def delete(self, world: World, firewallId: str, ruleId: str) -> None:
            firewalls.delete_rule(world, firewallId, ruleId)

    @blp.route("/firewall/<string:firewallId>/rules", parameters=[FIREWALL])
    class Rules(MethodView):
        @operation(
            "VPS_createFirewallRuleV1",
            schemas.FirewallRuleResource(),
            404,
            body=schemas.FirewallRuleRequest,
        )
        def post(self, world: World, body: Body, firewallId: str) -> Any:
            return firewalls.add_rule(world, firewallId, body)

    @blp.route("/post-install-scripts/<string:postInstallScriptId>", parameters=[SCRIPT])
    class PostInstallScript(MethodView):
        @operation("VPS_getPostInstallScriptV1", schemas.PostInstallScriptResource(), 404)
        def get(self, world: World, postInstallScriptId: str) -> Any:
            return scripts.read(world, postInstallScriptId)

        @operation(
            "VPS_updatePostInstallScriptV1",
            schemas.PostInstallScriptResource(),
            404,
            body=schemas.PostInstallScriptRequest,
        )
        def put(self, world: World, body: Body, postInstallScriptId: str) -> Any:
            return scripts.update(world, postInstallScriptId, body)

        @operation("VPS_deletePostInstallScriptV1", None, 404)
        def delete(self, world: World, postInstallScriptId: str) -> None:
            scripts.delete(world, postInstallScriptId)

    @blp.route("/post-install-scripts")
    class PostInstallScripts(MethodView):
        @operation(
            "VPS_getPostInstallScriptsV1",
            docs.paged(schemas.PostInstallScriptResource),
            422,
            query=docs.Page,
        )
        def get(self, world: World, query: Body) -> Any:
            return scripts.listing(world, query["page"])

        @operation(
            "VPS_createPostInstallScriptV1",
            schemas.PostInstallScriptResource(),
            403,
            body=schemas.PostInstallScriptRequest,
        )
        def post(self, world: World, body: Body) -> Any:
            return scripts.create(world, body)

    @blp.route("/public-keys/attach/<string:virtualMachineId>", parameters=[MACHINE])
    class Attach(MethodView):
        @operation(
            "VPS_attachPublicKeyV1",
            schemas.ActionResource(),
            404,
            body=schemas.PublicKeyAttachRequest,
        )
        def post(self, world: World, body: Body, virtualMachineId: str) -> Any:
            return keys.attach(world, virtualMachineId, body["ids"])

    @blp.route("/public-keys/<string:publicKeyId>", parameters=[KEY])
    class PublicKey(MethodView):
        @operation("VPS_deletePublicKeyV1", None, 404)
        def delete(self, world: World, publicKeyId: str) -> None:
            keys.delete(world, publicKeyId)

    @blp.route("/public-keys")
    class PublicKeys(MethodView):
        @operation(
            "VPS_getPublicKeysV1", docs.paged(schemas.PublicKeyResource), 422, query=docs.Page
        )
        def get(self, world: World, query: Body) -> Any:
            return keys.listing(world, query["page"])

        @operation(
            "VPS_createPublicKeyV1", schemas.PublicKeyResource(), body=schemas.PublicKeyRequest
        )
        def post(self, world: World, body: Body) -> Any:
            return keys.create(world, body)

    @blp.route(
        "/firewall/<string:firewallId>/activate/<string:virtualMachineId>",
        parameters=[FIREWALL, MACHINE],
    )
    class Activate(MethodView):
        @operation("VPS_activateFirewallV1", schemas.ActionResource(), 404, 422)
        def post(self, world: World, firewallId: str, virtualMachineId: str) -> Any:
            return firewalls.activate(world, firewallId, virtualMachineId)

    @blp.route(
        "/firewall/<string:firewallId>/deactivate/<string:virtualMachineId>",
        parameters=[FIREWALL, MACHINE],
    )
    class Deactivate(MethodView):
        @operation("VPS_deactivateFirewallV1", schemas.ActionResource(), 404, 422)
        def post(self, world: World, firewallId: str, virtualMachineId: str) -> Any:
            return firewalls.deactivate(world, firewallId, virtualMachineId)

    @blp.route(
        "/firewall/<string:firewallId>/sync/<string:virtualMachineId>",
        parameters=[FIREWALL, MACHINE],
    )
    class Sync(MethodView):
        @operation("VPS_syncFirewallV1", schemas.ActionResource(), 404, 422)
        def post(self, world: World, firewallId: str, virtualMachineId: str) -> Any:
            return firewalls.sync(world, firewallId, virtualMachineId)
