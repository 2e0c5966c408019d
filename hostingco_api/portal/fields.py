"""The portal's own fields: ids that tell their kind, and pages."""

import re
from typing import Any

import marshmallow as ma
from marshmallow import fields

from hostingco_api.core import ids
from hostingco_api.web.fields import Digits, Strict


class Id(fields.String):
    """Of a row's number, `server_001`. On its way in, the number is 0 where no row can have it."""

    def __init__(self, kind: str, **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(metadata={"pattern": pattern(kind)}, **kwargs)

    def _serialize(self, value: Any, attr: Any, obj: Any, **_: Any) -> str | None:
        return None if value is None else ids.render(self.kind, value)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> int:  # type: ignore[override]
        text = super()._deserialize(value, attr, data, **kwargs)
        if not re.fullmatch(pattern(self.kind), text):
            raise ma.ValidationError("Not in the expected form.")
        return ids.parse(self.kind, text) or 0


def pattern(kind: str) -> str:
    """Of the ids of a kind."""
    width = ids.WIDTHS[kind]
    return f"^{kind}_[1-9][0-9]*$" if width == 1 else f"^{kind}_[0-9]{{{width},}}$"


class Paging(Strict):
    page = Digits(1, 1_000_000, load_default=1)
    limit = Digits(1, 100, load_default=20)
