"""What the zone operations do, beyond what a random history meets."""

from typing import Any

import pytest

from tests.contract.harness import watched
from tests.support import SNAPSHOTS, ZONE, Api

ACCEPTED = {"message": "Request accepted"}


@pytest.fixture
def api() -> Api:
    return watched()


def rrset(name: str, type: str, *contents: str, **more: Any) -> dict[str, Any]:
    records = [{"content": content} for content in contents]
    return {"name": name, "type": type, "records": records, **more}


def put(api: Api, *rrsets: dict[str, Any], overwrite: bool = True) -> None:
    answer = api("PUT", ZONE, {"zone": list(rrsets), "overwrite": overwrite})
    assert (answer.status_code, answer.json) == (200, ACCEPTED)


def zone(api: Api) -> dict[tuple[str, str], Any]:
    entries = api("GET", ZONE).json
    assert entries is not None
    return {(entry["name"], entry["type"]): entry for entry in entries}


def contents(api: Api, name: str, type: str) -> list[str]:
    return [record["content"] for record in zone(api)[name, type]["records"]]


def test_a_fresh_zone_is_the_default_zone(api: Api) -> None:
    assert list(zone(api)) == [
        ("@", "ALIAS"),
        ("www", "CNAME"),
        ("ftp", "A"),
        ("@", "MX"),
        ("@", "TXT"),
        ("_dmarc", "TXT"),
        ("hostingermail-a._domainkey", "CNAME"),
        ("hostingermail-b._domainkey", "CNAME"),
        ("hostingermail-c._domainkey", "CNAME"),
        ("autodiscover", "CNAME"),
        ("autoconfig", "CNAME"),
    ]
    assert contents(api, "@", "ALIAS") == ["example.com.cdn.hstgr.net."]


def test_a_new_rrset_gets_the_default_ttl_and_no_priority_field(api: Api) -> None:
    put(api, rrset("mail", "MX", "10 mail.example.net"))
    assert zone(api)["mail", "MX"] == {
        "name": "mail",
        "records": [{"content": "10 mail.example.net.", "is_disabled": False}],
        "ttl": 14400,
        "type": "MX",
    }


def test_overwrite_replaces_one_name_and_type_and_leaves_the_rest(api: Api) -> None:
    before = zone(api)
    put(api, rrset("ftp", "A", "192.0.2.1", "192.0.2.2", ttl=300))
    after = zone(api)
    assert [r["content"] for r in after["ftp", "A"]["records"]] == ["192.0.2.1", "192.0.2.2"]
    assert after["ftp", "A"]["ttl"] == 300
    assert {k: v for k, v in after.items() if k != ("ftp", "A")} == {
        k: v for k, v in before.items() if k != ("ftp", "A")
    }


def test_overwrite_is_the_default(api: Api) -> None:
    api("PUT", ZONE, {"zone": [rrset("ftp", "A", "192.0.2.9")]})
    assert contents(api, "ftp", "A") == ["192.0.2.9"]


def test_without_overwrite_records_are_appended_and_the_ttl_updated(api: Api) -> None:
    put(api, rrset("a", "A", "192.0.2.1", ttl=300))
    put(api, rrset("a", "A", "192.0.2.2"), overwrite=False)
    assert zone(api)["a", "A"]["ttl"] == 300
    put(api, rrset("a", "A", "192.0.2.3", ttl=600), overwrite=False)
    assert contents(api, "a", "A") == ["192.0.2.1", "192.0.2.2", "192.0.2.3"]
    assert zone(api)["a", "A"]["ttl"] == 600


def test_one_name_and_type_given_twice_is_added_up(api: Api) -> None:
    put(api, rrset("a", "A", "192.0.2.1"), rrset("a", "A", "192.0.2.2"))
    assert contents(api, "a", "A") == ["192.0.2.1", "192.0.2.2"]


def test_an_fqdn_doubles_the_zone(api: Api) -> None:
    put(api, rrset("www.example.com", "A", "192.0.2.1"))
    assert ("www.example.com", "A") in zone(api)


def test_names_are_case_insensitive(api: Api) -> None:
    put(api, rrset("FTP", "A", "192.0.2.1"))
    assert contents(api, "ftp", "A") == ["192.0.2.1"]
    assert len(api("GET", ZONE.replace("example", "EXAMPLE")).json or []) == len(zone(api))


def test_delete_takes_every_record_of_a_name_and_type(api: Api) -> None:
    put(api, rrset("a", "A", "192.0.2.1", "192.0.2.2"), rrset("a", "TXT", "stays"))
    filters = [{"name": "a", "type": "A"}, {"name": "not-there", "type": "A"}]
    assert api("DELETE", ZONE, {"filters": filters}).json == ACCEPTED
    assert ("a", "A") not in zone(api)
    assert contents(api, "a", "TXT") == ['"stays"']


def test_delete_reads_its_filters_from_a_php_style_query_too(api: Api) -> None:
    query = "filters[0][name]=ftp&filters[0][type]=A&filters[1][name]=www&filters[1][type]=CNAME"
    assert api("DELETE", ZONE, query_string=query).json == ACCEPTED
    assert not {("ftp", "A"), ("www", "CNAME")} & zone(api).keys()


