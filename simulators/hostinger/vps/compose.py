"""Compose files: what of them shows in a project's containers.

A compose file is anything that a client sends, so nothing in it is taken on trust. Scalars stay
texts (YAML 1.1 would read `22:22` as 1342, and a number of a million digits as one), merge keys
are followed on what is read only, and services and ports are counted.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

import yaml

from simulators.hostinger.vps import errors

MOST = 300  # services and ports of a project; assumed
LONGEST = 1024  # characters of a value after its variables were filled in; assumed

Port = dict[str, Any]

_URL = re.compile(r"https?://[^\s/]+(?:/\S*)?")
_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")
_VARIABLE = re.compile(r"\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-+?])([^${}]*))?\})", re.ASCII)
_MOST_NESTED = 8  # variables in the defaults of others; assumed
_PLAIN, _HIDDEN = "${}", "\ufdd0\ufdd1\ufdd2"  # noncharacters, which no text has
_HIDE, _SHOW = str.maketrans(_PLAIN, _HIDDEN), str.maketrans(_HIDDEN, _PLAIN)
_PORT = re.compile(
    r"(?:(?:(?P<ip>\[[0-9A-Fa-f:.]+\]|[0-9.]+):)?(?P<host>[0-9]{1,5}(?:-[0-9]{1,5})?)?:)?"
    r"(?P<inside>[0-9]{1,5}(?:-[0-9]{1,5})?)(?:/(?P<protocol>tcp|udp))?"
)
_FIRST_FREE, _FREE = 32768, 28232  # of Linux


@dataclass(frozen=True)
class Service:
    name: str
    image: str
    command: str
    container: str | None
    """The container's name, if it is given."""
    checked: bool
    """Whether there is a health check."""
    ports: list[Port]


class _Loader(yaml.SafeLoader):
    """Every scalar is a text, also one with a tag that says otherwise."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 (PyYAML has it so)
    yaml_constructors = {  # noqa: RUF012 (likewise)
        **{
            f"tag:yaml.org,2002:{kind}": yaml.SafeLoader.construct_scalar
            for kind in ("null", "bool", "int", "float", "timestamp", "str")
        },
        "tag:yaml.org,2002:seq": yaml.SafeLoader.construct_yaml_seq,
        "tag:yaml.org,2002:map": yaml.SafeLoader.construct_yaml_map,
        None: yaml.SafeLoader.construct_undefined,
    }

    def flatten_mapping(self, node: Any) -> None:
        """Merging is done by `_merged`: PyYAML's takes time and room without bound."""


def fetched(content: str) -> str:
    """The file itself; for a URL one that stands in for it, as nothing is fetched (assumed)."""
    url = content.strip()
    if not _URL.fullmatch(url):
        return content
    last = url.rstrip("/").rpartition("/")[2].partition("?")[0]
    stem = re.sub(r"\.(git|ya?ml)$", "", last)
    if stem in ("docker-compose", "compose") and url.count("/") > 3:
        # `https://.../<repository>/master/docker-compose.yaml` is named after its directory.
        stem = url.split("/")[-2]
    name = re.sub(r"[^a-z0-9]+", "-", stem.lower())[:40].strip("-") or "app"
    return f"services:\n  {name}:\n    image: {name}:latest\n"


def parse(project: str, content: str, environment: str | None) -> list[Service]:
    """The services of a compose file."""
    try:
        document = yaml.load(content, _Loader)  # noqa: S506 (constructs texts, lists, mappings)
        _printable(document)
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        raise errors.not_yaml() from error
    try:
        return list(_services(project, document, _variables(environment or "")))
    except RecursionError as error:
        raise errors.not_compose("it is nested too deeply") from error


def _printable(document: Any) -> None:
    """Escapes can make what UTF-8 has no bytes for. Aliases, and so circles, are gone once into."""
    seen: set[int] = set()
    heap = [document]
    while heap:
        value = heap.pop()
        if isinstance(value, str):
            value.encode()
        elif id(value) not in seen:
            seen.add(id(value))
            heap += [*value, *value.values()] if isinstance(value, dict) else value or []


def _services(project: str, document: Any, variables: dict[str, str]) -> Iterator[Service]:
    if not isinstance(document, dict):
        raise errors.not_compose("the top level must be a mapping")
    services = _merged(document).get("services")
    if not isinstance(services, dict) or not services:
        raise errors.not_compose("services must be a mapping")
    count = 0
    for name, given in _merged(services).items():
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise errors.not_compose("a service has an invalid name")
        if not isinstance(given, dict):
            raise errors.not_compose(f"services.{name} must be a mapping")
        service = _Service(f"services.{name}", _merged(given), variables).read(project, name)
        count += 1 + len(service.ports)
        if count > MOST:
            raise errors.not_compose(f"more than {MOST} services and ports")
        yield service


def _merged(given: dict[Any, Any], known: dict[int, dict[Any, Any]] | None = None) -> Any:
    """A mapping with the ones that `<<` names below it, each made once."""
    known = {} if known is None else known
    if id(given) in known:
        return known[id(given)]
    known[id(given)] = merged = {key: value for key, value in given.items() if key != "<<"}
    below = given.get("<<", [])
    for other in below if isinstance(below, list) else [below]:
        if isinstance(other, dict):
            for key, value in _merged(other, known).items():
                merged.setdefault(key, value)
    return merged


