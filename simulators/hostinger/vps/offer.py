"""What there is to choose from, the same for everybody."""

import orjson

from simulators.hostinger.vps import errors
from simulators.hostinger.vps.data import DATA_CENTERS, TEMPLATES

_DATA_CENTERS = orjson.dumps(list(DATA_CENTERS.values()))
_TEMPLATE = {str(id): orjson.dumps(template.document) for id, template in TEMPLATES.items()}
_TEMPLATES = b"[" + b",".join(_TEMPLATE.values()) + b"]"


def data_centers() -> bytes:
    """As JSON."""
    return _DATA_CENTERS


def templates() -> bytes:
    """As JSON."""
    return _TEMPLATES


def template(id: str) -> bytes:
    """As JSON."""
    raw = _TEMPLATE.get(id)
    if raw is None:
        raise errors.template_not_found()
    return raw
