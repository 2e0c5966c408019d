"""The official SDK, unmodified but for host and token, over a socket."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import hostinger_api
import pytest
import requests

from tests.running import serving
from tests.support import DOMAIN


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("sdk")) as url:
        yield url


@contextmanager
def client(url: str, world: str) -> Iterator[Any]:
    configuration = hostinger_api.Configuration(
        host=f"{url}/hostinger", access_token=f"sim_{world}"
    )
    with hostinger_api.ApiClient(configuration) as sdk:
        yield sdk
        sdk.rest_client.pool_manager.clear()  # it leaves its sockets open


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
    with client(url, "sdk-cycle") as sdk:
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
    with client(url, "sdk-errors") as sdk:
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
    with client(url, world) as sdk:
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
