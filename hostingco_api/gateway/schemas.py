"""What the gateway takes and answers. What is not known is left out of an answer."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv6Address
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from hostingco_api.gateway.provider import RECORD_TYPES, WITH_PRIORITY, Invalid, Record
from hostingco_api.gateway.registry import METHODS
from hostingco_api.gateway.upstream import base_url
from hostingco_api.web.fields import Amount, Answer, Bool, Count, Int, Strict, Text

HOST_NAME = (
    r"^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]$"
)
RECORD_NAME = r"^(@|\*|(\*\.)?[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*)$"
INSTANT = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"
CURRENCY = r"^[A-Z]{3}$"
TTL = 14400
"""The documented examples'."""
_TARGET = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?\.?|\.")
_SRV = re.compile(r"\d{1,5} \d{1,5} (\S+)")
_CAA = re.compile(r"\d{1,3} [A-Za-z0-9]{1,15} (\"[^\"\\]*\"|[^\s\"]+)")


# -- fields -------------------------------------------------------------------------------------


class Instant(fields.String):
    """On its way out, in whole seconds."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"format": "date-time", "pattern": INSTANT}, **kwargs)

    def _serialize(self, value: Any, attr: Any, obj: Any, **_: Any) -> str | None:
        assert value is None or isinstance(value, datetime)
        return None if value is None else f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


class HostName(Text):
    """Kept in lower case."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(None, 253, pattern=HOST_NAME, **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        return super()._deserialize(value, attr, data, **kwargs).lower()


def id_text(**kwargs: Any) -> Text:
    """An id of the provider's own."""
    return Text(1, 255, **kwargs)


def host_names(most: int) -> Any:
    """At least one, none of them twice."""
    return fields.List(
        HostName(),
        required=True,
        validate=[validate.Length(1, most), _none_twice],
        metadata={"uniqueItems": True},
    )


def _none_twice(names: Sequence[str]) -> None:
    if len(set(names)) < len(names):
        raise ma.ValidationError("Named twice.")


def word(status: str) -> type[ma.Schema]:
    """`{"status": "created"}`."""
    field = Text(one_of=(status,), required=True)
    return Answer.from_dict({"status": field}, name=status.capitalize())


# -- answers ------------------------------------------------------------------------------------


