"""The Schemathesis engine over a socket, along the contract's links, as a customer and as the
administrator.

It alone orders operations, follows links with ids it captured from answers, and speaks real HTTP.
What single calls can meet is for test_operations.py, which is quicker.
"""

from collections.abc import Iterator

import pytest

from tests.hostingco.contract.world import ADMIN_PASSWORD, the_world
from tests.hostingco.support import PASSWORD, PEOPLE, SECRET
from tests.running import HOSTINGCO, running
from tests.suite import run_engine

LINKS = {"customer": 14, "admin": 16}
"""How many are covered at least, whatever is drawn (17 to 21 of the administrator's with five
seeds): stories got somewhere. That every link leads to a good answer is
for test_links.py to say. What support may do, either of them may; test_roles.py has all three. The
administrator comes last, since nothing is safe from them."""
TOTAL = 49


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of a server with all that is in the furnished portal."""
    folder = tmp_path_factory.mktemp("engine")
    env = {"HOSTINGCO_LIMITS": "off", "HOSTINGCO_SECRET": SECRET}
    database = ("--database", the_world().kept.copied(folder))
    with running(folder, *database, env=env, program=HOSTINGCO) as server:
        yield server.url
        server.process.terminate()
        assert server.finish() == 0, server.output
        assert "Traceback" not in server.output


@pytest.mark.parametrize("who", LINKS)
def test_the_engine_finds_nothing_and_follows_links(url: str, who: str) -> None:
    password = ADMIN_PASSWORD if who == "admin" else PASSWORD
    covered, selected = run_engine(
        "hostingco.yaml",
        url,
        SCHEMATHESIS_HOOKS="tests.hostingco.contract.hooks",
        HOSTINGCO_ENGINE_LOGIN=f"{url} {PEOPLE[who][0]} {password}",
    )
    assert selected == TOTAL
    assert covered >= LINKS[who]
