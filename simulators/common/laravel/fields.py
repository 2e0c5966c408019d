"""Fields of request bodies, refused in Laravel's words.

`:attribute` in a text becomes the field's path when the error is rendered. Unknown fields are
ignored, as Laravel ignores them.
"""

from collections.abc import Iterable
from datetime import UTC
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from simulators.common.laravel import REQUIRED, SELECTED, texts
from simulators.kernel.web import Bool, Int

_ARRAY = "The :attribute field must be an array."


class Input(ma.Schema):
    error_messages = {"type": _ARRAY}  # noqa: RUF012 (marshmallow has it so)

    class Meta:
        unknown = ma.EXCLUDE


def string(
    *,
    required: bool = False,
    least: int = 1,
    most: int | None = None,
    one_of: Iterable[str] = (),
    validators: Iterable[Any] = (),
    **more: Any,
) -> fields.String:
    """A text; empty ones count as absent unless `least` is 0."""
    checks: list[Any] = []
    if one_of:
        checks.append(validate.OneOf(list(one_of), error=SELECTED))
    elif least == 1 and required:
        checks.append(validate.Length(min=1, error=REQUIRED))
    elif least > 1:
        checks.append(
            validate.Length(
                min=least, error=f"The :attribute field must be at least {least} characters."
            )
        )
    if most:
        checks.append(
            validate.Length(
                max=most, error=f"The :attribute field must not be greater than {most} characters."
            )
        )
    return fields.String(
        required=required,
        validate=[*checks, *validators],
        error_messages=texts("a string"),
        **more,
    )


def integer(
    *, required: bool = False, least: int | None = None, most: int | None = None, **more: Any
) -> Int:
    checks = []
    if least is not None:
        text = f"The :attribute field must be at least {least}."
        checks.append(validate.Range(min=least, error=text))
    if most is not None:
        text = f"The :attribute field must not be greater than {most}."
        checks.append(validate.Range(max=most, error=text))
    return Int(required=required, validate=checks, error_messages=texts("an integer"), **more)


def boolean(default: bool) -> Bool:
    return Bool(load_default=default, error_messages=texts("true or false"))


def instant(*, required: bool = False) -> fields.AwareDateTime:
    """An RFC 3339 instant; UTC where it names no zone."""
    return fields.AwareDateTime(
        format="iso",
        default_timezone=UTC,
        required=required,
        error_messages=texts("a valid date"),
    )


def nested(schema: type[ma.Schema], *, required: bool = False, **more: Any) -> fields.Nested:
    return fields.Nested(
        schema,
        required=required,
        error_messages={"required": REQUIRED, "null": _ARRAY, "type": _ARRAY},
        **more,
    )


def free(*, required: bool = False) -> "fields.Dict":
    """An object with any fields."""
    return fields.Dict(keys=fields.String(), required=required, error_messages=texts("an array"))


def array(inner: Any, *, required: bool = False, least: int = 1, most: int | None = None) -> Any:
    """A list of fields, or of objects of a schema."""
    if isinstance(inner, type):
        inner = nested(inner)
    checks = []
    if required and least:
        checks.append(validate.Length(min=least, error=REQUIRED))
    if most:
        checks.append(
            validate.Length(
                max=most, error=f"The :attribute field must not have more than {most} items."
            )
        )
    return fields.List(inner, required=required, validate=checks, error_messages=texts("an array"))
