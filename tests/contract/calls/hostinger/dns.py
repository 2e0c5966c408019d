from collections.abc import Callable
from typing import Any

from tests.contract.calls import OPERATIONS, Call, Good, Refused, switch
from tests.support import ZONE, Api

SNAPSHOT = 53513053
BODIES = {
    "DNS_updateDNSRecordsV1": {
        "zone": [{"name": "a", "type": "A", "records": [{"content": "192.0.2.1"}]}]
    },
    "DNS_deleteDNSRecordsV1": {"filters": [{"name": "ftp", "type": "A"}]},
    "DNS_resetDNSRecordsV1": {},
}
BODIES["DNS_validateDNSRecordsV1"] = BODIES["DNS_updateDNSRecordsV1"]


def with_a_snapshot(api: Api) -> None:
    rrset = {"name": "seeded", "type": "A", "records": [{"content": "192.0.2.1"}]}
    assert api("PUT", ZONE, {"zone": [rrset]}).status_code == 200


def call(
    id: str,
    domain: str,
    message: str = "",
    snapshot: object = SNAPSHOT,
    prepare: Callable[[Api], Any] = with_a_snapshot,
) -> Call:
    path = {"domain": domain, "snapshotId": snapshot}
    return Call(path, BODIES.get(id), message=message, prepare=prepare)


NAMES = (
    "com",
    "a_b.example",
    "-a.example",
    "x" * 254,
    "192.0.2.1",
    "%00.com",
    "a b.com",
    "a.com%1f",
)
IDS = [id for id in OPERATIONS if id.startswith("DNS_")]
GOOD: Good = {id: call(id, "example.com") for id in IDS}
REFUSED: Refused = {}
for id in IDS:
    REFUSED[id, 403] = [call(id, "example.org", "[DNS:4002] Customer does not own example.org")]
    # GET of a zone answers an empty list, as the live service does, unless that is switched off.
    REFUSED[id, 404] = [
        call(
            id,
            "missing.example",
            "[DNS:4009] Domain not found",
            prepare=switch("hostinger.dns-unknown-zone-is-empty", False),
        )
    ]
    REFUSED[id, 422] = [call(id, name, "[DNS:4005] Domain name is not valid!") for name in NAMES]
for id in ("DNS_getDNSSnapshotV1", "DNS_restoreDNSSnapshotV1"):
    REFUSED[id, 404] += [
        call(id, "example.com", "[DNS:4009] Snapshot not found", snapshot=snapshot)
        for snapshot in ("1", "-1", "word", "053513053", "9" * 40)
    ]
