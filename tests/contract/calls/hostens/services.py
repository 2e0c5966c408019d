"""Of services and their addons."""

from typing import Any

from tests.contract.calls import Call, Good, Refused
from tests.hostens.client import ANOTHERS, HOSTING, PENDING, SERVER, Hostens
from tests.support import Api

NO_LABELS: tuple[Any, ...] = (True, [], "x" * 256)
UPGRADE = {"resources": {"1557": "10103"}}


def ordered(api: Api) -> dict[str, Any]:
    assert isinstance(api, Hostens)
    return {"order_num": api.told("POST", "/order/333", {})["order_num"]}


def sent(api: Api) -> None:
    """An upgrade that the account's credit does not pay."""
    assert isinstance(api, Hostens)
    api.told("POST", "/order/1080", {"cycle": "t"})
    api.told("POST", f"/service/{HOSTING}/upgrade", UPGRADE | {"send": True})


GOOD: Good = {
    "listServices": Call(),
    "getService": Call({"id": HOSTING}),
    "listServiceMethods": Call({"id": HOSTING}),
    "getUpgradeOptions": Call({"id": HOSTING}),
    "upgradeService": Call({"id": HOSTING}, UPGRADE),
    "cancelService": Call({"id": HOSTING}, {"immediate": "true", "reason": "No longer needed"}),
    "getServiceLabel": Call({"id": HOSTING}),
    "setServiceLabel": Call({"id": HOSTING}, {"label": "example"}),
    "findOrderedService": Call(prepare=ordered),
    "listServiceAddons": Call({"id": HOSTING}),
    "orderAddon": Call({"id": HOSTING}, {"addon_id": 31}),
}
OF_ONE = [id for id, call in GOOD.items() if "id" in call.path]
REFUSED: Refused = {
    (id, 404): [
        Call({"id": unknown}, GOOD[id].body, message="notfound")
        for unknown in (ANOTHERS, "1", "x", f"0{HOSTING}")
    ]
    for id in OF_ONE
} | {
    ("findOrderedService", 404): [
        Call({"order_num": unknown}, message="notfound") for unknown in (1, "x")
    ],
    ("upgradeService", 400): [
        *(
            Call({"id": HOSTING}, body, message=message)
            for body, message in (
                ({}, "nothing_to_change"),
                ({"resources": {}, "send": True}, "nothing_to_change"),
                ({"resources": {"1557": 1}}, '["field_format_error", "resources.1557"]'),
                ({"resources": {"1557": {"9953": 1, "10103": 1}}}, "resources.1557"),
                ({"resources": {"1618": 10331}}, "resources.1618"),
                ({"resources": {"1": 1}}, "resources.1"),
                ({"resources": {"1557": [10103]}}, "resources.1557"),
                ({"resources": 5}, "resources"),
                ({"package": 1080}, '["field_format_error", "package"]'),
                ({"cycle": "q"}, '["field_format_error", "cycle"]'),
                ({"cycle": "monthly"}, '["field_format_error", "cycle"]'),
                ({"send": "yes"}, '["field_format_error", "send"]'),
            )
        ),
        Call({"id": PENDING}, UPGRADE, message='["service_not_active", "Pending"]'),
        Call(
            {"id": HOSTING},
            UPGRADE | {"send": True},
            prepare=sent,
            message="has_pending_upgrade",
        ),
    ],
    ("cancelService", 400): [
        Call({"id": PENDING}, {}, message='["service_not_active", "Pending"]'),
        Call({"id": HOSTING}, {"immediate": "maybe"}, message="immediate"),
    ],
    ("setServiceLabel", 400): [
        Call({"id": HOSTING}, {"label": wrong}, message="label") for wrong in NO_LABELS
    ],
    ("orderAddon", 400): [
        Call({"id": HOSTING}, {"addon_id": 32}, message='["field_format_error", "addon_id"]'),
        Call({"id": HOSTING}, {"addon_id": 31, "cycle": "b"}, message="cycle"),
        Call({"id": PENDING}, {"addon_id": 31}, message='["service_not_active", "Pending"]'),
        Call({"id": SERVER}, {"addon_id": "31"}, message="addon_id"),
    ],
}
