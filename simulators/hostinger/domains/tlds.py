"""What is particular about a TLD, as data; all of it assumed, after the registries' own rules.

A TLD that has no entry is like .com. `.example` can be in an account and is not sold.
"""

from dataclasses import dataclass

from simulators.hostinger.billing.catalog import TLDS

_EEA_CODES = """
AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK
"""
_EEA = frozenset(_EEA_CODES.split())


@dataclass(frozen=True)
class Tld:
    lockable: bool = True
    """Whether there is a registrar's lock."""
    private: bool = True
    """Whether the owner may be hidden."""
    transfer_checked: bool = True
    """Whether ICANN's transfer policy holds: a new owner is confirmed by both sides (IRTP)."""
    countries: frozenset[str] = frozenset()
    """Where an owner has to live; empty: anywhere."""
    details: tuple[str, ...] = ()
    """What `tld_details` of a WHOIS profile need."""
    restriction: str | None = None


_COUNTRY_CODE = Tld(lockable=False, private=False, transfer_checked=False)
_RULES = {
    "co": Tld(transfer_checked=False),
    "co.uk": _COUNTRY_CODE,
    "de": Tld(
        lockable=False,
        private=False,
        transfer_checked=False,
        restriction="An address for service in Germany may be asked for.",
    ),
    "eu": Tld(
        lockable=False,
        private=False,
        transfer_checked=False,
        countries=_EEA,
        restriction="For residents of the European Economic Area.",
    ),
    "fr": Tld(
        lockable=False,
        private=False,
        transfer_checked=False,
        countries=_EEA | {"CH"},
        restriction="For residents of the European Economic Area and Switzerland.",
    ),
    "io": Tld(transfer_checked=False),
    "lt": _COUNTRY_CODE,
    "me": Tld(transfer_checked=False),
    "nl": _COUNTRY_CODE,
    "uk": _COUNTRY_CODE,
    "us": Tld(
        private=False,
        transfer_checked=False,
        countries=frozenset({"US"}),
        details=("nexus_purpose", "nexus_category"),
        restriction="For those with a nexus to the United States.",
    ),
}
_LIKE_COM = Tld()
KNOWN = frozenset((*TLDS, "example"))


def rules(tld: str) -> Tld:
    return _RULES.get(tld, _LIKE_COM)
