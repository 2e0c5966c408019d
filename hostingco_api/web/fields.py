"""Fields that take JSON at its word: 60 and 60.0 are an integer, "60", 60.5 and true are none."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import marshmallow as ma
from email_validator import EmailNotValidError, validate_email
from marshmallow import fields, validate

from hostingco_api.core.clock import iso

INSTANT = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"


class Form(validate.Regexp):
    """A pattern for all of a text: `$` would let a line end pass."""

    def __call__(self, value: Any) -> Any:
        if self.regex.fullmatch(value) is None:
            raise ma.ValidationError(self._format_error(value))
        return value


class Text(fields.String):
    """A text that any database keeps as it is: no NUL, no half of a surrogate pair.

    Lengths count characters, as JSON Schema's do; `pattern` is matched from start to end.
    """

    def __init__(
        self,
        least: int | None = None,
        most: int | None = None,
        *,
        pattern: str | None = None,
        one_of: "tuple[str, ...] | list[str]" = (),
        wanted: str = "Not in the expected form.",
        **kwargs: Any,
    ) -> None:
        """`wanted` is said of what does not have the pattern."""
        validators: list[Any] = []
        self._length = validate.Length(least, most) if least is not None or most else None
        if self._length:
            validators.append(self._length)
        if pattern:
            validators.append(Form(pattern, error=wanted))
        if one_of:
            validators.append(validate.OneOf(one_of))
        super().__init__(validate=validators, **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
            raise ma.ValidationError("May not contain NUL or half of a surrogate pair.")
        if self._length:
            self._length(text)  # first, since on a long one a pattern may take for ever
        return text


class Several(fields.List[Any]):
    """A list that is too long is refused before its members are looked at."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        for validator in self.validators:
            if isinstance(value, list) and isinstance(validator, validate.Length):
                validator(value)
        return super()._deserialize(value, attr, data, **kwargs)


class Email(Text):
    """Kept in lower case, since nobody's mail differs by that."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(None, 254, metadata={"format": "email"}, **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if len(text) > 254:  # to look at a long one closely takes long
            raise ma.ValidationError("Longer than maximum length 254.")
        try:
            # `.test` is for tests.
            found = validate_email(text, check_deliverability=False, test_environment=True)
        except EmailNotValidError as error:
            raise ma.ValidationError("Not a valid email address.") from error
        email = found.normalized.lower()
        if len(email) > 254:  # some letters are longer in lower case
            raise ma.ValidationError("Longer than maximum length 254.")
        return email


class Int(fields.Integer):
    def __init__(self, least: int, most: int, **kwargs: Any) -> None:
        super().__init__(validate=validate.Range(least, most), **kwargs)

    def _validated(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int | float) or value % 1:
            raise self.make_error("invalid", input=value)
        return int(value)


class Digits(Int):
    """An integer in a query, where everything is text."""

    def _validated(self, value: Any) -> int:
        if not (value.isascii() and value.isdigit() and len(value) < 10):
            raise self.make_error("invalid", input=value)
        return int(value)


class Number(fields.Float):
    """A JSON number."""

    def _validated(self, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.make_error("invalid", input=value)
        return float(value)


class Amount(fields.Float):
    """Money on its way out: a number with two decimals at most, as documented."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"minimum": 0}, **kwargs)

    def _serialize(self, value: Any, attr: Any, obj: Any, **_: Any) -> float | None:
        assert value is None or isinstance(value, Decimal | int)
        return None if value is None else float(value)


class Count(fields.Integer):
    """On its way out."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"minimum": 0}, **kwargs)


class Bool(fields.Boolean):
    """Not 1, "true" or "yes"."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class Time(fields.String):
    """An instant on its way out, `2026-05-08T03:14:24.942Z`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"format": "date-time", "pattern": INSTANT}, **kwargs)

    def _serialize(self, value: Any, attr: Any, obj: Any, **_: Any) -> str | None:
        assert value is None or isinstance(value, datetime)
        return None if value is None else iso(value)


class MailAddress(fields.String):
    """On its way out."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"format": "email"}, **kwargs)


class _Kept(ma.Schema):
    """Never changed once it is made. flask-smorest copies what it was told of a view with each
    thing that it is told, which would take half of the time to start."""

    def __deepcopy__(self, memo: Any) -> "_Kept":
        return self


class Strict(_Kept):
    """A body: unknown fields are refused."""

    class Meta:
        unknown = ma.RAISE


class Change(Strict):
    """A body of which everything may be left out, but not everything at once."""

    @ma.validates_schema
    def something(self, data: Any, **_: Any) -> None:
        if not data:
            raise ma.ValidationError("Nothing to change was given.")


class Answer(_Kept):
    """What is answered: every field, always. It is ours, so nothing of it is checked."""

    class Meta:
        unknown = ma.EXCLUDE
