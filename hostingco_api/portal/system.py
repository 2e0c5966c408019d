"""The company's settings, which are an administrator's business."""

from datetime import timedelta
from functools import cache
from typing import Any
from zoneinfo import available_timezones

import marshmallow as ma
from flask.views import MethodView
from marshmallow import fields, validate

from hostingco_api.core import settings
from hostingco_api.core.accounts import LOGIN_LASTS
from hostingco_api.portal.auth import Lifetime
from hostingco_api.portal.web import Call, endpoint, section
from hostingco_api.web.callers import client
from hostingco_api.web.fields import Answer, Bool, Change, Email, Int, MailAddress, Number, Text

blp = section("system")
PERCENT = validate.Range(0, 100)
CURRENCY = "^[A-Z]{3}$"


class GeneralAnswer(Answer):
    siteName = fields.String(required=True)  # noqa: N815
    siteUrl = fields.String(required=True)  # noqa: N815
    supportEmail = MailAddress(required=True)  # noqa: N815
    timezone = fields.String(required=True)


class BillingAnswer(Answer):
    currency = Text(pattern=CURRENCY, required=True)
    taxRate = Number(validate=PERCENT, required=True)  # noqa: N815
    invoicePrefix = fields.String(required=True)  # noqa: N815
    autoBilling = Bool(required=True)  # noqa: N815


class NotificationsAnswer(Answer):
    emailNotifications = Bool(required=True)  # noqa: N815
    smsNotifications = Bool(required=True)  # noqa: N815
    pushNotifications = Bool(required=True)  # noqa: N815


class SecurityAnswer(Answer):
    sessionTimeout = Lifetime(required=True)  # noqa: N815
    passwordMinLength = Int(8, 128, required=True)  # noqa: N815
    twoFactorAuth = Bool(required=True)  # noqa: N815
    ipWhitelist = fields.List(fields.String(), required=True)  # noqa: N815


class SystemAnswer(Answer):
    general = fields.Nested(GeneralAnswer, required=True)
    billing = fields.Nested(BillingAnswer, required=True)
    notifications = fields.Nested(NotificationsAnswer, required=True)
    security = fields.Nested(SecurityAnswer, required=True)


@cache
def _zones() -> set[str]:
    """IANA's; some systems have a file beside them that is whatever they are set to."""
    return available_timezones() - {"localtime"}


class General(Change):
    siteName = Text(1, 100)  # noqa: N815
    siteUrl = Text(None, 2048, pattern=r"^https?://[^\s/?#]+([/?#][^\s]*)?$")  # noqa: N815
    supportEmail = Email()  # noqa: N815
    timezone = Text(1, 64)

    @ma.validates("timezone")
    def known(self, value: str, **_: Any) -> None:
        if value not in _zones():
            raise ma.ValidationError("Not the name of a time zone.")


class Billing(Change):
    currency = Text(pattern=CURRENCY)
    taxRate = Number(validate=PERCENT)  # noqa: N815
    invoicePrefix = Text(pattern="^[A-Za-z0-9_-]{1,20}$")  # noqa: N815
    autoBilling = Bool()  # noqa: N815


class Notifications(Change):
    emailNotifications = Bool()  # noqa: N815
    smsNotifications = Bool()  # noqa: N815
    pushNotifications = Bool()  # noqa: N815


class Security(Change):
    sessionTimeout = Lifetime()  # noqa: N815
    passwordMinLength = Int(8, 128)  # noqa: N815
    twoFactorAuth = Bool(validate=validate.Equal(False))  # noqa: N815
    ipWhitelist = fields.List(Text(2, 49), validate=validate.Length(max=100))  # noqa: N815

    @ma.validates("sessionTimeout")
    def bounded(self, value: str, **_: Any) -> None:
        # A token ends with its login at the latest, so nothing longer could be kept to.
        if not timedelta(minutes=1) <= settings.duration(value) <= LOGIN_LASTS:
            raise ma.ValidationError("Must be from one minute to seven days.")

    @ma.validates("ipWhitelist")
    def networks(self, value: list[str], **_: Any) -> None:
        for text in value:
            try:
                settings.network(text)
            except ValueError as error:
                raise ma.ValidationError("Not an address or a network.") from error


class SystemChange(Change):
    general = fields.Nested(General)
    billing = fields.Nested(Billing)
    notifications = fields.Nested(Notifications)
    security = fields.Nested(Security)


@blp.route("/settings/system")
class SystemView(MethodView):
    @endpoint(blp, "getSystemSettings", SystemAnswer, roles=("admin",))
    def get(self, call: Call) -> dict[str, Any]:
        return settings.load(call.session).values

    @endpoint(
        blp,
        "updateSystemSettings",
        None,
        409,
        message="System settings updated successfully",
        body=SystemChange,
        roles=("admin",),
    )
    def put(self, call: Call, given: dict[str, Any]) -> None:
        settings.update(call.session, given, client())
