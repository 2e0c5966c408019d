"""What a Schemathesis case is about, for checks: they are registered for every API at once."""

from typing import Any

from schemathesis import GenerationMode


def title(case: Any) -> str:
    """Of the API's contract. Operations of several APIs may have the same id."""
    return str(case.operation.schema.raw_schema["info"]["title"])


def own_method(case: Any) -> bool:
    """Or it is a probe for methods that the path has not, and for OPTIONS."""
    return bool(case.method.upper() == case.operation.method.upper())


def positive(case: Any) -> bool:
    return bool(case.meta and case.meta.generation.mode == GenerationMode.POSITIVE)
