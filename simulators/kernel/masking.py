"""Secrets out of what is kept of requests and answers.

Bodies and queries are masked by their structure (JSON, JSON in a JSON string, forms). A text that
mentions a secret and has no structure that could be followed is not kept at all: it is better to
lose a malformed body than to guess where its secret ends.

What hostsim made itself is no secret, and without it no request could be made again: the
credentials of the world at hand, and the tokens that its simulators signed (`public`).
"""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import unquote_plus

import orjson

MASK = "***"

Public = Callable[[str], bool]
"""Whether a text is no secret, although it is where secrets are."""


def nothing(text: str) -> bool:
    """Where all of it is secret."""
    return False


_SCHEMES = {"basic", "bearer", "digest"}
_NAME = re.compile(
    r"password|passwd|passphrase|pwd|secret|credential|authorization|cookie"
    r"|(?:token|api[_-]?key|private[_-]?key|auth[_-]?(?:code|key)|epp[_-]?code|cvv"
    r"|card[_-]?number)[\[\]]*$|^(?:x-)?auth$|(?:^|\[)(?:epp|refresh)[\[\]]*$",
    re.IGNORECASE,
)
# What is in a text, in lower case, that may have a secret in it; an escape may hide a letter of a
# name. One search for a pattern of them all takes ten times as long.
_HINTS = (
    *(b"passw", b"passphrase", b"pwd", b"secret", b"token", b"apikey", b"api_key", b"api-key"),
    *(b"privatekey", b"private_key", b"private-key", b"code", b"cvv", b"card"),
    *(b"auth", b"cookie", b"credential", b"refresh", b"epp"),
    *(b"%4", b"%5", b"%6", b"%7", b"\\u004", b"\\u005", b"\\u006", b"\\u007"),
)
_ESCAPED_LETTER = re.compile(r"\\u00([4-7][0-9a-fA-F])")
_MOST_PARSED = 256 * 1024  # bytes; a journal keeps less than that of a body
_MOST_FORM = 8 * 1024  # characters; a form in a form takes time that grows with the square
_MAY_ASSIGN = re.compile("[\n=:]")
_FORM_NAME = re.compile(r"[\w.\[\]%+-]+")


_ADDRESS = re.compile(r"[^@\s:]+@[^@\s:]+")


def mask_headers(headers: Iterable[tuple[str, str]], public: Public = nothing) -> list[list[str]]:
    """Credentials out, their scheme kept (`Bearer ***`)."""
    return [
        [name, _mask_header(value, public) if _names_secret(name) else value]
        for name, value in headers
    ]


def _mask_header(value: str, public: Public) -> str:
    scheme, _, rest = value.partition(" ")
    if not rest or scheme.lower() not in _SCHEMES:
        return MASK
    if scheme.lower() == "basic":
        rest = _mask_basic(rest, public)
    elif not _is_public(rest, public):
        rest = MASK
    return f"{scheme} {rest}"


def _mask_basic(coded: str, public: Public) -> str:
    """The password of an e-mail address alone: who asks is no secret, and elsewhere in clear."""
    try:
        user, colon, password = b64decode(coded, validate=True).decode().partition(":")
    except ValueError:
        return MASK
    if not colon or not (public(user) or _ADDRESS.fullmatch(user)):
        return MASK
    if _is_public(password, public):
        return coded
    return b64encode(f"{user}:{MASK}".encode()).decode()


def _is_public(value: Any, public: Public) -> bool:
    return isinstance(value, str) and public(value)


@lru_cache(1024)  # the same names come with every request, and with every item of a list
def _names_secret(name: str) -> bool:
    return bool(_NAME.search(name))


def mask_text(raw: bytes, public: Public = nothing) -> str:
    """The text of a body or query string; as it was, to the byte, if there is no secret in it."""
    try:
        return _mask_text(raw, public)
    except RecursionError:  # nested on purpose
        return MASK


def _mask_text(raw: bytes, public: Public) -> str:
    text = raw.decode("utf-8", "replace")
    lower = raw.lower()
    if not any(hint in lower for hint in _HINTS):
        return text
    if len(raw) > _MOST_PARSED:
        return MASK
    try:
        document = orjson.loads(raw)
        masked = _mask(document, public)
        # A name given twice is parsed to its last value; the text has the others too.
        same = masked == document and not _repeats_a_name(text)
        return text if same else orjson.dumps(masked).decode()
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return _mask_form(text, public)


def _repeats_a_name(text: str) -> bool:
    """Whether a name of a JSON text is there twice, so that its parsed form has lost a value."""
    lost = False

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal lost
        lost = lost or len({name for name, _ in items}) < len(items)
        return dict(items)

    json.loads(text, object_pairs_hook=pairs)
    return lost


def _mask(value: Any, public: Public) -> Any:
    if isinstance(value, dict):
        return {key: _mask_item(key, item, public) for key, item in value.items()}
    if isinstance(value, list):
        return [_mask(item, public) for item in value]
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):  # JSON in a JSON string
        return _mask_text(value.encode(), public)
    # Files, assignments and labels in a JSON string: scripts, compose files, `Password: ...`.
    if isinstance(value, str) and _MAY_ASSIGN.search(value) and _mentions_secret(value):
        return MASK
    return value


def _mask_item(key: str, item: Any, public: Public) -> Any:
    if _names_secret(key) and item is not None:
        return item if _is_public(item, public) else MASK
    return _mask(item, public)


def _mask_form(text: str, public: Public) -> str:
    if len(text) > _MOST_FORM:
        return MASK
    pairs = [pair.partition("=") for pair in text.split("&")]
    if not all(_FORM_NAME.fullmatch(name) for name, _, _ in pairs):
        return MASK if _mentions_secret(text) else text
    return "&".join(
        name
        + equals
        + (MASK if _is_secret(unquote_plus(name), unquote_plus(value), public) else value)
        for name, equals, value in pairs
    )


def _is_secret(name: str, value: str, public: Public) -> bool:
    if _is_public(value, public):
        return False
    return bool(value and _NAME.search(name)) or _mask_text(value.encode(), public) != value


def _mentions_secret(text: str) -> bool:
    plain = unquote_plus(_ESCAPED_LETTER.sub(lambda match: chr(int(match[1], 16)), text))
    return any(map(_NAME.search, re.split(r"[^\w\[\]-]+", plain)))
