"""What a machine can be set up with: plans, templates, data centers. The same in every world.

Documented or observed: data center 29, and 19 in Frankfurt; 17 and 24 are retired (observed);
templates 1121 and 1130, and 2868928, which is the example of a path; the size of KVM 2. The rest
is believable.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Template:
    id: int
    name: str
    documentation: str | None
    docker: bool = False
    """Whether the Docker operations work on it."""
    panel: bool = False
    """Whether it has a panel, with a password of its own."""

    @property
    def document(self) -> dict[str, Any]:
        """In wire form."""
        return {
            "id": self.id,
            "name": self.name,
            "description": self.name,
            "documentation": self.documentation,
        }


_UBUNTU = "https://docs.ubuntu.com"
_DOCKER = "https://docs.docker.com"

TEMPLATES = {
    template.id: template
    for template in (
        Template(1077, "Ubuntu 22.04 LTS", _UBUNTU),
        Template(1130, "Ubuntu 24.04 LTS", _UBUNTU),
        Template(1013, "Debian 11", "https://www.debian.org/doc/"),
        Template(1105, "Debian 12", "https://www.debian.org/doc/"),
        Template(1049, "AlmaLinux 8", "https://wiki.almalinux.org"),
        Template(1092, "AlmaLinux 9", "https://wiki.almalinux.org"),
        Template(1054, "Rocky Linux 9", "https://docs.rockylinux.org"),
        Template(1098, "CentOS 9 Stream", "https://docs.centos.org"),
        Template(1117, "Arch Linux", "https://wiki.archlinux.org"),
        Template(1121, "Ubuntu 24.04 with Docker", _DOCKER, docker=True),
        Template(1144, "Debian 12 with Docker", _DOCKER, docker=True),
        Template(1152, "Ubuntu 24.04 with Coolify", "https://coolify.io/docs", docker=True),
        Template(1123, "Ubuntu 24.04 with CyberPanel", "https://cyberpanel.net/docs/", panel=True),
        Template(1126, "Debian 12 with CloudPanel", "https://www.cloudpanel.io/docs/", panel=True),
        Template(1131, "AlmaLinux 9 with cPanel and WHM", "https://docs.cpanel.net", panel=True),
        Template(1139, "Ubuntu 24.04 with Plesk", "https://docs.plesk.com", panel=True),
        Template(2868928, "Ubuntu 20.04 LTS", _UBUNTU),
    )
}

DATA_CENTERS = {
    id: {"id": id, "name": name, "location": country, "city": city, "continent": continent}
    for id, name, country, city, continent in (
        (29, "phx", "us", "Phoenix", "North America"),
        (26, "bos", "us", "Boston", "North America"),
        (19, "fra", "de", "Frankfurt", "Europe"),
        (21, "man", "gb", "Manchester", "Europe"),
        (20, "vno", "lt", "Vilnius", "Europe"),
        (27, "par", "fr", "Paris", "Europe"),
        (22, "sgp", "sg", "Singapore", "Asia"),
        (25, "bom", "in", "Mumbai", "Asia"),
        (28, "kul", "my", "Kuala Lumpur", "Asia"),
        (23, "gru", "br", "Sao Paulo", "South America"),
    )
}
"""Those that are open, in wire form; 17 and 24 are retired, and so as unknown as any other id."""

PLANS = {
    "KVM 1": {"cpus": 1, "memory": 4096, "disk": 51200, "bandwidth": 4194304},
    "KVM 2": {"cpus": 2, "memory": 8192, "disk": 102400, "bandwidth": 8388608},
    "KVM 4": {"cpus": 4, "memory": 16384, "disk": 204800, "bandwidth": 16777216},
    "KVM 8": {"cpus": 8, "memory": 32768, "disk": 409600, "bandwidth": 33554432},
}
