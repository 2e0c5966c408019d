import pytest

from tests.kernel.toy import Toy
from tests.support import Api, application


@pytest.fixture
def toy() -> Toy:
    return Toy()


@pytest.fixture
def toy_api(toy: Toy) -> Api:
    """The default world of a server that simulates nothing but the toy; its clock is frozen."""
    return Api(application(vendors=[toy]), base="/toy")
