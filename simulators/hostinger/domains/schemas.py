"""Bodies of the Domains operations."""

from marshmallow import fields, validate

from simulators.common.laravel import texts
from simulators.common.laravel.fields import (
    Input,
    array,
    boolean,
    free,
    integer,
    nested,
    string,
)
from simulators.kernel.web import Open

STATUSES = (
    "active",
    "pending_setup",
    "expired",
    "requested",
    "pending_verification",
    "deleted",
    "suspended",
    "failed",
)


class AlternativesFromDescriptionRequest(Input):
    description = string(required=True, least=2, most=1000)
    limit = integer(required=True, least=1, most=100)


class AlternativesFromDomainRequest(Input):
    domain = string(required=True, most=255)
    limit = integer(required=True, least=1, most=100)


class AvailabilityRequest(Input):
    domain = string(required=True)
    tlds = array(string(least=0), required=True)
    with_alternatives = boolean(False)


class ForwardingUpdateRequest(Input):
    redirect_type = string(required=True, one_of=["301", "302"])
    redirect_url = string(required=True)


class ForwardingStoreRequest(Input):
    domain = string(required=True)
    redirect_type = string(required=True, one_of=["301", "302"])
    redirect_url = string(required=True)


class MoveContacts(Input):
    owner_id = integer(required=True)
    admin_id = integer(required=True)
    billing_id = integer(required=True)
    tech_id = integer(required=True)


class MoveAcceptRequest(Input):
    domain_contacts = nested(MoveContacts, required=True)


class MoveStartRequest(Input):
    new_customer_email = string(required=True)


class DomainContacts(Input):
    owner_id = integer()
    admin_id = integer()
    billing_id = integer()
    tech_id = integer()


class DomainClaimRequest(Input):
    domain = string(required=True)
    domain_contacts = nested(DomainContacts)
    additional_details = free()


class DomainPurchaseRequest(Input):
    domain = string(required=True)
    item_id = string(required=True)
    payment_method_id = integer()
    domain_contacts = nested(DomainContacts)
    additional_details = free()
    coupons = array(fields.Raw(allow_none=True))


class NameserversRequest(Input):
    ns1 = string(required=True)
    ns2 = string(required=True)
    ns3 = string(least=0)
    ns4 = string(least=0)


class TransferClaimRequest(Input):
    domain = string(required=True)
    auth_code = string(required=True)
    domain_contacts = nested(DomainContacts)
    should_keep_ns = boolean(True)


class WHOISChangeRequest(Input):
    new_whois_id = integer(required=True)
    domain = string(required=True)
    change_for = array(string(one_of=["owner", "admin", "billing", "tech"]), required=True, most=4)


class WHOISStoreRequest(Input):
    tld = string(required=True)
    country = string(required=True)
    entity_type = string(required=True, one_of=["individual", "organization"])
    tld_details = free()
    whois_details = free(required=True)


class WHOISQuery(Input):
    tld = string(most=63)


class MoveQuery(Input):
    force_sync = fields.Boolean(load_default=False, error_messages=texts("true or false"))


# Answers are rendered from stored documents; these only document their shapes.


class AvailabilityResource(Open):
    domain = fields.String(required=True, allow_none=True)
    is_available = fields.Boolean(required=True)
    is_alternative = fields.Boolean(required=True)
    restriction = fields.String(required=True, allow_none=True)


class ForwardingResource(Open):
    domain = fields.String(required=True, allow_none=True)
    redirect_type = fields.String(required=True, validate=validate.OneOf(["301", "302"]))
    redirect_url = fields.String(required=True)
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True, allow_none=True)


class VerificationResource(Open):
    domain = fields.String(required=True)
    status = fields.String(
        required=True, validate=validate.OneOf(["pending", "completed", "canceled"])
    )
    old_confirmed_at = fields.DateTime(required=True, allow_none=True)
    new_confirmed_at = fields.DateTime(required=True, allow_none=True)
    old_whois_profile_email = fields.String(required=True)
    new_whois_profile_email = fields.String(required=True)
    expires_at = fields.DateTime(required=True)


class MoveResource(Open):
    domain = fields.String(required=True)
    status = fields.String(
        required=True, validate=validate.OneOf(["initiated", "activating", "completed"])
    )
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)


class AuthCodeResource(Open):
    auth_code = fields.String(required=True, allow_none=True)


class DomainClaimResource(Open):
    domain = fields.String(required=True, allow_none=True)
    status = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf(STATUSES),
    )
    created_at = fields.DateTime(required=True, allow_none=True)


class NameServersResource(Open):
    ns1 = fields.String(required=True)
    ns2 = fields.String(required=True)
    ns3 = fields.String()
    ns4 = fields.String()


class DomainContactsResource(Open):
    admin_id = fields.Integer(required=True)
    owner_id = fields.Integer(required=True)
    billing_id = fields.Integer(required=True)
    tech_id = fields.Integer(required=True)


class DomainExtendedResource(Open):
    domain = fields.String(required=True)
    status = fields.String(
        required=True,
        validate=validate.OneOf(STATUSES),
    )
    message = fields.String(required=True, allow_none=True)
    is_privacy_protection_allowed = fields.Boolean(required=True)
    is_privacy_protected = fields.Boolean(required=True)
    is_lockable = fields.Boolean(required=True)
    is_locked = fields.Boolean(required=True)
    name_servers = fields.Nested(NameServersResource, required=True)
    child_name_servers = fields.List(fields.List(fields.String()), required=True)
    domain_contacts = fields.Nested(DomainContactsResource, required=True)
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)
    locals()["60_days_lock_expires_at"] = fields.DateTime(required=True, allow_none=True)
    registered_at = fields.DateTime(required=True, allow_none=True)
    expires_at = fields.DateTime(required=True, allow_none=True)


class DomainResource(Open):
    id = fields.Integer(required=True)
    domain = fields.String(required=True, allow_none=True)
    type = fields.String(
        required=True,
        validate=validate.OneOf(
            ["domain", "free_domain", "domain_transfer", "free_domain_transfer"]
        ),
    )
    status = fields.String(
        required=True,
        validate=validate.OneOf(STATUSES),
    )
    created_at = fields.DateTime(required=True)
    expires_at = fields.DateTime(required=True, allow_none=True)


class RenewalInformationResource(Open):
    domain = fields.String(required=True)
    status = fields.String(required=True)
    expires_at = fields.String(required=True)


class TransferResource(Open):
    domain = fields.String(required=True)
    status = fields.String(required=True)
    initiated_at = fields.DateTime(required=True, allow_none=True)
    completed_at = fields.DateTime(required=True, allow_none=True)


class WHOISProfileResource(Open):
    id = fields.Integer(required=True)
    tld = fields.String(required=True)
    country = fields.String(required=True)
    entity_type = fields.String(
        required=True, validate=validate.OneOf(["individual", "organization"])
    )
    whois_details = fields.Dict(required=True)
    tld_details = fields.Dict(required=True)
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)
