"""In which words the vendors refuse what they all refuse."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Words:
    fields: tuple[str, ...]
    """Of the body of a refusal that is about no field."""
    unauthenticated: str
    malformed: str
    """What the message begins with."""
    media_types: tuple[str, ...]
    """That no body may have."""
    media_type: int
    """The status of such a body's refusal."""
    invalid: int
    """The status where a field is wrong."""
    errors: Callable[[Any], Mapping[str, list[str]]]
    """By field, of such an answer."""
    named: Callable[[str], str]
    """A field's name in a message."""
    root: str = ""
    """The folder that paths in messages leave out."""
    throttle: str = ""
    """The quirk without which there is no rate limit."""
    text: Callable[[Any], str] = lambda body: str(body["message"])
    """What the body of a refusal says."""
    required: str = "The {} field is required."
    failure: str = "Server Error"
    unsupported: str = "The TRACE method is not supported for route {}. Supported methods: "
    """What the refusal of a method begins with."""
    throttled: tuple[int, str] = (429, "Too Many Attempts.")
    """Status and text."""
    counts: bool = True
    """Whether headers tell how many calls are left."""


SAYING_REQUIRED = {
    "email_error": "email",
    "firstname_error": "firstname",
    "lastname_error": "lastname",
    "empty_privileges": "privileges",
}
"""Keys of Hostens' language pack that say of one field that it is required."""


def _hostens_errors(answer: Any) -> dict[str, list[str]]:
    errors = {}
    for key in answer.json["error"]:
        if isinstance(key, list):
            errors[key[1]] = [key[0]]
        elif field := SAYING_REQUIRED.get(key):
            errors[field] = ["field_marked_required"]
    return errors


WORDS = {
    "hostinger": Words(
        ("message", "correlation_id"),
        "Unauthenticated",
        "The request body is not a JSON object: ",
        ("text/plain", "application/x-www-form-urlencoded", ""),
        415,
        422,
        lambda answer: answer.json["errors"],
        lambda name: name.replace("_", " "),
    ),
    "hostafrica": Words(
        ("message", "success", "data"),
        "Unauthenticated.",
        "The request body is neither a JSON object nor a form: ",
        ("text/plain", "multipart/form-data", ""),
        400,
        400,
        lambda answer: json.loads(answer.json["data"]),
        lambda name: name,
        "/vps_reseller_provider/public",
        "hostafrica.throttle",
    ),
    "hostens": Words(
        ("error",),
        '["wronglogin", "unauthorized"]',
        '[["data_format_error", ',
        ("text/plain", "application/xml", ""),
        400,
        400,
        _hostens_errors,
        lambda name: name,
        text=lambda body: json.dumps(body["error"]),
        required="field_marked_required",
        failure='["server_error"]',
        unsupported='["method_not_allowed"]',
        throttled=(401, '[["wait_x_between_action", 2], "unauthorized"]'),
        counts=False,
    ),
}
