"""The Schemathesis engine over a socket, along the contracts' explicit links.

It alone orders operations, follows links with ids it captured from answers, and speaks real HTTP.
What single calls can meet is for test_operations.py, which is quicker.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.hostafrica import oauth
from tests.hostens.client import basic
from tests.running import serving
from tests.suite import run_engine

TOKENS: dict[str, Callable[[str], str]] = {
    "hostinger": lambda url: "Bearer sim_engine",
    "hostafrica": lambda url: f"Bearer {oauth.fetch(url, 'engine')}",
    "hostens": lambda url: basic("engine@sim.test", "secret_engine"),
}
LINKS = {"hostinger": (25, 122), "hostafrica": (12, 26), "hostens": (20, 128)}
"""How many are covered at least, and how many there are: stories got somewhere. That every link
leads to a good answer is for test_links.py to say."""


@pytest.mark.parametrize("vendor", TOKENS)
def test_the_engine_finds_nothing_and_follows_links(tmp_path: Path, vendor: str) -> None:
    with serving(tmp_path, "--limits", "off", "--clock", "auto") as url:
        covered, selected = run_engine(
            f"{vendor}.yaml",
            f"{url}/{vendor}",
            "--header",
            f"Authorization: {TOKENS[vendor](url)}",
            SCHEMATHESIS_HOOKS="tests.contract.hooks",
        )
    least, total = LINKS[vendor]
    assert selected == total
    assert covered >= least
