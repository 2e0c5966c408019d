"""Which contents, names, TTLs and neighbours a record may have."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.hostinger.dns import TYPES
from simulators.hostinger.dns.records import parse_content, parse_domain, parse_name
from simulators.kernel.refusal import Refusal
from tests.contract.harness import watched
from tests.support import ZONE, Api

GOOD = [
    ("A", "192.0.2.1", "192.0.2.1"),
    ("A", " 192.0.2.1 ", "192.0.2.1"),
    ("AAAA", "2001:DB8::0:1", "2001:db8::1"),
    ("CNAME", "WWW.Example.net", "www.example.net."),
    ("CNAME", "_a._domainkey.example.net.", "_a._domainkey.example.net."),
    ("CNAME", "@", "example.com."),
    ("ALIAS", "host.example.net", "host.example.net."),
    ("MX", "10 mail.example.net", "10 mail.example.net."),
    ("MX", "0 .", "0 ."),
    ("NS", "ns1.example.net", "ns1.example.net."),
    ("SRV", "1 2 5060 sip.example.net", "1 2 5060 sip.example.net."),
    ("SRV", "0 0 0 .", "0 0 0 ."),
    ("TXT", "two words", '"two words"'),
    ("TXT", '"in quotes"', '"in quotes"'),
    ("TXT", '"a" "b"', '"ab"'),
    ("TXT", 'say "hi"; now', '"say \\"hi\\"; now"'),
    ("TXT", "\u00fc", '"\\195\\188"'),
    ("TXT", "x" * 300, f'"{"x" * 255}" "{"x" * 45}"'),
    ("CAA", "0 issue ca.example.net", '0 issue "ca.example.net"'),
    ("CAA", '128 iodef "mailto:a@example.net"', '128 iodef "mailto:a@example.net"'),
    (
        "SOA",
        "ns1.example.net hostmaster.example.net 1 7200 3600 1209600 300",
        "ns1.example.net. hostmaster.example.net. 1 7200 3600 1209600 300",
    ),
]
BAD = [
    ("A", "192.0.2"),
    ("A", "192.0.2.256"),
    ("A", "192.0.2.1 ; comment"),
    ("A", "\\# 4 c0000201"),
    ("A", "\u0661.2.3.4"),
    ("AAAA", "192.0.2.1"),
    ("AAAA", "fe80::1%eth0"),
    ("CNAME", "two words.example.net"),
    ("CNAME", "a..example.net"),
    ("CNAME", "-a.example.net"),
    ("CNAME", f"{'x' * 64}.example.net"),
    ("CNAME", "."),
    ("MX", "mail.example.net"),
    ("MX", "65536 mail.example.net"),
    ("MX", "10 under_score.example.net"),
    ("MX", "10 192.0.2.1"),
    ("NS", "192.0.2.1"),
    ("SRV", "1 2 sip.example.net"),
    ("SRV", "1 2 65536 sip.example.net"),
    ("TXT", '"not closed'),
    ("TXT", "x" * 5000),
    ("TXT", "line\nbreak"),
    ("TXT", "nul\x00"),
    ("TXT", '"abc" ; comment'),
    ("TXT", '"abc" ( "def" )'),
    ("TXT", '"abc" def'),
    ("A", "192.0.2.1\n"),
    ("MX", "10 ."),
    ("MX", "10 " + "\u00fc." * 100_000 + "example"),
    ("CAA", "\u0663 issue ca.example.net"),
    ("CAA", "256 issue ca.example.net"),
    ("CAA", "0 issue"),
    ("SOA", "ns1.example.net"),
    ("SOA", "ns1.example.net hostmaster.example.net 1 2h 1h 2w 5m"),
]


def error(api: Api, *zone: dict[str, Any], overwrite: bool = True) -> tuple[int, str]:
    before = api.digest()
    answer = api("PUT", ZONE, {"zone": zone, "overwrite": overwrite})
    assert answer.json is not None
    assert "errors" not in answer.json
    assert api.digest() == before
    return answer.status_code, answer.json["message"]


def rrset(name: str, type: str, *contents: str, ttl: int = 300) -> dict[str, Any]:
    records = [{"content": content} for content in contents]
    return {"name": name, "type": type, "records": records, "ttl": ttl}


def place(type: str) -> str:
    return "@" if type == "SOA" else "new"


@pytest.mark.parametrize(("type", "given_", "kept"), GOOD)
def test_a_good_content_is_kept_in_presentation_form(type: str, given_: str, kept: str) -> None:
    api = watched()
    assert api("PUT", ZONE, {"zone": [rrset(place(type), type, given_)]}).status_code == 200
    found = [
        e for e in api("GET", ZONE).json or [] if (e["name"], e["type"]) == (place(type), type)
    ]
    assert [record["content"] for record in found[0]["records"]] == [kept]


@pytest.mark.parametrize(("type", "content"), BAD)
def test_a_bad_content_is_refused(type: str, content: str) -> None:
    status, message = error(watched(), rrset(place(type), type, content))
    assert status == 422
    assert message.startswith(f"[DNS:4005] {type} record content `")
    assert message.isprintable()
    assert len(message) < 200


@pytest.mark.parametrize(
    "name",
    [
        "two words",
        "a..b",
        "-a",
        "a-",
        "x" * 64,
        "a.",
        "a.*",
        "**",
        "nul\x00",
        "end\x1f",
        "\u2100",
        ".".join("ab" * 63),
    ],
)
def test_a_bad_name_is_refused(name: str) -> None:
    status, message = error(watched(), rrset(name, "A", "192.0.2.1"))
    assert status == 422
    assert message.startswith("[DNS:4005] Record name `")


def test_a_ttl_has_bounds() -> None:
    api = watched()
    short = rrset("a", "A", "192.0.2.1", ttl=59)
    assert error(api, short) == (422, "[DNS:4005] Resource record TTL must be at least 60 seconds!")
    status, message = error(api, rrset("a", "A", "192.0.2.1", ttl=2**31))
    assert (status, message[:34]) == (422, "[DNS:4005] Resource record TTL mus")


CONFLICT = "[DNS:4008] DNS resource record is not valid or conflicts with another resource record"


@pytest.mark.parametrize(
    "zone",
    [
        [rrset("www", "A", "192.0.2.1")],  # www is a CNAME
        [rrset("ftp", "CNAME", "a.example.net")],  # ftp is an A
        [rrset("@", "CNAME", "a.example.net")],
        [rrset("a", "CNAME", "a.example.net", "b.example.net")],
        [rrset("a", "A", "192.0.2.1", "192.0.2.1")],
        [rrset("a", "SOA", "ns.example.net root.example.net 1 2 3 4 5")],  # below the apex
        [rrset("sub", "NS", "ns1.example.net"), rrset("host.sub", "A", "192.0.2.1")],
        [rrset("sub", "NS", "ns1.example.net"), rrset("sub", "A", "192.0.2.1")],
    ],
)
def test_records_that_do_not_get_along_are_refused(zone: list[dict[str, Any]]) -> None:
    assert error(watched(), *zone) == (422, CONFLICT)


def test_appending_a_record_that_exists_is_a_conflict() -> None:
    api = watched()
    api("PUT", ZONE, {"zone": [rrset("a", "A", "192.0.2.1")]})
    assert error(api, rrset("a", "A", "192.0.2.1"), overwrite=False) == (422, CONFLICT)


def test_an_alias_beside_an_address_is_refused_by_name() -> None:
    message = "[DNS:4005] RRset example.com. IN ALIAS must not be used with A on the same name"
    assert error(watched(), rrset("@", "A", "192.0.2.1")) == (422, message)


@settings(max_examples=300, derandomize=True, database=None)
@given(type=st.sampled_from(TYPES), content=st.text(max_size=80))
def test_any_text_is_a_content_or_refused_and_the_kept_form_is_stable(
    type: str, content: str
) -> None:
    try:
        kept = parse_content(type, content, "example.com")
    except Refusal:
        return
    assert parse_content(type, kept, "example.com") == kept


@settings(max_examples=300, derandomize=True, database=None)
@given(text=st.text(max_size=80))
def test_any_text_is_a_name_or_refused_and_the_kept_form_is_stable(text: str) -> None:
    for parse in (parse_domain, lambda text: parse_name(text, "example.com")):
        try:
            kept = parse(text)
        except Refusal:
            continue
        assert parse(kept) == kept
        assert kept.isascii()
