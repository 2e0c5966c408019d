"""The official SDK, unmodified but for host and token, over a socket."""

import time
from collections.abc import Iterator
from typing import Any

import hostinger_api
import pytest
import requests

from tests.hostinger.sdk_calls import client
from tests.running import serving
from tests.support import DOMAIN

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f me"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("sdk")) as url:
        yield url


def contents(zone: Any, name: str) -> list[str]:
    return [r.content for entry in zone if entry.name == name for r in entry.records]


def update(name: str, content: str, **more: Any) -> Any:
    return hostinger_api.DNSV1ZoneUpdateRequest(
        zone=[
            hostinger_api.DNSV1ZoneUpdateRequestZoneInner(
                name=name,
                type="A",
                records=[
                    hostinger_api.DNSV1ZoneUpdateRequestZoneInnerRecordsInner(content=content)
                ],
            )
        ],
        **more,
    )


def test_the_whole_dns_cycle(url: str) -> None:
    with client(url, "sim_sdk-cycle") as sdk:
        zones, snapshots = hostinger_api.DNSZoneApi(sdk), hostinger_api.DNSSnapshotApi(sdk)
        default = zones.get_dns_records_v1(DOMAIN)
        assert len(default) > 5

        zones.validate_dns_records_v1(DOMAIN, update("app", "192.0.2.1"))
        zones.update_dns_records_v1(DOMAIN, update("app", "192.0.2.1"))
        zones.update_dns_records_v1(DOMAIN, update("app", "192.0.2.2", overwrite=False))
        assert contents(zones.get_dns_records_v1(DOMAIN), "app") == ["192.0.2.1", "192.0.2.2"]

        newest = snapshots.get_dns_snapshot_list_v1(DOMAIN)[0]
        kept = snapshots.get_dns_snapshot_v1(DOMAIN, newest.id)
        assert contents(kept.snapshot, "app") == ["192.0.2.1"]
        snapshots.restore_dns_snapshot_v1(DOMAIN, newest.id)
        assert contents(zones.get_dns_records_v1(DOMAIN), "app") == ["192.0.2.1"]

        filters = [hostinger_api.DNSV1ZoneDestroyRequestFiltersInner(name="app", type="A")]
        zones.delete_dns_records_v1(DOMAIN, hostinger_api.DNSV1ZoneDestroyRequest(filters=filters))
        assert zones.get_dns_records_v1(DOMAIN) == default

        zones.update_dns_records_v1(DOMAIN, update("app", "192.0.2.1"))
        zones.reset_dns_records_v1(DOMAIN, hostinger_api.DNSV1ZoneResetRequest(sync=True))
        assert zones.get_dns_records_v1(DOMAIN) == default


def test_refusals_become_the_sdks_exceptions(url: str) -> None:
    with client(url, "sim_sdk-errors") as sdk:
        zones, snapshots = hostinger_api.DNSZoneApi(sdk), hostinger_api.DNSSnapshotApi(sdk)
        with pytest.raises(hostinger_api.exceptions.UnprocessableEntityException) as refusal:
            zones.update_dns_records_v1(DOMAIN, update("app", "not an address"))
        assert "[DNS:4005]" in refusal.value.body
        with pytest.raises(hostinger_api.exceptions.NotFoundException):
            snapshots.get_dns_snapshot_v1(DOMAIN, 1)
        with pytest.raises(hostinger_api.exceptions.ForbiddenException):
            zones.get_dns_records_v1("example.org")
    with client(url, "") as sdk, pytest.raises(hostinger_api.exceptions.UnauthorizedException):
        hostinger_api.DNSZoneApi(sdk).get_dns_records_v1(DOMAIN)


def test_it_meets_a_429_and_retries_by_itself(url: str) -> None:
    world = "sdk-limits"
    requests.post(f"{url}/__sim/worlds", json={"name": world}).raise_for_status()
    requests.put(f"{url}/__sim/worlds/{world}/limits", json={"mode": "tiny"}).raise_for_status()
    with client(url, f"sim_{world}") as sdk:
        zones = hostinger_api.DNSZoneApi(sdk)
        begun = time.monotonic()
        for _ in range(4):
            assert zones.get_dns_records_v1(DOMAIN)
    counted = {
        status: requests.get(
            f"{url}/__sim/worlds/{world}/journal/count", params={"status": status}
        ).json()["count"]
        for status in (200, 429)
    }
    assert counted[200] == 4
    assert counted[429] >= 1, "the fourth call was refused first"
    assert time.monotonic() - begun >= 1, "it waited as Retry-After said"


