from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hostingco_api.core.database import Database
from tests.hostingco import support
from tests.hostingco.support import Portal, Portals, copied, restore


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the people in it, to be copied."""
    path = tmp_path_factory.mktemp("hostingco") / "template.db"
    path.write_bytes(support.template())
    return path


@pytest.fixture(scope="session")
def shared(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One for all tests: an engine remembers how it says things in SQL, which takes longest."""
    database = Database(copied(template, tmp_path_factory.mktemp("portals")))
    yield database
    database.close()


@pytest.fixture
def portals(shared: Database, template: Path) -> Portals:
    """Makes applications on one database, with settings of their own."""
    path = shared.engine.url.database
    assert path
    restore(Path(path), template)

    def make(**config: Any) -> Portal:
        return Portal(f"sqlite:///{path}", database=shared, **config)

    return make


@pytest.fixture
def portal(portals: Portals) -> Portal:
    return portals()