def _variables(environment: str) -> dict[str, str]:
    """Of lines `NAME=value`."""
    pairs = (line.strip().partition("=") for line in environment.splitlines() if "=" in line)
    return {name: value.strip("\"'") for name, _, value in pairs if not name.startswith("#")}


@dataclass
class _Service:
    """What a service's mapping says; `at` is where it is, for refusals."""

    at: str
    given: dict[Any, Any]
    variables: dict[str, str]

    def read(self, project: str, name: str) -> Service:
        image = self._text("image")
        if not image and not self.given.get("build"):
            raise errors.not_compose(f"{self.at} has neither an image nor a build context")
        image = image or f"{project.lower()}-{name}"
        check = self.given.get("healthcheck")
        return Service(
            name,
            image,
            self._command(image),
            self._text("container_name") or None,
            isinstance(check, dict) and check.get("disable") != "true",
            [*self._ports("ports"), *self._ports("expose")],
        )

    def _text(self, field: str) -> str:
        value = self.given.get(field, "")
        if not isinstance(value, str):
            raise errors.not_compose(f"{self.at}.{field} must be a string")
        return self._filled(value)

    def _command(self, image: str) -> str:
        """Cut off as Docker does (documented)."""
        given = self.given.get("command") or self.given.get("entrypoint")
        words = [self._filled(word) for word in _list(given)[:50] if isinstance(word, str)]
        base = image.rpartition("/")[2].partition("@")[0].partition(":")[0]
        text = " ".join(words) or f"/docker-entrypoint.sh {base}"
        return text if len(text) <= 80 else text[:77] + "..."

    def _ports(self, field: str) -> Iterator[Port]:
        values = self.given.get(field) or []
        if not isinstance(values, list):
            raise errors.not_compose(f"{self.at}.{field} must be a list")
        if len(values) > MOST:
            raise errors.not_compose(f"more than {MOST} services and ports")
        for value in values:
            text = self._long(value) if isinstance(value, dict) else value
            found = _PORT.fullmatch(self._filled(text)) if isinstance(text, str) else None
            port = found and _port(found, exposed=field == "expose")
            if not port:
                raise errors.not_compose(f"{self.at}.{field} has an invalid port")
            yield port

    def _long(self, value: dict[Any, Any]) -> str:
        """A port of the long form in the short one."""
        value = _merged(value)
        parts = [value.get(key, "") for key in ("host_ip", "published", "target", "protocol")]
        if not all(isinstance(part, str) for part in parts):
            return ""
        ip, published, target, protocol = parts
        if ":" in ip:
            ip = f"[{ip}]"
        outside = f"{ip}:{published}:" if ip else f"{published}:" if published else ""
        return f"{outside}{target}/{protocol or 'tcp'}"

    def _filled(self, text: str) -> str:
        """With the project's variables in their places, the innermost first."""
        text = text.replace("$$", _HIDDEN[0])
        for _ in range(_MOST_NESTED):
            before, text = text, _VARIABLE.sub(self._value, text)
            if len(text) > LONGEST:
                raise errors.not_compose(f"{self.at} has a value of more than {LONGEST} characters")
            if text == before:
                break
        if "${" in text:
            raise errors.not_compose(f"{self.at} has an invalid variable")
        return text.translate(_SHOW)

    def _value(self, found: re.Match[str]) -> str:
        name = found[1] or found[2]
        value, how, other = self.variables.get(name), found[3] or "", found[4] or ""
        is_set = value is not None and (bool(value) or ":" not in how)
        if how.endswith("-") and not is_set:
            return other
        if how.endswith("+"):
            return other if is_set else ""
        if how.endswith("?") and not is_set:
            raise errors.not_compose(f"{self.at} needs the variable {name}")
        return (value or "").translate(_HIDE)  # what is in a value is not looked at again


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _port(found: re.Match[str], *, exposed: bool) -> Port | None:
    """As the containers have it, or None where the numbers make no sense."""
    first, last = _span(found["inside"])
    if found["host"]:
        outer, outer_last = _span(found["host"])
    else:
        # Docker takes any free one; this takes the same one every time.
        outer = _FIRST_FREE + (first * 7919 % _FREE if first == last else 0)
        outer_last = outer + last - first
    if exposed and (found["host"] or found["ip"]):
        return None
    if not (0 < first <= last <= 65535 and 0 < outer <= outer_last <= 65535):
        return None
    if first == last:
        outer_last = outer  # of a range outside, Docker takes any that is free; this the first
    if outer_last - outer != last - first:
        return None
    ip = (found["ip"] or "0.0.0.0").strip("[]")  # noqa: S104 (a text in an answer)
    try:
        ip_address(ip)
    except ValueError:
        return None
    ranged = last > first
    kind = "exposed" if exposed else "published"
    return {
        "type": f"{kind}_range" if ranged else kind,
        "protocol": found["protocol"] or "tcp",
        "host_ip": None if exposed else ip,
        "host_port": None if ranged or exposed else outer,
        "container_port": None if ranged else first,
        "host_port_start": outer if ranged and not exposed else None,
        "host_port_end": outer_last if ranged and not exposed else None,
        "container_port_start": first if ranged else None,
        "container_port_end": last if ranged else None,
    }


def _span(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    return int(first), int(last or first)
