"""Of DNS."""

from collections.abc import Callable, Mapping

from simulators.hostens.services import stored
from tests.contract.calls import Call, Good, Refused
from tests.support import Api

Record = Mapping[str, object]

ZONE = {"service_id": 10, "zone_id": 60}
RECORD = {"service_id": 20, "zone_id": 61, "record_id": 55}
ADDRESS = {"name": "www", "ttl": 3600, "priority": 0, "type": "A", "content": "192.0.2.7"}
ALIAS = {"name": "www", "type": "CNAME", "content": "host.example.net"}


def suspended(api: Api) -> None:
    with api.meddling() as world:
        stored.put(world, stored.get(world, "10") | {"status": "Suspended"})


def added(*records: Record) -> Callable[[Api], None]:
    """For `prepare`: the zone has these records, too."""

    def prepare(api: Api) -> None:
        for record in records:
            answer = api("POST", "/api/service/10/dns/60/records", record)
            assert answer.status_code == 200, answer.text

    return prepare


GOOD: Good = {
    "listZones": Call(),
    "addZone": Call({"service_id": 10}, {"name": "testzone.com"}),
    "getZone": Call(ZONE),
    "removeZone": Call(ZONE),
    "addRecord": Call(ZONE, ADDRESS),
    "changeRecord": Call(RECORD, ADDRESS),
    "removeRecord": Call(RECORD),
}

_NO_SERVICE = {"service_id": 999}
_HOSTING = {"service_id": 301}
_ANOTHERS = {"service_id": 901, "zone_id": 40, "record_id": 9}
_OF_ANOTHER_SERVICE = {"service_id": 10, "zone_id": 61, "record_id": 55}
_MISSING = [
    Call({**RECORD, **_NO_SERVICE}, ADDRESS, message='["notfound"]'),
    Call({**RECORD, **_HOSTING}, ADDRESS, message='["notfound"]'),
    Call({**RECORD, "zone_id": 999}, ADDRESS, message='["notfound"]'),
    Call(_OF_ANOTHER_SERVICE, ADDRESS, message='["notfound"]'),
    Call(_ANOTHERS, ADDRESS, message='["notfound"]'),
]
_NO_RECORD = Call({**RECORD, "record_id": 10}, ADDRESS, message='["notfound"]')


def _record(key: str, *before: Record, **fields: object) -> Call:
    prepare = added(*before) if before else None
    return Call(ZONE, ADDRESS | fields, prepare=prepare, message=f'["{key}"]')


REFUSED: Refused = {
    ("addZone", 400): [
        Call({"service_id": 10}, {"name": "booble.com"}, message="dnsdomain_exists"),
        Call({"service_id": 10}, {"name": "bgg12OOble.com."}, message="dnsdomain_exists"),
        Call({"service_id": 10}, {"name": "another.example.net"}, message="dnszonetaken"),
        Call({"service_id": 10}, {"name": "no name"}, message='["field_format_error", "name"]'),
        Call({"service_id": 10}, {"name": "a.com"}, "", suspended, "service_unavailable"),
    ],
    ("addZone", 404): [
        Call(_NO_SERVICE, {"name": "a.com"}, message='["notfound"]'),
        Call(_HOSTING, {"name": "a.com"}, message='["notfound"]'),
        Call({"service_id": 901}, {"name": "a.com"}, message='["notfound"]'),
    ],
    ("getZone", 404): _MISSING,
    ("getZone", 400): [Call(ZONE, prepare=suspended, message="service_unavailable")],
    ("removeZone", 404): _MISSING,
    ("addRecord", 404): _MISSING,
    ("changeRecord", 404): [*_MISSING, _NO_RECORD],
    ("removeRecord", 404): [*_MISSING, _NO_RECORD],
    ("addRecord", 400): [
        _record("dnserrrr_type", type="SOA"),
        _record("dnserrrr_type", type="a"),
        _record("dnserrinv_ttl", ttl="soon"),
        _record("dnserrinv_prio", priority="high"),
        _record("dnserrinv_prio", priority=65_536),
        _record("dnserrhostname", name="two words"),
        _record("dnserrhostname", name="nul\x00"),
        _record("dnserrhostname", name="www\n"),
        _record("dnserrhostname", name="a..b"),
        _record("dnserrhostname", name="www.example.net."),
        _record("dnserrhostname", **ALIAS | {"content": "www.booble.com"}),
        _record("dnserripv4", content="192.0.2.256"),
        _record("dnserripv6", type="AAAA"),
        _record("dnserrhostname", type="CNAME", content="-a.example.net"),
        _record("dnserrhostname", type="MX", content="10 mail.example.net"),
        _record("dnserrns_hname", type="NS"),
        _record("dnserrsrv_trgt", type="SRV", content="sip.example.net"),
        _record("dnserrprintable", type="TXT", content="nul\x00"),
        _record("dnserrcontent", type="CAA", content="issue"),
        _record("dnserrcname_exists", ALIAS),
        _record("dnserrcname_unique", ADDRESS, **ALIAS),
        _record("dnserrcname_unique", ALIAS, **ALIAS | {"content": "other.example.net"}),
        _record("dnserrcname_unique", **ALIAS | {"name": "@"}),
        _record("dnsrecord_exists", ADDRESS),
    ],
}
