"""What the tests of domains share: the account's ids, and steps of their stories."""

from typing import Any

from tests.contract.calls import switch
from tests.support import Api

V1 = "/api/domains/v1"
PORTFOLIO = f"{V1}/portfolio"
SECOND = {"Authorization": "Bearer sim_default.second"}
"""Headers of the default world's other account; see `second`."""
EMAIL, SECOND_EMAIL = "customer@example.com", "second@example.net"
COM, OTHER_COM, EXAMPLE, NET = 564651, 564652, 564653, 564655
SECOND_COM = 564656
COM_1Y = "hostingercom-domain-com-usd-1y"
DECLINED = 9693616
MINE = {"domain": "example.com"}
UNKNOWN = {"domain": "unknown.com"}
ODD = ("unknown.com", "example.org", "example", "x" * 64 + ".com", "%00", "a b", "example.com.")
"""Names that are not in the account."""

MOVING = "moving.com"
URL = "https://forward.example.net"
STRICT = switch("hostinger.magic-inputs", False)


def ok(answer: Any) -> Any:
    assert answer.status_code == 200, answer.text
    return answer.json


def second(api: Api) -> dict[str, str]:
    return {"Authorization": f"Bearer sim_{api.world}.second"}


def advance(api: Api, seconds: int) -> list[str]:
    """The events that fired."""
    fired = api.control("POST", f"/worlds/{api.world}/clock/advance", {"seconds": seconds})["fired"]
    return [one["event"] for one in fired]


def contacts(id: int) -> dict[str, int]:
    return {f"{role}_id": id for role in ("owner", "admin", "billing", "tech")}


def order(domain: str, **more: Any) -> dict[str, Any]:
    return {"domain": domain, "item_id": COM_1Y, **more}


def buy(api: Api, domain: str, **kwargs: Any) -> str:
    """Bought and registered."""
    ok(api("POST", PORTFOLIO, order(domain), **kwargs))
    advance(api, 60)
    return domain


def details(api: Api, domain: str, **kwargs: Any) -> Any:
    return ok(api("GET", f"{PORTFOLIO}/{domain}", **kwargs))


def profile(tld: str = "com", **details: Any) -> dict[str, Any]:
    return {
        "tld": tld,
        "country": "NL",
        "entity_type": "individual",
        "whois_details": {
            "first_name": "Ann",
            "last_name": "Other",
            "email": "ann@example.com",
            "phone": "+31.201234567",
            "address": "Dam 2",
            "city": "Amsterdam",
            "zip": "1012JS",
            **details,
        },
    }
