"""Fields as PHP takes them: a number may come as text, truth as a number, an array as an object.

HostBill is written in PHP, and its clients send all of that: ids as numbers or as texts, empty
texts for what they leave out.
"""

import re
from collections.abc import Mapping
from typing import Any

import marshmallow as ma
from marshmallow import fields

from simulators.hostens.errors import REQUIRED, WRONG

_DIGITS = re.compile("[0-9]{1,9}")


class Input(ma.Schema):
    """A body. Unknown fields are ignored; what is null or an empty text counts as left out."""

    class Meta:
        unknown = ma.EXCLUDE

    @ma.pre_load
    def _without_empty(self, data: Any, **_: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        return {key: value for key, value in data.items() if value is not None and value != ""}


_MESSAGES = {"required": REQUIRED, "null": REQUIRED, "invalid": WRONG, "type": WRONG}


def _texts(error: str, invalid: str = "") -> dict[str, Any]:
    texts = {**_MESSAGES} if error == WRONG else dict.fromkeys(_MESSAGES, error)
    return texts | ({"invalid": invalid} if invalid else {})


class Text(fields.Field[str]):
    """A text, or a whole number in place of it."""

    def __init__(
        self, pattern: str | None, most: int, error: str, invalid: str, **more: Any
    ) -> None:
        super().__init__(error_messages=_texts(error, invalid), **more)
        self.pattern = re.compile(pattern) if pattern else None
        self.most = most

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> str:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise self.make_error("invalid")
        text = str(value)
        if len(text) > self.most or (self.pattern and not self.pattern.fullmatch(text)):
            raise self.make_error("invalid")
        return text


class Number(fields.Field[int]):
    """A whole number from 0 to 999999999, or its digits."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> int:
        if isinstance(value, str) and _DIGITS.fullmatch(value):
            return int(value)
        if isinstance(value, bool) or not isinstance(value, int | float) or value % 1:
            raise self.make_error("invalid")
        if not 0 <= value < 1e9:
            raise self.make_error("invalid")
        return int(value)


_FLAGS = {"true": True, "false": False, "1": True, "0": False}


class Flag(fields.Field[bool]):
    """True or false, 1 or 0, or one of them as text."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> bool:
        if isinstance(value, bool):
            return value
        if isinstance(value, int | float) and value in (0, 1):
            return bool(value)
        if isinstance(value, str) and value in _FLAGS:
            return _FLAGS[value]
        raise self.make_error("invalid")


class Many(fields.Field[list[Any]]):
    """A list, or an object of which only the values count, as in PHP."""

    def __init__(
        self, inner: "fields.Field[Any]", least: int, most: int, error: str, **more: Any
    ) -> None:
        super().__init__(error_messages=_texts(error), **more)
        self.inner = inner
        self.least = least
        self.most = most

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> list[Any]:
        items = list(value.values()) if isinstance(value, dict) else value
        if not isinstance(items, list) or len(items) > self.most:
            raise self.make_error("invalid")
        if len(items) < self.least:
            raise self.make_error("required")
        errors: dict[int, Any] = {}
        loaded = []
        for number, item in enumerate(items):
            try:
                loaded.append(self.inner.deserialize(item))
            except ma.ValidationError as error:
                errors[number] = error.messages
        if errors:
            raise ma.ValidationError(errors)
        return loaded


class Free(fields.Field[Any]):
    """An object, or a list, of anything: an array of PHP's."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> Any:
        if isinstance(value, list):
            return {str(number): item for number, item in enumerate(value)}
        if not isinstance(value, dict):
            raise self.make_error("invalid")
        return value


def text(
    *,
    required: bool = False,
    most: int = 255,
    pattern: str | None = None,
    numeric: bool = False,
    error: str = WRONG,
    invalid: str = "",
) -> Text:
    """`pattern` is anchored by itself. `error` is the key of every refusal, `invalid` of what is
    there and wrong, if it is another one; `numeric` that numbers are documented, which they are
    without a pattern anyway.
    """
    shown: dict[str, Any] = {"type": ["string"], "maxLength": most}
    if pattern:
        shown["pattern"] = f"^({pattern})$" if required else f"^({pattern})?$"
    if numeric or not pattern:
        shown["type"].append("integer")
    if required:
        shown["minLength"] = 1
    return Text(pattern, most, error, invalid, **_common(required, shown))


def number(*, required: bool = False, error: str = WRONG) -> Number:
    """From 0 to 999999999."""
    shown = {
        "type": ["integer", "string"],
        "minimum": 0,
        "maximum": 999_999_999,
        "pattern": "^[0-9]{1,9}$" if required else "^[0-9]{0,9}$",
    }
    return Number(error_messages=_texts(error), **_common(required, shown))


def flag(*, required: bool = False, error: str = WRONG) -> Flag:
    shown = _one_of([True, False, 1, 0, "true", "false", "1", "0"], required)
    return Flag(required=required, error_messages=_texts(error), metadata=shown)


def choice(*values: str, required: bool = False, invalid: str = "") -> Text:
    """One of these texts; `invalid` is the key for another one."""
    pattern = "|".join(map(re.escape, values))
    shown = _one_of([*values], required)
    return Text(pattern, 255, WRONG, invalid, required=required, metadata=shown)


def many(
    inner: "fields.Field[Any]",
    *,
    required: bool = False,
    least: int = 0,
    most: int = 100,
    error: str = WRONG,
) -> Many:
    """Of `inner` fields, which are documented by their own metadata."""
    items = dict(inner.metadata)
    shown = {
        "type": ["array", "object"],
        "maxItems": most,
        "maxProperties": most,
        "items": items,
        "additionalProperties": items,
    }
    if least:
        shown |= {"minItems": least, "minProperties": least}
    return Many(inner, least, most, error, **_common(required, shown))


def free(
    *, required: bool = False, error: str = WRONG, shape: Mapping[str, Any] | None = None
) -> Free:
    """An array; `shape` is what is documented of it beside that."""
    shown = {"type": ["array", "object"], **(shape or {})}
    return Free(error_messages=_texts(error), **_common(required, shown))


def _one_of(values: list[Any], required: bool) -> dict[str, Any]:
    return {"enum": values if required else [*values, "", None]}


def _common(required: bool, shown: dict[str, Any]) -> dict[str, Any]:
    """`shown` is what is documented: what is not required may be null or an empty text, too."""
    if not required:
        shown["type"] = [*shown["type"], "null"]
        if "string" not in shown["type"]:
            shown["type"].append("string")
            shown["maxLength"] = 0
    return {"required": required, "metadata": shown}
