"""The Schemathesis engine over a socket, along the contract's links.

It alone orders operations, follows links with ids it captured from answers, and speaks real HTTP.
What single calls can meet is for test_operations.py, which is quicker.
"""

from pathlib import Path

from tests.hostingco.support import SECRET
from tests.public_v1.contract.test_links import LINKS
from tests.public_v1.contract.world import CONTRACT, World
from tests.running import HOSTINGCO, running
from tests.suite import run_engine

ENDS = ("createApiKey", "updateApiKey", "deleteApiKey", "rotateApiKey", "revokeApiKey")
"""The engine would lose its own key, and has not the scopes for it."""
COVERED = 8
"""How many links at least: stories got somewhere. That each leads to a good answer is for
test_links.py to say."""


def test_the_engine_finds_nothing_and_follows_links(world: World, tmp_path: Path) -> None:
    env = {"HOSTINGCO_SECRET": SECRET, "HOSTINGCO_LIMITS": "off"}
    database = ("--database", world.kept.copied(tmp_path))
    with running(tmp_path, *database, env=env, program=HOSTINGCO) as server:
        covered, selected = run_engine(
            CONTRACT,
            server.url,
            *(text for id in ENDS for text in ("--exclude-operation-id", id)),
            SCHEMATHESIS_HOOKS="tests.public_v1.contract.hooks",
            PUBLIC_ENGINE_KEY=world.engine,
        )
        server.process.terminate()
        assert server.finish() == 0, server.output
        assert "Traceback" not in server.output
    places = [(link.values[0], link.values[3]["operationId"]) for link in LINKS]
    assert selected == len([both for both in places if not {*both} & {*ENDS}])
    assert covered >= COVERED