def test_a_domain_and_a_machine_from_purchase_to_expiry(url: str) -> None:
    world = "sdk-story"
    requests.post(f"{url}/__sim/worlds", json={"name": world}).raise_for_status()
    clock = f"{url}/__sim/worlds/{world}/clock"
    requests.put(clock, json={"mode": "auto"}).raise_for_status()
    with client(url, f"sim_{world}") as sdk:
        portfolio = hostinger_api.DomainsPortfolioApi(sdk)
        machines = hostinger_api.VPSVirtualMachineApi(sdk)
        bought = portfolio.purchase_new_domain_v1(
            hostinger_api.DomainsV1PortfolioPurchaseRequest(
                domain="my-story.com", item_id="hostingercom-domain-com-usd-1y"
            )
        )
        assert (bought.status, bought.total) == ("completed", 1209)
        setup = hostinger_api.VPSV1VirtualMachineSetupRequest(
            template_id=1130, data_center_id=19, hostname="www.my-story.com"
        )
        ordered = machines.purchase_new_virtual_machine_v1(
            hostinger_api.VPSV1VirtualMachinePurchaseRequest(
                item_id="hostingercom-vps-kvm2-usd-1m", setup=setup
            )
        )
        id = ordered.virtual_machine.id
        states = polled(lambda: machines.get_virtual_machine_details_v1(id).state, "running")
        assert "creating" in states
        details = machines.get_virtual_machine_details_v1(id)
        assert details.actions_lock == "unlocked"

        statuses = polled(lambda: listed(portfolio, "my-story.com").status, "active")
        assert set(statuses) <= {"pending_setup", "active"}
        address = details.ipv4[0].address
        zones = hostinger_api.DNSZoneApi(sdk)
        zones.update_dns_records_v1("my-story.com", update("app", address))
        assert contents(zones.get_dns_records_v1("my-story.com"), "app") == [address]

        keys = hostinger_api.VPSPublicKeysApi(sdk)
        body = {"name": "mine", "key": KEY}
        key = keys.create_public_key_v1(hostinger_api.VPSV1PublicKeyStoreRequest(**body))
        action = keys.attach_public_key_v1(
            id, hostinger_api.VPSV1PublicKeyAttachRequest(ids=[key.id])
        )
        actions = hostinger_api.VPSActionsApi(sdk)
        polled(lambda: actions.get_action_details_v1(id, action.id).state, "success")
        attached = machines.get_attached_public_keys_v1(id)
        assert [one.name for one in attached.data] == ["mine"]

        subscriptions = hostinger_api.BillingSubscriptionsApi(sdk)
        for subscription in (bought.subscription_id, ordered.order.subscription_id):
            off = subscriptions.disable_auto_renewal_v1(subscription)
            assert (off.status, off.is_auto_renewed) == ("not_renewing", False)

        year = {"seconds": 366 * 86_400}
        fired = requests.post(f"{clock}/advance", json=year).json()["fired"]
        ended = [one["data"] for one in fired if one["event"].endswith("subscription-expiry")]
        assert {bought.subscription_id, ordered.order.subscription_id} <= set(ended)
        assert listed(portfolio, "my-story.com").status == "expired"
        assert machines.get_virtual_machine_details_v1(id).state in ("suspended", "destroyed")
        status = {one.id: one.status for one in subscriptions.get_subscription_list_v1()}
        assert status[bought.subscription_id] == "cancelled"


def polled(read: Any, last: str) -> list[str]:
    """What it was until it came to that; the world's clock moves with every poll."""
    seen = [read()]
    while seen[-1] != last:
        assert len(seen) < 100, seen
        seen.append(read())
    return seen


def listed(portfolio: Any, domain: str) -> Any:
    (found,) = [one for one in portfolio.get_domain_list_v1() if one.domain == domain]
    return found
