"""Which domains are renewed. Only their subscriptions know, and these do not say of which domain
they are: so it is the one that began, or is paid for, as the domain is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hostingco_api.gateway.drivers.hostinger.billing import SUBSCRIPTIONS
from hostingco_api.gateway.drivers.hostinger.client import Client, instant

SWITCH = {True: ("PATCH", "enable"), False: ("DELETE", "disable")}
FARTHEST = timedelta(days=3)
"""Between a domain's times and those of its subscription."""


@dataclass(frozen=True)
class _Subscription:
    name: str
    began: datetime | None
    paid_until: datetime | None
    renewed: bool


class Renewals:
    def __init__(self, subscriptions: Sequence[_Subscription]) -> None:
        self.subscriptions = subscriptions

    @classmethod
    def read(cls, api: Client) -> "Renewals":
        def parse(found: Any) -> list[_Subscription]:
            return [_read(one) for one in found if _is_of_a_domain(one)]

        return cls(api.read(SUBSCRIPTIONS, parse))

    def of(self, domain: Mapping[str, Any]) -> bool:
        """Of details, or of an entry of the list. Where several are as near as each other, all have
        to be renewed: rather an owner who looks in vain than one who does not look."""
        tld = domain["domain"].partition(".")[2].upper()
        named = [one for one in self.subscriptions if one.name.upper() == f".{tld} DOMAIN"]
        far = [
            (min(_distances(domain, one), default=FARTHEST), one.renewed)
            for one in named or self.subscriptions
        ]
        nearest = min((distance for distance, _ in far), default=FARTHEST)
        if nearest >= FARTHEST:
            return False
        return all(renewed for distance, renewed in far if distance == nearest)


def _is_of_a_domain(subscription: Any) -> bool:
    name, status = str(subscription["name"]), str(subscription["status"])
    return name.upper().endswith(" DOMAIN") and status != "transferred"


def _read(subscription: Any) -> _Subscription:
    until = subscription["expires_at"] or subscription["next_billing_at"]
    return _Subscription(
        subscription["name"],
        instant(subscription["created_at"]),
        instant(until),
        subscription["is_auto_renewed"] is True,
    )


def _distances(domain: Mapping[str, Any], subscription: _Subscription) -> Iterator[timedelta]:
    for key, other in (
        ("created_at", subscription.began),
        ("registered_at", subscription.began),
        ("expires_at", subscription.paid_until),
    ):
        at = instant(domain.get(key))
        if at and other:
            yield abs(at - other)
