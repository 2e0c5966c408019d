from typing import Any

from tests.contract.calls import Call, Good, Refused, switch
from tests.support import Api

ORDER: dict[str, Any] = {"items": [{"item_id": "hostingercom-email-business-usd-1m"}]}
CARD, PAYPAL, EXPIRED, DECLINED = 9693613, 9693614, 9693615, 9693616
SUBSCRIPTIONS = "/api/billing/v1/subscriptions"


def ordered(api: Api) -> dict[str, str]:
    order = api("POST", "/api/billing/v1/orders", ORDER).json or {}
    return {"subscriptionId": order["subscription_id"]}


def over(api: Api) -> dict[str, str]:
    """Ordered, and past its grace: neither to be switched nor renewed."""
    path = ordered(api)
    api("DELETE", f"{SUBSCRIPTIONS}/{path['subscriptionId']}/auto-renewal/disable")
    api.control("POST", "/worlds/default/clock/advance", {"seconds": 60 * 86400})
    return path


METHOD = {"paymentMethodId": PAYPAL}
GOOD: Good = {
    "billing_getCatalogItemListV1": Call(query="category=VPS"),
    "billing_createPurchaseOrderV1": Call(body=ORDER),
    "billing_getPaymentMethodListV1": Call(),
    "billing_setDefaultPaymentMethodV1": Call(METHOD),
    "billing_deletePaymentMethodV1": Call(METHOD),
    "billing_getSubscriptionListV1": Call(),
    "billing_disableAutoRenewalV1": Call(prepare=ordered),
    "billing_enableAutoRenewalV1": Call(prepare=ordered),
    "billing_renewSubscriptionV1": Call(body={}, prepare=ordered),
}
UNKNOWN = {"subscriptionId": "unknown", "paymentMethodId": "09693614"}
REFUSED: Refused = {
    ("billing_getCatalogItemListV1", 422): [Call(query="category=CARS", message="category")],
    ("billing_createPurchaseOrderV1", 402): [
        Call(body={**ORDER, "payment_method_id": DECLINED}, message="Card payment could not"),
        Call(body={"items": [{"item_id": "hostingercom-email-business-usd-1m!declined"}]}),
    ],
    ("billing_createPurchaseOrderV1", 404): [
        Call(body=ORDER, prepare=switch("hostinger.billing-orders-gone", True))
    ],
    ("billing_createPurchaseOrderV1", 422): [
        Call(body={"items": [{"item_id": "no-such-price"}]}, message="items.0.item id is invalid"),
        Call(body={"items": [{"item_id": "no-such-price!declined"}]}, message="is invalid"),
        Call(
            body={"items": [{"item_id": "hostingercom-email-business-usd-1m!other"}]},
            message="is invalid",
        ),
        Call(
            body={"items": [{"item_id": "hostingercom-email-business-usd-1m!declined"}]},
            prepare=switch("hostinger.magic-inputs", False),
            message="is invalid",
        ),
        Call(body={"items": [{**ORDER["items"][0], "quantity": 0}]}, message="at least 1"),
        Call(body={"items": [{**ORDER["items"][0], "quantity": 60}] * 2}, message="100 units"),
        Call(body={**ORDER, "payment_method_id": EXPIRED}, message="is invalid"),
        Call(body={**ORDER, "payment_method_id": 1}, message="is invalid"),
        Call(
            body={**ORDER, "payment_method_id": DECLINED},
            prepare=switch("hostinger.billing-opaque-refusals", True),
            message="[Billing:9999] Request failed",
        ),
    ],
    ("billing_setDefaultPaymentMethodV1", 404): [Call(UNKNOWN, message="not found")],
    ("billing_setDefaultPaymentMethodV1", 422): [
        Call({"paymentMethodId": EXPIRED}, message="An expired")
    ],
    ("billing_deletePaymentMethodV1", 404): [Call(UNKNOWN, message="not found")],
    ("billing_deletePaymentMethodV1", 422): [
        Call({"paymentMethodId": CARD}, message="The default payment method")
    ],
    ("billing_renewSubscriptionV1", 402): [
        Call(body={"payment_method_id": DECLINED}, prepare=ordered, message="Card payment")
    ],
    ("billing_renewSubscriptionV1", 404): [Call(UNKNOWN, {}, message="not found")],
    ("billing_renewSubscriptionV1", 422): [
        Call(body={"payment_method_id": 1}, prepare=ordered, message="is invalid"),
        Call(body={}, prepare=over, message="cancelled and cannot be renewed"),
    ],
}
for id in ("billing_disableAutoRenewalV1", "billing_enableAutoRenewalV1"):
    REFUSED[id, 404] = [Call(UNKNOWN, message="not found")]
    REFUSED[id, 422] = [Call(prepare=over, message="The subscription is cancelled")]
