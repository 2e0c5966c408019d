"""What is refused before any provider is asked."""

from typing import Any

import pytest

from tests.gateway.support import Gateway

ZONE = "/hostinger/dns/example.com"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nosuch", 404),
        ("GET", "/nosuch/vms", 404),
        ("DELETE", "/hostinger", 404),
        ("GET", "/hostinger/nothing", 404),
        ("GET", "/", 404),
        ("PATCH", "/hostinger/vms", 405),
        ("GET", "/hostafrica/domains", 501),
        ("GET", "/hostens/ssh-keys", 501),
        ("GET", "/hostinger/vms", 400),
        ("POST", "/hostinger/test", 400),
    ],
)
def test_errors_have_the_documented_form(
    gateway: Gateway, method: str, path: str, status: int
) -> None:
    gateway.refused(status, method, path)


def test_what_a_provider_lacks_is_said_in_the_documented_word(gateway: Gateway) -> None:
    assert "ErrNotSupported" in gateway.refused(501, "GET", "/hostens/ssh-keys")
    assert gateway.good("GET", "/hostens")["capabilities"]["ssh_keys"] == []


def test_allow_names_the_methods_of_the_path(gateway: Gateway) -> None:
    allowed = gateway.call("PATCH", "/hostinger/vms").headers["Allow"]
    assert {"GET", "POST"} <= set(allowed.split(", "))


def record(**changed: Any) -> dict[str, Any]:
    return {"type": "A", "name": "www", "content": "192.0.2.1"} | changed


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (record(type="ALIAS"), "type"),
        (record(content="192.0.2"), "content: Not an IPv4 address."),
        (record(type="AAAA"), "content: Not an IPv6 address."),
        (record(type="AAAA", content="fe80::1%eth0"), "content"),
        (record(type="CNAME"), "content: Not a host name."),
        (record(type="NS", content="a b"), "content: Not a host name."),
        (record(type="MX", content="mail.example.com"), "priority: MX has to have one."),
        (record(type="SRV", content="1 5060 sip.example.com"), "priority: SRV has to have one."),
        (record(type="SRV", content="5060 sip.example.com", priority=1), "content"),
        (record(type="CAA", content="letsencrypt.org"), "content"),
        (record(priority=10), "priority: A has none."),
        (record(type="TXT", content="two\nlines"), "content"),
        (record(type="TXT", content=""), "content"),
        (record(ttl=0), "ttl"),
        (record(ttl="3600"), "ttl"),
        (record(name="www.example.com."), "name"),
        (record(name=""), "name"),
        (record(value="192.0.2.1"), "value: Unknown field."),
        ({}, "type: Missing data"),
        ([], "The body has to be an object"),
    ],
    ids=str,
)
def test_a_wrong_record_is_named_with_what_is_wrong(gateway: Gateway, body: Any, said: str) -> None:
    assert said in gateway.refused(400, "POST", ZONE, json=body)


def test_which_of_many_records_is_wrong_is_said(gateway: Gateway) -> None:
    records = [record(), record(content="no address")]
    said = gateway.refused(400, "PUT", ZONE, json={"records": records})
    assert said == "records.1.content: Not an IPv4 address."


@pytest.mark.parametrize("query", ["", "?name=www", "?type=A", "?name=www&type=ANY", "?x=1"])
def test_to_delete_records_takes_their_name_and_type(gateway: Gateway, query: str) -> None:
    gateway.refused(400, "DELETE", ZONE + query)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/domains/check", {"domains": []}),
        ("/domains/check", {"domains": ["a.com", "A.com"]}),
        ("/domains/check", {"domains": ["no host name"]}),
        ("/domains/check", {"domains": ["a.com"] * 51}),
        ("/domains/purchase", {"domain": "a.com", "period": 0}),
        ("/domains/purchase", {"domain": "a.com", "period": 1.5}),
        ("/domains/purchase", {"domain": "a.com", "auto_renew": "yes"}),
        ("/vms", {"plan": "kvm-2", "template": "x"}),
        ("/vms", {"plan": "kvm-2", "template": "x", "hostname": "a\0b"}),
        ("/ssh-keys", {"name": "mine"}),
        ("/configure", {"api_key": ""}),
        ("/configure", {"api_key": "x", "extra": {"base_url": "ftp://example.com"}}),
        ("/configure", {"api_key": "x", "extra": {"base_url": "https://me:pw@example.com"}}),
        ("/configure", {"api_key": "x", "extra": {"base_url": "https://example.com/?a=1"}}),
        ("/configure", {"api_key": "x", "extra": {"depth": {"a": "b"}}}),
        ("/configure", {"api_key": "x", "connected": True}),
    ],
    ids=str,
)
def test_a_wrong_body_is_refused(gateway: Gateway, path: str, body: Any) -> None:
    gateway.refused(400, "POST", f"/hostinger{path}", json=body)


@pytest.mark.parametrize("domain", ["localhost", "exam_ple.com", "a" * 250 + ".com", "-a.com"])
def test_a_domain_in_the_path_is_a_host_name(gateway: Gateway, domain: str) -> None:
    assert "host name" in gateway.refused(400, "GET", f"/hostinger/domains/{domain}")
    assert "host name" in gateway.refused(400, "GET", f"/hostinger/dns/{domain}")
