"""What PHP makes of a request: names with brackets nest, and a number may come as text.

HostBill is written in PHP, and its clients send all of that: JSON with ids as numbers or as texts,
forms and queries with `nameservers[]=` and `custom[1618]=`, empty texts for what they leave out.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import marshmallow as ma
from marshmallow import fields

REQUIRED = "field_marked_required"
WRONG = "field_format_error"
"""Both of HostBill's language pack. `errors.invalid` puts the field's name beside them."""

_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_MOST_DEEP = 6
_INDEX = re.compile("0|[1-9][0-9]{0,8}")
_DIGITS = re.compile("[0-9]{1,9}")


def nested(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """`a[b][]=1` -> `{"a": {"b": ["1"]}}`; of what is given twice the last one counts."""
    top: dict[str, Any] = {}
    for name, value in pairs:
        match = _NAME.fullmatch(name)
        keys = [match[1], *re.findall(r"\[([^\]]*)\]", match[2])] if match else [name]
        if len(keys) > _MOST_DEEP:
            keys = [name]
        here = top
        *outer, last = keys
        for key in outer:
            key = key or _next(here)
            if not isinstance(here.get(key), dict):
                here[key] = {}
            here = here[key]
        here[last or _next(here)] = value
    return {key: _listed(value) for key, value in top.items()}


def _next(array: dict[str, Any]) -> str:
    """The key of what is appended: after the highest number, whatever else is there."""
    return str(1 + max((int(key) for key in array if _INDEX.fullmatch(key)), default=-1))


def _listed(value: Any) -> Any:
    """A list where the keys are those of one, as `json_encode` has it."""
    if not isinstance(value, dict):
        return value
    inner = {key: _listed(item) for key, item in value.items()}
    if list(inner) == [str(n) for n in range(len(inner))]:
        return list(inner.values())
    return inner


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


def _texts(error: str) -> dict[str, Any]:
    return {**_MESSAGES} if error == WRONG else dict.fromkeys(_MESSAGES, error)


class Text(fields.Field[str]):
    """A text, or a whole number in place of it."""

    def __init__(self, pattern: str | None, most: int, error: str, **more: Any) -> None:
        super().__init__(error_messages=_texts(error), **more)
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
        return str(text)


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

    def __init__(self, inner: "fields.Field[Any]", most: int, error: str, **more: Any) -> None:
        super().__init__(error_messages=_texts(error), **more)
        self.inner = inner
        self.most = most

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> list[Any]:
        items = list(value.values()) if isinstance(value, dict) else value
        if not isinstance(items, list) or len(items) > self.most:
            raise self.make_error("invalid")
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


Checks = Iterable[Callable[[Any], Any]]


def text(
    *,
    required: bool = False,
    most: int = 255,
    pattern: str | None = None,
    error: str = WRONG,
    checks: Checks = (),
) -> Text:
    """`pattern` is anchored by itself; `error` is the key of every refusal."""
    shown: dict[str, Any] = {"type": ["string"], "maxLength": most}
    if pattern:
        shown["pattern"] = f"^({pattern})$" if required else f"^({pattern})?$"
    else:
        shown["type"].append("integer")
    if required:
        shown["minLength"] = 1
    return Text(pattern, most, error, **_common(required, checks, shown))


def number(*, required: bool = False, error: str = WRONG, checks: Checks = ()) -> Number:
    """From 0 to 999999999."""
    shown = {
        "type": ["integer", "string"],
        "minimum": 0,
        "maximum": 999_999_999,
        "pattern": "^[0-9]{1,9}$" if required else "^[0-9]{0,9}$",
    }
    return Number(error_messages=_texts(error), **_common(required, checks, shown))


def flag(*, required: bool = False, error: str = WRONG) -> Flag:
    shown = _one_of([True, False, 1, 0, "true", "false", "1", "0"], required)
    return Flag(required=required, error_messages=_texts(error), metadata=shown)


def choice(*values: str, required: bool = False, error: str = WRONG) -> Text:
    """One of these texts."""
    pattern = "|".join(map(re.escape, values))
    return Text(pattern, 255, error, required=required, metadata=_one_of([*values], required))


def many(
    inner: "fields.Field[Any]", *, required: bool = False, most: int = 100, error: str = WRONG
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
    return Many(inner, most, error, **_common(required, (), shown))


def free(*, required: bool = False, error: str = WRONG) -> Free:
    """Of no shape that is known."""
    shown = {"type": ["array", "object"]}
    return Free(error_messages=_texts(error), **_common(required, (), shown))


def _one_of(values: list[Any], required: bool) -> dict[str, Any]:
    return {"enum": values if required else [*values, "", None]}


def _common(required: bool, checks: Checks, shown: dict[str, Any]) -> dict[str, Any]:
    """`shown` is what is documented: what is not required may be null or an empty text, too."""
    if not required:
        shown["type"] = [*shown["type"], "null"]
        if "string" not in shown["type"]:
            shown["type"].append("string")
            shown["maxLength"] = 0
    return {"required": required, "validate": list(checks), "metadata": shown}
