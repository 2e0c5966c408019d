"""Reading a request's body, whole or not at all."""

from typing import TYPE_CHECKING

from werkzeug.wsgi import get_input_stream

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

MOST_BYTES = 1024 * 1024


class TooLarge(Exception):
    """More than MOST_BYTES."""


class BrokeOff(Exception):
    """Less than its Content-Length promised."""


def read(environ: "WSGIEnvironment") -> bytes:
    """Raises TooLarge, BrokeOff."""
    length = environ.get("CONTENT_LENGTH") or ""
    promised = int(length) if length.isdecimal() else None
    if promised is not None and promised > MOST_BYTES:
        raise TooLarge
    stream = get_input_stream(environ)  # without a length it ends where the chunks do
    body = b""
    while len(body) <= MOST_BYTES and (part := stream.read(MOST_BYTES + 1)):
        body += part
    if len(body) > MOST_BYTES:
        raise TooLarge
    if promised is not None and len(body) < promised:
        raise BrokeOff
    return body
