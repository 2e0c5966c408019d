"""HOSTAFRICA's."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.contract.calls import Call, Good, Refused, ids
from tests.hostafrica.client import (
    ANOTHERS,
    ORDER,
    PENDING,
    RUNNING,
    STOPPED,
    SUSPENDED,
    Hostafrica,
)
from tests.support import Api

TOKEN_REQUEST = {
    "grant_type": "client_credentials",
    "client_id": "sim_default",
    "client_secret": "secret_default",
    "scope": "access products service",
}
REASON = {"suspend_reason": "Overdue invoice"}
OF_A_SERVICE = [id for id in ids("hostafrica") if id.endswith("Service") or "getService" in id]


def of(service: str) -> dict[str, str]:
    return {"service_id": service}


GOOD: Good = {
    "issueToken": Call(body=TOKEN_REQUEST),
    "testConnection": Call(),
    "getProducts": Call(),
    "createOrder": Call(body=ORDER),
    "createService": Call(of(PENDING)),
    "terminateService": Call(of(RUNNING)),
    "suspendService": Call(of(RUNNING), REASON),
    "unsuspendService": Call(of(SUSPENDED)),
    "startService": Call(of(STOPPED)),
    "stopService": Call(of(RUNNING)),
    "restartService": Call(of(RUNNING)),
    "getServiceDetails": Call(of(RUNNING)),
    "getServiceStatus": Call(of(RUNNING)),
}


def terminated(api: Api) -> None:
    assert isinstance(api, Hostafrica)
    api.service(RUNNING, "terminate")


def created(api: Api) -> None:
    assert isinstance(api, Hostafrica)
    api.service(PENDING, "create")


REFUSED: Refused = {}
for _id in OF_A_SERVICE:
    _call = GOOD[_id]
    REFUSED[_id, 404] = [
        Call(of(service), _call.body, message="Service not found.")
        for service in (ANOTHERS, RUNNING[::-1], RUNNING.upper(), "1", "%00", "create-order")
    ]
    REFUSED[_id, 404].append(
        Call(of(RUNNING), _call.body, prepare=terminated, message="Service not found.")
    )


def _state(verb: str, *cases: tuple[str, str]) -> None:
    body = REASON if verb == "suspend" else None
    done = {"create": "created", "stop": "stopped"}.get(verb, f"{verb}ed")
    REFUSED[f"{verb}Service", 400] = [
        Call(of(service), body, message=f"Service is {state}: it cannot be {done}.")
        for service, state in cases
    ]


_state("create", (STOPPED, "stopped"), (SUSPENDED, "suspended"))
_state("start", (PENDING, "pending"), (SUSPENDED, "suspended"))
_state("stop", (PENDING, "pending"), (SUSPENDED, "suspended"))
_state("restart", (PENDING, "pending"), (STOPPED, "stopped"), (SUSPENDED, "suspended"))
_state("suspend", (PENDING, "pending"))
_state("unsuspend", (PENDING, "pending"))
for _verb in ("start", "suspend", "unsuspend", "stop", "restart"):
    _id = f"{_verb}Service"
    _body = REASON if _verb == "suspend" else None
    REFUSED[_id, 400].append(
        Call(of(PENDING), _body, prepare=created, message="Service is creating: it cannot be ")
    )

_RANGES = {
    "ram": (1, 64),
    "ip": (1, 1),
    "cpu": (1, 16),
    "hdd": (20, 500),
    "backup": (0, 1000),
}
NO_INTEGERS: list[Any] = ["1", 1.5, True, [], {}]
NO_TEXTS: list[Any] = [1, True, ["a"], {}]
REFUSED["createOrder", 400] = [
    *(
        Call(body=ORDER | {name: wrong}, message=f"The {name} field must be between {low} and")
        for name, (low, high) in _RANGES.items()
        for wrong in (low - 1, high + 1)
    ),
    *(
        Call(body=ORDER | {name: wrong}, message=f"The {name} field must be an integer.")
        for name in _RANGES
        for wrong in NO_INTEGERS
    ),
    *(
        Call(body=ORDER | {name: wrong}, message=f"The {name} field must be a string.")
        for name in ("product_id", "domain_name", "template_id")
        for wrong in NO_TEXTS
    ),
    *(
        Call(body=ORDER | {name: "unknown"}, message=f"The selected {name} is invalid.")
        for name in ("product_id", "template_id")
    ),
    Call(  # another product's
        body=ORDER | {"template_id": "9be0a1d4-6d0e-4bb8-8a5f-0c8c5d3a1e02"},
        message="The selected template_id is invalid.",
    ),
    *(
        Call(
            body=ORDER | {"domain_name": name},
            message="The domain_name field must be a fully qualified domain name.",
        )
        for name in ("web", "a b.com", "-a.com", "a_b.com", "a.com.", "192.0.2.1", "\u212a.com")
    ),
]
REFUSED["suspendService", 400] += [
    Call(of(RUNNING), {"suspend_reason": reason}, message=f"The suspend_reason field {rule}")
    for reason, rule in (
        ("", "is required."),
        ("  ", "is required."),
        (5, "must be a string."),
        ("x" * 256, "must not be greater than 255 characters."),
    )
]
REFUSED["issueToken", 400] = [
    Call(body=TOKEN_REQUEST | {"grant_type": "password"}, message="grant type is not supported"),
    Call(body={}, message="grant type is not supported"),
    Call(body={"grant_type": "client_credentials"}, message="missing a required parameter"),
    *(
        Call(body=TOKEN_REQUEST | {name: 5}, message="includes an invalid parameter value")
        for name in TOKEN_REQUEST
    ),
    Call(body=TOKEN_REQUEST | {"scope": "access vps"}, message="The requested scope is invalid"),
]
REFUSED["issueToken", 401] = [
    Call(body=TOKEN_REQUEST | {name: wrong}, message="Client authentication failed")
    for name in ("client_id", "client_secret")
    for wrong in ("default", "sim_", "secret_", "sim_default.third", "sim_other")
]


def _with_another_scope(needed: str) -> Callable[[Api], None]:
    def prepare(api: Api) -> None:
        assert isinstance(api, Hostafrica)
        others = [scope for scope in ("access", "products", "service") if scope != needed]
        api.take(api.token(" ".join(others)))

    return prepare


for _id, _call in GOOD.items():
    if _id != "issueToken":
        _scope = {"testConnection": "access", "getProducts": "products"}.get(_id, "service")
        REFUSED[_id, 403] = [
            replace(
                _call, prepare=_with_another_scope(_scope), message="Invalid scope(s) provided."
            )
        ]
