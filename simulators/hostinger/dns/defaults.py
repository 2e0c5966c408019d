"""The zone a domain starts with, and gets back by reset.

Web records as observed after a website was created (report 71097644895); e-mail records as
Hostinger's help pages have users set them, the whole an assumption.
"""

from hashlib import blake2b

from simulators.hostinger.dns.records import DEFAULT_TTL, RRset

_CDN = "cdn.hstgr.net."
_MAIL = "mail.hostinger.com."


def default_zone(domain: str) -> list[RRset]:
    return [
        _rrset("@", "ALIAS", f"{domain}.{_CDN}"),
        _rrset("www", "CNAME", f"www.{domain}.{_CDN}"),
        _rrset("ftp", "A", web_address(domain)),
        _rrset("@", "MX", "5 mx1.hostinger.com.", "10 mx2.hostinger.com."),
        _rrset("@", "TXT", f'"v=spf1 include:_spf.{_MAIL[:-1]} ~all"', ttl=3600),
        _rrset("_dmarc", "TXT", '"v=DMARC1; p=none"', ttl=3600),
        *(
            _rrset(f"hostingermail-{x}._domainkey", "CNAME", f"hostingermail-{x}.dkim.{_MAIL}")
            for x in "abc"
        ),
        _rrset("autodiscover", "CNAME", f"autodiscover.{_MAIL}"),
        _rrset("autoconfig", "CNAME", f"autoconfig.{_MAIL}"),
    ]


def is_email(rrset: RRset) -> bool:
    """What `reset_email_records` speaks of: MX, SPF, DKIM, DMARC and mail client discovery."""
    name, type = rrset["name"], rrset["type"]
    if type == "MX":
        return True
    if type == "TXT" and any(r["content"].startswith('"v=spf1') for r in rrset["records"]):
        return True
    labels = name.split(".")
    return "_dmarc" in labels or "_domainkey" in labels or name in ("autodiscover", "autoconfig")


def web_address(domain: str) -> str:
    """The address of the domain's web server, from 203.0.113.0/24 (RFC 5737)."""
    return f"203.0.113.{1 + blake2b(domain.encode(), digest_size=2).digest()[0] % 254}"


def _rrset(name: str, type: str, *contents: str, ttl: int = DEFAULT_TTL) -> RRset:
    records = [{"content": content, "is_disabled": False} for content in contents]
    return {"name": name, "records": records, "ttl": ttl, "type": type}
