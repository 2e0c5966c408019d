"""The document's own commands, by operation."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from tests.gateway.contract.world import JUDGE

SERVER = "your-server:9090"


def _id(command: str) -> str:
    """Of the operation that a command calls."""
    found = re.search(rf"https://{SERVER}[^\s\"]+", command)
    assert found, command
    method = re.search(r"-X (\w+)", command)
    id = JUDGE.route(method[1] if method else "GET", urlsplit(found[0]).path)
    assert id, command
    return id


_FILE = Path(__file__).with_name("commands.sh").read_text("utf-8")
COMMANDS = {_id(text): text for text in _FILE.strip().split("\n\n")[1:]}
"""To the letter, in the order of the document."""
