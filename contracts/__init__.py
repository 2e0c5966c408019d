"""What each API promises: one OpenAPI 3.1 document per API, and readers for them.

This package knows nothing of any implementation, so that it can judge every one of them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

METHODS = ("get", "put", "post", "delete", "patch", "head", "options", "trace")

_FOLDER = Path(__file__).parent / "openapi"


@dataclass(frozen=True)
class Operation:
    """One documented operation; `path` is the template, as in the document."""

    id: str
    method: str
    path: str
    summary: str


def path(name: str) -> Path:
    """Where the document of that file name is, `hostinger.yaml` for one."""
    return _FOLDER / name


@cache
def load(name: str) -> dict[str, Any]:
    """The document; do not change it."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    document: dict[str, Any] = yaml.load(path(name).read_text("utf-8"), Loader=loader)  # noqa: S506 (safe ones)
    return document


@cache
def operations(name: str) -> tuple[Operation, ...]:
    """Every operation of a document, in its order."""
    return tuple(
        Operation(item["operationId"], method.upper(), template, item.get("summary", ""))
        for template, methods in load(name)["paths"].items()
        for method, item in methods.items()
        if method in METHODS
    )


@cache
def router(name: str) -> Callable[[str, str], str | None]:
    """(method, path) -> operation id, or None where the document has no such operation.

    The document is read at the first call. Literal segments win over parameters.
    """

    @cache
    def table() -> list[tuple[str, re.Pattern[str], str]]:
        ordered = sorted(operations(name), key=lambda operation: operation.path.count("{"))
        return [(op.method, _pattern(op.path), op.id) for op in ordered]

    def find(method: str, path: str) -> str | None:
        method = "GET" if method == "HEAD" else method
        for known, pattern, id in table():
            if method == known and pattern.fullmatch(path):
                return id
        return None

    return find


def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"\{[^}]+\}", template)
    return re.compile("[^/]+".join(map(re.escape, parts)))
