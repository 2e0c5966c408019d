"""API keys: those of the company, for whom one of them may manage the others."""

from ipaddress import IPv4Network, IPv6Network
from typing import Any

import marshmallow as ma
from flask.views import MethodView
from marshmallow import fields, validate

from hostingco_api.core import api_keys, settings
from hostingco_api.core.errors import invalid
from hostingco_api.core.models import ApiKey
from hostingco_api.public_v1.envelope import Page, Said
from hostingco_api.public_v1.fields import Known, Once, Paging, Told, When, plain
from hostingco_api.public_v1.web import Call, endpoint, get, page, path, section
from hostingco_api.services import services
from hostingco_api.web.fields import Change, Several, Strict, Text, Time

blp = section("api-keys")
NETWORK = "^[0-9A-Fa-f.:]{2,45}/[0-9]{1,3}$"


def _resource(name: str) -> str:
    """In the plural or in the singular, if it has one."""
    return f"{name}?" if name.endswith("s") else name


SCOPE = "|".join(
    rf"{_resource(name)}\.(\*|{'|'.join(actions)})" for name, actions in api_keys.ACTIONS.items()
)


class Scope(Text):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"pattern": rf"^(\*|{SCOPE})$"}, **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            return api_keys.canonical(text)
        except ValueError:
            raise ma.ValidationError("There is no such scope.") from None


class Network(Text):
    """`192.0.2.0/24`, or one address."""

    def __init__(self, **kwargs: Any) -> None:
        either = [{"format": "ipv4"}, {"format": "ipv6"}, {"pattern": NETWORK}]
        super().__init__(metadata={"anyOf": either}, **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            found: IPv4Network | IPv6Network = settings.network(text)
        except ValueError:
            raise ma.ValidationError("Not an IP address or network.") from None
        return str(found)


class ApiKeyAnswer(Known):
    name = fields.String(required=True)
    key_preview = Told(api_keys.preview, metadata={"pattern": r"^hc_live_\.\.\.[0-9A-Za-z]{4}$"})
    scopes = fields.List(
        fields.String(metadata={"pattern": r"^(\*|[a-z]+(-[a-z]+)*\.(\*|[a-z]+))$"}),
        required=True,
    )
    allowed_ips = fields.List(fields.String(), required=True)
    expires_at = Time(required=True, allow_none=True)
    last_used_at = Time(required=True, allow_none=True)
    last_used_ip = fields.String(required=True, allow_none=True)
    revoked_at = Time(required=True, allow_none=True)
    status = Told(
        lambda key: api_keys.status(key, services().config.clock()),
        validate=validate.OneOf(api_keys.STATUSES),
    )


class NewlyMade(ApiKeyAnswer):
    key = Once(required=True, metadata={"pattern": "^hc_live_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}$"})


_scopes: dict[str, Any] = {"validate": validate.Length(1, 64)}
_networks: dict[str, Any] = {"validate": validate.Length(max=100)}


class NewApiKey(Strict):
    name = plain(100, required=True)
    scopes = Several(Scope(), required=True, **_scopes)
    allowed_ips = Several(Network(), load_default=list, **_networks)
    expires_at = When(allow_none=True, load_default=None)


class ApiKeyChange(Change):
    name = plain(100)
    scopes = Several(Scope(), **_scopes)
    allowed_ips = Several(Network(), **_networks)
    expires_at = When(allow_none=True)


class Query(Paging):
    search = Text(1, 100)
    status = Text(one_of=api_keys.STATUSES)


def _checked(call: Call, body: dict[str, Any]) -> dict[str, Any]:
    if "scopes" in body:
        body["scopes"] = sorted(set(body["scopes"]))
    if (ends := body.get("expires_at")) and ends <= call.now:
        raise invalid(expires_at="Has to be in the future.")
    return body


@blp.route("/api-keys")
class ApiKeys(MethodView):
    @endpoint(blp, "listApiKeys", "api-keys.read", ApiKeyAnswer, many=True, query=Query)
    def get(self, call: Call, query: dict[str, Any]) -> Page:
        found = api_keys.listed(query.get("search"), query.get("status"), call.now)
        return page(call, found, query)

    @endpoint(
        blp,
        "createApiKey",
        "api-keys.create",
        NewlyMade,
        message="API key created",
        status=201,
        body=NewApiKey,
    )
    def post(self, call: Call, body: dict[str, Any]) -> Said:
        body = _checked(call, body)
        named = {name: value for name, value in body.items() if name != "name"}
        api_keys.check_covers(api_keys.power(call.me), api_keys.Power(**named))
        key, text = api_keys.create(call.session, call.now, **body)
        return Said(key, more={"key": text})


@blp.route("/api-keys/<id>", parameters=[path()])
class ApiKeyById(MethodView):
    @endpoint(blp, "getApiKey", "api-keys.read", ApiKeyAnswer, 404)
    def get(self, call: Call, id: str) -> ApiKey:
        return _found(call, id)

    @endpoint(
        blp,
        "updateApiKey",
        "api-keys.update",
        ApiKeyAnswer,
        404,
        message="API key updated",
        body=ApiKeyChange,
    )
    def put(self, call: Call, body: dict[str, Any], id: str) -> ApiKey:
        key = _found(call, id, lock=True)
        mine = api_keys.power(call.me)  # as it was, if it is this one
        api_keys.check_covers(mine, api_keys.power(key))
        for column, value in _checked(call, body).items():
            setattr(key, column, value)
        api_keys.check_covers(mine, api_keys.power(key))
        key.updated_at = call.now
        return key

    @endpoint(blp, "deleteApiKey", "api-keys.delete", None, 404, message="API key deleted")
    def delete(self, call: Call, id: str) -> None:
        key = _found(call, id, lock=True)
        api_keys.revoke(key, call.now)
        key.deleted_at = call.now


@blp.route("/api-keys/<id>/rotate", parameters=[path()])
class RotateApiKey(MethodView):
    @endpoint(
        blp,
        "rotateApiKey",
        "api-keys.rotate",
        NewlyMade,
        404,
        message="API key rotated",
    )
    def post(self, call: Call, id: str) -> Said:
        key = _found(call, id, lock=True)
        api_keys.check_covers(api_keys.power(call.me), api_keys.power(key))
        return Said(key, more={"key": api_keys.rotate(key, call.now)})


@blp.route("/api-keys/<id>/revoke", parameters=[path()])
class RevokeApiKey(MethodView):
    @endpoint(
        blp,
        "revokeApiKey",
        "api-keys.revoke",
        ApiKeyAnswer,
        404,
        message="API key revoked",
    )
    def post(self, call: Call, id: str) -> ApiKey:
        key = _found(call, id, lock=True)
        api_keys.revoke(key, call.now)
        return key


def _found(call: Call, id: str, *, lock: bool = False) -> ApiKey:
    key: ApiKey = get(call, api_keys.listed(), id, "API key", lock=lock)
    return key
