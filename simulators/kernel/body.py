"""Reading a request's body, whole or not at all."""

from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING

from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_options_header
from werkzeug.wsgi import get_input_stream

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

MOST_BYTES = 1024 * 1024
LONGEST = 256 * 1024 * 1024
"""Of what takes whole worlds."""
MOST_FIELDS = 1_000
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class TooLarge(Exception):
    """More than is taken."""


class BrokeOff(Exception):
    """Less than its Content-Length promised."""


def read(environ: "WSGIEnvironment", most: int = MOST_BYTES) -> bytes:
    """Raises TooLarge, BrokeOff."""
    length = environ.get("CONTENT_LENGTH") or ""
    promised = int(length) if length.isdecimal() else None
    if promised is not None and promised > most:
        raise TooLarge
    stream = get_input_stream(environ)
    parts, size = [], 0
    try:
        # Without a length the stream ends where the chunks do.
        while size <= most and (part := stream.read(MOST_BYTES + 1)):
            parts.append(part)
            size += len(part)
    except ClientDisconnected as error:  # of servers that leave it to werkzeug to count
        raise BrokeOff from error
    if size > most:
        raise TooLarge
    if promised is not None and size < promised:
        raise BrokeOff
    return b"".join(parts)


def form(headers: Mapping[str, str], body: bytes) -> list[tuple[str, str]] | None:
    """The fields of a form, files left out; None where the body is none.

    Header names are in lower case. Raises ValueError where it cannot be read, and where it came in
    chunks: the server does not tell a chunked body that broke off, and a form has no end by which
    to see it.
    """
    kind, options = parse_options_header(headers.get("content-type"))
    if kind not in FORMS:
        return None
    if "transfer-encoding" in headers:
        raise ValueError("a form has to come with a Content-Length")
    parser = FormDataParser(_file, max_form_parts=MOST_FIELDS, silent=False)
    try:
        _, fields, _ = parser.parse(BytesIO(body), kind, len(body), options)
    except RequestEntityTooLarge as error:
        raise ValueError(f"more than {MOST_FIELDS} fields") from error
    # Where a part's name cannot be read werkzeug has None.
    pairs = [(name, value) for name, value in fields.items(multi=True) if name is not None]
    if len(pairs) > MOST_FIELDS:
        raise ValueError(f"more than {MOST_FIELDS} fields")
    return pairs


def _file(*_: object, **__: object) -> BytesIO:
    """For a file that nobody reads; werkzeug's own would have to be closed."""
    return BytesIO()
