"""The Schemathesis engine over a socket, along the contract's links, on running simulators.

It alone orders operations, follows links with ids it captured from answers, and speaks real HTTP.
What single calls can meet is for test_operations.py, which is quicker.
"""

from pathlib import Path

from tests.gateway.contract.test_links import LINKS
from tests.gateway.contract.world import World
from tests.hostingco.support import SECRET
from tests.running import HOSTINGCO, running
from tests.suite import run_engine

KEPT = ("configureProvider", "deleteProvider")
"""What everything else needs stays as it is; and nobody asks the providers themselves."""
COVERED = 8
"""How many links at least: stories got somewhere. That each leads to a good answer is for
test_links.py to say."""


def test_the_engine_finds_nothing_and_follows_links(world: World, tmp_path: Path) -> None:
    database, credentials = world.copied(tmp_path)
    env = {"HOSTINGCO_SECRET": SECRET}
    places = ("--database", database, "--providers", str(credentials))
    with running(tmp_path, *places, env=env, program=HOSTINGCO) as server:
        covered, selected = run_engine(
            "gateway.yaml",
            server.url,
            *(text for id in KEPT for text in ("--exclude-operation-id", id)),
            SCHEMATHESIS_HOOKS="tests.gateway.contract.hooks",
            GATEWAY_ENGINE_TOKEN=world.portal.token("admin"),
        )
        server.process.terminate()
        assert server.finish() == 0, server.output
        assert "Traceback" not in server.output
    assert selected == len([link for link in LINKS if link.values[0] not in KEPT])
    assert covered >= COVERED
