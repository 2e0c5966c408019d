"""Server software that a certificate can be ordered for: the authority's list, by id."""

NAMES = (
    "AOL",
    "Apache-SSL (Ben-SSL, not Stronghold)",
    "Apache/ModSSL",
    "C2Net Stronghold",
    "Cisco 3000 Series VPN Concentrator",
    "Citrix",
    "Cobalt Raq",
    "cPanel",
    "IBM HTTP Server",
    "iPlanet Enterprise Server",
    "Jakarta-Tomcat",
    "Lotus Domino",
    "Microsoft IIS",
    "Nginx",
    "Plesk",
    "Other",
)
DEFAULT = 1
"""The documented certificate's."""


def listed() -> list[dict[str, int | str]]:
    return [{"id": id, "name": name} for id, name in enumerate(NAMES)]