class Known(Answer):
    """Without what is None."""

    @ma.post_dump
    def only_known(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {name: value for name, value in data.items() if value is not None}


class Error(Answer):
    error = Text(1, required=True)


class Tested(Answer):
    status = Text(one_of=("ok",), required=True)
    message = Text(one_of=("Connection successful",), required=True)


class Provider(Answer):
    name = fields.String(required=True)
    display_name = fields.String(required=True)
    connected = Bool(required=True)


Capabilities = Answer.from_dict(
    {
        capability: fields.List(Text(one_of=tuple(methods)), required=True)
        for capability, methods in METHODS.items()
    },
    name="Capabilities",
)


class ProviderDetails(Provider):
    configured = Bool(required=True)
    capabilities = fields.Nested(Capabilities, required=True)


class DnsRecord(Answer):
    id = fields.String(required=True)
    type = fields.String(required=True)
    name = fields.String(required=True)
    content = fields.String(required=True)
    ttl = Count(required=True)
    priority = Int(0, 65535, required=True)


def numbered(records: Iterable[Record]) -> list[dict[str, Any]]:
    """With ids: name, type and priority as documented, and a number from the second such one on."""
    seen: Counter[str] = Counter()
    answer = []
    for record in records:
        id = f"{record.name}/{record.type}/{record.priority}"
        seen[id] += 1
        unique = id if seen[id] == 1 else f"{id}/{seen[id]}"
        answer.append({"id": unique, **vars(record)})
    return answer


class NewDomain(Known):
    name = fields.String(required=True)
    status = fields.String(required=True)
    expires_at = Instant()
    auto_renew = Bool(required=True)
    locked = Bool(required=True)
    privacy_protection = Bool(required=True)
    nameservers = fields.List(fields.String(), required=True)


class Domain(NewDomain):
    registrar = fields.String()


class Availability(Known):
    domain = fields.String(required=True)
    available = Bool(required=True)
    price = Amount()
    currency = Text(pattern=CURRENCY)


class Vm(Known):
    id = fields.String(required=True)
    name = fields.String(required=True)
    status = fields.String(required=True)
    plan = fields.String()
    region = fields.String()
    ipv4 = fields.String()
    ipv6 = fields.String()
    os = fields.String()
    cpus = Count()
    memory_mb = Count()
    disk_gb = Count()
    bandwidth_gb = Count()
    created_at = Instant()
    labels = fields.Dict(keys=fields.String(), values=fields.String())


class NewVm(Vm):
    password = fields.String()


class DataCenter(Answer):
    id = fields.String(required=True)
    name = fields.String(required=True)
    location = fields.String(required=True)
    country = fields.String(required=True)


class SshKey(Answer):
    id = fields.String(required=True)
    name = fields.String(required=True)
    fingerprint = fields.String(required=True)
    public_key = fields.String(required=True)


class Subscription(Known):
    id = fields.String(required=True)
    name = fields.String(required=True)
    status = fields.String(required=True)
    plan = fields.String(required=True)
    price = Amount(required=True)
    currency = Text(pattern=CURRENCY, required=True)
    renews_at = Instant()
    created_at = Instant()


class CatalogItem(Known):
    id = fields.String(required=True)
    name = fields.String(required=True)
    category = fields.String(required=True)
    price_cents = Count()
    currency = Text(pattern=CURRENCY)
    period = fields.String()
    description = fields.String()


# -- bodies and queries -------------------------------------------------------------------------


class Credentials(Strict):
    api_key = Text(1, 4096, required=True)
    api_secret = Text(None, 4096)
    extra = fields.Dict(keys=fields.String(), values=Text(None, 4096), load_default=dict)

    @ma.validates("extra")
    def base(self, extra: dict[str, str], **_: Any) -> None:
        try:
            if "base_url" in extra:
                base_url(extra["base_url"])
        except Invalid as error:
            raise ma.ValidationError(str(error)) from error


class NewDnsRecord(Strict):
    id = fields.String()
    type = Text(one_of=RECORD_TYPES, required=True)
    name = Text(None, 253, pattern=RECORD_NAME, required=True)
    content = Text(1, 4096, required=True)
    ttl = Int(1, 2**31 - 1, load_default=TTL)
    priority = Int(0, 65535)

    @ma.validates_schema
    def fits_its_type(self, data: dict[str, Any], **_: Any) -> None:
        type = data["type"]
        if type in WITH_PRIORITY and "priority" not in data:
            raise ma.ValidationError(f"{type} has to have one.", "priority")
        if type not in WITH_PRIORITY and data.get("priority"):
            raise ma.ValidationError(f"{type} has none.", "priority")
        if wrong := _wrong(type, data["content"]):
            raise ma.ValidationError(wrong, "content")

    @ma.post_load
    def made(self, data: dict[str, Any], **_: Any) -> Record:
        data.pop("id", None)
        return Record(**data)


def _wrong(type: str, content: str) -> str | None:
    """What is wrong with a content. That it is printable and of one line counts for all."""
    if not content.isprintable() or content != content.strip():
        return "Not in one line of printable characters."
    match type:
        case "A":
            return None if _is(IPv4Address, content) else "Not an IPv4 address."
        case "AAAA":
            return None if _is(IPv6Address, content) else "Not an IPv6 address."
        case "CNAME" | "NS" | "MX":
            return None if _is_target(content) else "Not a host name."
        case "SRV":
            found = _SRV.fullmatch(content)
            good = found and _is_target(found[1])
            return None if good else "Not `weight port target`."
        case "CAA":
            return None if _CAA.fullmatch(content) else 'Not `flags tag "value"`.'
    return None


def _is_target(text: str) -> bool:
    return bool(_TARGET.fullmatch(text)) and not _is(IPv4Address, text)


def _is(kind: type[IPv4Address] | type[IPv6Address], text: str) -> bool:
    try:
        kind(text)
    except ValueError:
        return False
    return "%" not in text


class ZoneChange(Strict):
    records = fields.List(
        fields.Nested(NewDnsRecord), required=True, validate=validate.Length(1, 500)
    )
    overwrite = Bool(load_default=False)


class WhichRecords(Strict):
    name = Text(None, 253, pattern=RECORD_NAME, required=True)
    type = Text(one_of=RECORD_TYPES, required=True)


class DomainCheck(Strict):
    domains = host_names(50)


class DomainPurchase(Strict):
    domain = HostName(required=True)
    period = Int(1, 10, load_default=1)
    auto_renew = Bool()
    privacy_protection = Bool()
    payment_method_id = id_text()


class Nameservers(Strict):
    nameservers = host_names(13)


class VmOrder(Strict):
    plan = id_text(required=True)
    template = id_text(required=True)
    hostname = Text(1, 253, required=True)
    data_center_id = id_text()
    password = Text(1, 255)
    ssh_key_id = id_text()
    payment_method_id = id_text()


class NewSshKey(Strict):
    name = Text(1, 255, required=True)
    public_key = Text(1, 16384, required=True)


class OfCategory(Strict):
    category = Text(1, 100)