@pytest.mark.parametrize(
    "query",
    [
        "",
        "filters=www",
        "filters[0]=www",
        "filters[0][name]=www",
        "filters[][",
        "[x]=1",
        "filters[a][name]=www",
        "a" + "[]" * 3000 + "=1",
    ],
)
def test_a_query_that_makes_no_filters_is_a_field_error(api: Api, query: str) -> None:
    answer = api("DELETE", ZONE, query_string=query)
    assert answer.status_code == 422
    assert answer.json is not None
    assert "errors" in answer.json


def test_a_query_may_number_its_filters_as_php_does(api: Api) -> None:
    query = "filters[3][name]=ftp&filters[3][type]=A&filters[1][name]=www&filters[1][type]=CNAME"
    assert api("DELETE", ZONE, query_string=query).json == ACCEPTED
    assert not {("ftp", "A"), ("www", "CNAME")} & zone(api).keys()


def test_validate_checks_and_changes_nothing(api: Api) -> None:
    before = api.digest()
    body = {"zone": [rrset("a", "A", "192.0.2.1")]}
    assert api("POST", f"{ZONE}/validate", body).json == ACCEPTED
    body = {"zone": [rrset("a", "A", "not an address")]}
    assert api("POST", f"{ZONE}/validate", body).status_code == 422
    assert api.digest() == before


def test_reset_brings_the_default_zone_back(api: Api) -> None:
    default = api("GET", ZONE).data
    put(api, rrset("a", "A", "192.0.2.1"), rrset("www", "CNAME", "elsewhere.example.net"))
    assert api("POST", f"{ZONE}/reset").json == ACCEPTED
    assert api("GET", ZONE).data == default


def test_reset_keeps_whitelisted_types(api: Api) -> None:
    put(api, rrset("a", "TXT", "stays"), rrset("b", "A", "192.0.2.1"))
    put(api, rrset("@", "MX", "1 mx.example.net"))
    api("POST", f"{ZONE}/reset", {"whitelisted_record_types": ["TXT", "MX"]})
    after = zone(api)
    assert ("a", "TXT") in after
    assert ("b", "A") not in after
    assert contents(api, "@", "MX") == ["1 mx.example.net."]


def test_reset_can_spare_the_email_records(api: Api) -> None:
    put(
        api,
        rrset("@", "MX", "1 mx.example.net"),
        rrset("@", "TXT", "v=spf1 -all"),
        rrset("key._domainkey", "TXT", "k=rsa"),
        rrset("other", "TXT", "no mail"),
    )
    api("POST", f"{ZONE}/reset", {"reset_email_records": False})
    after = zone(api)
    assert contents(api, "@", "MX") == ["1 mx.example.net."]
    assert contents(api, "@", "TXT") == ['"v=spf1 -all"']
    assert ("key._domainkey", "TXT") in after
    assert ("other", "TXT") not in after


def test_reset_lets_kept_records_win_over_default_ones(api: Api) -> None:
    api("DELETE", ZONE, {"filters": [{"name": "@", "type": "ALIAS"}]})
    put(api, rrset("@", "A", "192.0.2.1"))
    api("POST", f"{ZONE}/reset", {"whitelisted_record_types": ["A"]})
    after = zone(api)
    assert ("@", "A") in after
    assert ("@", "ALIAS") not in after


def test_reset_without_sync_happens_later_on_the_worlds_clock(api: Api) -> None:
    put(api, rrset("a", "A", "192.0.2.1"))
    assert api("POST", f"{ZONE}/reset", {"sync": False}).json == ACCEPTED
    assert ("a", "A") in zone(api)
    advanced = api.control("POST", "/worlds/default/clock/advance", {"seconds": 10})
    assert [(f["at"], f["event"]) for f in advanced["fired"]] == [
        ("2026-01-01T00:00:05Z", "hostinger.dns.zone-reset")
    ]
    assert ("a", "A") not in zone(api)
    newest = (api("GET", SNAPSHOTS).json or [])[0]
    assert (newest["reason"], newest["created_at"]) == (
        "Zone reset request",
        "2026-01-01T00:00:05Z",
    )


def test_an_unknown_domain_reads_as_an_empty_zone_and_cannot_be_changed(api: Api) -> None:
    path = "/api/dns/v1/zones/missing.example"
    assert api("GET", path).json == []
    answer = api("PUT", path, {"zone": [rrset("a", "A", "192.0.2.1")]})
    assert answer.status_code == 404
    assert answer.json is not None
    assert answer.json["message"] == "[DNS:4009] Domain not found"


def test_idn_domains_and_names_are_kept_as_a_labels(api: Api) -> None:
    put(api, rrset("bücher", "CNAME", "müller.example"))
    assert contents(api, "xn--bcher-kva", "CNAME") == ["xn--mller-kva.example."]
    assert api("GET", "/api/dns/v1/zones/bücher.example").json == []
