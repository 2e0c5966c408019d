"""The access log on standard error: a line per request to a vendor.

No headers, bodies or queries are in it.
"""

import json
import logging
import sys
from datetime import UTC, datetime

_FIELDS = ("vendor", "world", "operation", "ms")


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        if record.name != "hostsim.access":
            return super().format(record)
        vendor, world, operation, ms = (getattr(record, name) for name in _FIELDS)
        return f"{record.getMessage()} {vendor}/{world} {operation or '-'} {ms} ms"


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line)


def configure(format: str) -> None:
    """`text` or `json`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if format == "json" else _Text())
    logger = logging.getLogger("hostsim")
    logger.handlers = [handler]
    logger.setLevel(logging.INFO)
    logger.propagate = False
