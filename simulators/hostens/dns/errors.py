"""What DNS refuses: keys of HostBill's language pack, whose checks of records are poweradmin's."""

from simulators.hostens.errors import PACK, SILENT, assumed, refuse
from simulators.kernel.refusal import Refusal

_KEYS = f"{SILENT}; {PACK}"

ZONE_EXISTS = assumed("dns.zone-exists", _KEYS)


def zone_exists() -> Refusal:
    """In the account itself."""
    return refuse(400, ZONE_EXISTS, "dnsdomain_exists")


ZONE_TAKEN = assumed("dns.zone-taken", _KEYS)


def zone_taken() -> Refusal:
    """By another customer."""
    return refuse(400, ZONE_TAKEN, "dnszonetaken")


UNAVAILABLE = assumed("dns.service-unavailable", _KEYS)


def service_unavailable() -> Refusal:
    return refuse(400, UNAVAILABLE, "service_unavailable")


NAME = assumed("dns.record-name", f"{_KEYS}; RFC 1035 names")


def name_invalid() -> Refusal:
    return refuse(400, NAME, "dnserrhostname")


PRIORITY = assumed("dns.priority", f"{_KEYS}; 16 bits")


def priority_invalid() -> Refusal:
    return refuse(400, PRIORITY, "dnserrinv_prio")


CONTENT = assumed("dns.content", f"{_KEYS}; the RFC of each record type")
_CONTENTS = {
    "A": "dnserripv4",
    "AAAA": "dnserripv6",
    "CNAME": "dnserrhostname",
    "MX": "dnserrhostname",
    "TXT": "dnserrprintable",
    "NS": "dnserrns_hname",
    "SRV": "dnserrsrv_trgt",
    "CAA": "dnserrcontent",
}


def content_invalid(type: str) -> Refusal:
    return refuse(400, CONTENT, _CONTENTS[type])


CNAME_EXISTS = assumed("dns.cname-exists", _KEYS)


def cname_exists() -> Refusal:
    """There is a CNAME at the name already."""
    return refuse(400, CNAME_EXISTS, "dnserrcname_exists")


CNAME_UNIQUE = assumed("dns.cname-unique", _KEYS)


def cname_unique() -> Refusal:
    """There is something else at the name of the new CNAME."""
    return refuse(400, CNAME_UNIQUE, "dnserrcname_unique")


RECORD_EXISTS = assumed("dns.record-exists", f"{SILENT}; the key is ours")


def record_exists() -> Refusal:
    return refuse(400, RECORD_EXISTS, "dnsrecord_exists")
