"""Fields of this API: references by number or UUID, money, dates, pages."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from hostingco_api.core.ids import LARGEST
from hostingco_api.web.fields import Amount, Answer, Digits, Strict, Text, Time

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
ID = rf"^([1-9][0-9]{{0,9}}|{UUID})$"
DATE = r"^\d{4}-\d\d-\d\d$"
DEAREST = Decimal("999999.99")
LARGEST_PAYMENT = Decimal("999999999.99")


class Ref(fields.Field[Any]):
    """Of another thing: its number, or its UUID. Which thing that is, the view looks up."""

    def __init__(self, **kwargs: Any) -> None:
        either = [
            {"type": "integer", "minimum": 1, "maximum": LARGEST},
            {"type": "string", "pattern": f"^{UUID}$"},
        ]
        if kwargs.get("allow_none"):
            either.append({"type": "null"})
        super().__init__(metadata={"anyOf": either}, **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> int | str:
        if isinstance(value, str) and re.fullmatch(UUID, value):
            return value
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if number and value % 1 == 0 and 1 <= value <= LARGEST:
            return int(value)
        raise ma.ValidationError("Not an id: a positive integer or a UUID.")


class QueryRef(Text):
    """The same in a query, where everything is text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(pattern=ID, wanted="Not an id: a positive integer or a UUID.", **kwargs)


class Money(fields.Field[Decimal]):
    """On its way in: a number with two decimals at most."""

    def __init__(self, least: str, most: Decimal, **kwargs: Any) -> None:
        self.least, self.most = Decimal(least), most
        limits = {"type": "number", "minimum": float(least), "maximum": float(most)}
        super().__init__(metadata=limits, **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ma.ValidationError("Not a valid number.")
        amount = Decimal(str(value))
        if not self.least <= amount <= self.most:
            raise ma.ValidationError(f"Must be from {self.least} to {self.most}.")
        if amount != round(amount, 2):
            raise ma.ValidationError("No more than two decimals.")
        return round(amount, 2)


class Date(fields.String):
    """A day, `2026-05-08`. Years have four digits, and begin with 1970."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"format": "date", "pattern": DATE}, **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> date:  # type: ignore[override]
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            if not re.fullmatch(DATE, text, re.ASCII):
                raise ValueError
            found = date.fromisoformat(text)
        except ValueError:
            raise ma.ValidationError("Not a date such as 2026-05-08.") from None
        if not 1970 <= found.year < 3000:
            raise ma.ValidationError("Has to be from 1970 to 2999.")
        return found

    def _serialize(self, value: Any, attr: Any, obj: Any, **_: Any) -> str | None:
        assert value is None or isinstance(value, date)
        return None if value is None else value.isoformat()


class When(Time):
    """An instant on its way in, with its offset from UTC."""

    def __init__(self, **kwargs: Any) -> None:
        fields.String.__init__(self, metadata={"format": "date-time"}, **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> datetime:  # type: ignore[override]
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            found = datetime.fromisoformat(text)
            if found.tzinfo is None:
                raise ValueError
            found = found.astimezone(UTC)
        except (ValueError, OverflowError):
            raise ma.ValidationError("Not an instant such as 2026-05-08T03:14:24Z.") from None
        if not 1970 <= found.year < 3000:
            raise ma.ValidationError("Has to be from 1970 to 2999.")
        return found.replace(microsecond=found.microsecond // 1000 * 1000)


class Paging(Strict):
    page = Digits(1, 1_000_000, load_default=1)
    per_page = Digits(1, 100, load_default=20)


class Dated(Paging):
    """A list of what has a date of birth; the last day is in it."""

    created_from = Date()
    created_to = Date()


class Id(fields.Integer):
    """Of another thing, on its way out."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=True, metadata={"minimum": 1}, **kwargs)


class Currency(fields.String):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=True, metadata={"pattern": "^[A-Z]{3}$"}, **kwargs)


class Told(fields.String):
    """What a function says of the thing as a whole."""

    _CHECK_ATTRIBUTE = False

    def __init__(self, tell: Callable[[Any], str], **kwargs: Any) -> None:
        super().__init__(required=True, **kwargs)
        self.tell = tell

    def _serialize(self, value: Any, attr: Any, obj: Any, **_: Any) -> str:
        return self.tell(obj)


class Once(fields.String):
    """What the view adds to the answer (`Said.more`), and never the column of that name: there it
    is a hash, or encrypted."""

    def serialize(self, attr: str, obj: Any, accessor: Any = None, **kwargs: Any) -> Any:
        return ma.missing


class Thing(Answer):
    id = Id()
    uuid = fields.String(required=True, metadata={"format": "uuid", "pattern": f"^{UUID}$"})


class Known(Thing):
    """Of what can be changed."""

    created_at = Time(required=True)
    updated_at = Time(required=True)


class Price(Strict):
    cycle = Text(
        one_of=("monthly", "quarterly", "semi_annually", "annually", "one_time"), required=True
    )
    price = Money("0", DEAREST, required=True)
    setup_fee = Money("0", DEAREST, load_default=Decimal(0))


class Priced(Answer):
    cycle = Text(
        one_of=("monthly", "quarterly", "semi_annually", "annually", "one_time"), required=True
    )
    price = Amount(required=True)
    setup_fee = Amount(required=True)


def plain(most: int, **kwargs: Any) -> Text:
    """A text on one line that says something."""
    return Text(1, most, pattern=r"^.*\S.*$", wanted="Has to be on one line, not blank.", **kwargs)


def one_of(*words: str, **kwargs: Any) -> fields.String:
    """On its way out."""
    return fields.String(validate=validate.OneOf(words), required=True, **kwargs)
