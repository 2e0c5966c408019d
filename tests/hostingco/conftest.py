from collections.abc import Iterator
from pathlib import Path

import pytest

from hostingco_api.core.migrate import open_database
from tests.hostingco.support import Portal, Portals, copied, populate


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the people in it, to be copied."""
    path = tmp_path_factory.mktemp("hostingco") / "template.db"
    database = open_database(f"sqlite:///{path}")
    populate(database)
    database.close()
    return path


@pytest.fixture
def portals(template: Path, tmp_path: Path) -> Iterator[Portals]:
    """Makes applications on one database, with settings of their own."""
    url = copied(template, tmp_path)
    made: list[Portal] = []

    def make(**config: object) -> Portal:
        made.append(Portal(url, **config))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for portal in made:
        portal.close()


@pytest.fixture
def portal(portals: Portals) -> Portal:
    return portals()
