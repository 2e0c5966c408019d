"""`hostingco` with a clock that is AHEAD seconds ahead, for what was to happen later.

`program` writes one to be run as such.
"""

import os
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from hostingco_api import cli, config
from hostingco_api.core.clock import utcnow


def main() -> None:
    ahead = timedelta(seconds=float(os.environ["AHEAD"]))
    usual = config.from_environment

    def changed(*args: Any, **kwargs: Any) -> config.Config:
        return replace(usual(*args, **kwargs), clock=lambda: utcnow() + ahead)

    vars(config)["from_environment"] = changed
    cli.main()


def program(folder: Path) -> Path:
    path = folder / "hostingco-ahead"
    root = Path(__file__).parents[1]
    lines = [
        f"#!{sys.executable}",
        "import sys",
        f"sys.path.insert(0, {str(root)!r})",
        "from tests.ahead import main",
        "main()",
    ]
    path.write_text("\n".join(lines) + "\n")
    path.chmod(0o700)
    return path
