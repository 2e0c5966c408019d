"""Contacts may do what they have privileges for: every operation that needs one, of every section.

Which ones there are says the contract, by its 403s; how they are called well, the good calls.
"""

from typing import Any

import pytest

from simulators.hostens.users import User
from tests.contract.calls import ids
from tests.contract.calls.every import GOOD
from tests.contract.harness import JUDGES
from tests.hostens.client import Hostens

NEEDING = [id for id in ids("hostens") if "403" in JUDGES["hostens"].operations[id]["responses"]]
ANN, SECRET = "deputy@default.sim.test", "a secret of theirs"


def as_contact(api: Hostens, id: str, privileges: Any) -> Any:
    """What a contact who has these is answered to the operation's good call."""
    call = GOOD[id].prepared(api)
    person = {"email": ANN, "password": SECRET, "firstname": "Dan", "lastname": "Other"}
    api.told("POST", "/contact", person | {"privileges": privileges})
    api.become(ANN, SECRET)
    before = api.digest()
    answer = call.make(api, id)
    if answer.status_code >= 400:
        assert api.digest() == before
    return answer


@pytest.mark.parametrize("id", NEEDING)
def test_who_may_nothing_of_it_is_refused(api: Hostens, id: str) -> None:
    answer = as_contact(api, id, {"support": ["tickets"]})
    assert answer.status_code == 403, answer.text
    assert answer.json == {"error": ["permission_denied"]}


@pytest.mark.parametrize("id", NEEDING)
def test_who_may_everything_is_not(api: Hostens, id: str) -> None:
    everything = api.told("GET", "/contact/privileges")["privileges"]
    answer = as_contact(api, id, everything)
    assert answer.status_code == 200, answer.text


HELD = {"billing": ["orders"], "services": {"113": ["basic"]}, "domains": {"full": 1}}


@pytest.mark.parametrize(
    ("asked", "may"),
    [
        (("billing", "orders"), True),
        (("billing", "emails"), False),
        (("misc", "emails"), False),
        (("services", "basic", "113"), True),
        (("services", "notify", "113"), False),
        (("services", "basic", "114"), False),
        (("services", "basic", ""), False),
        (("services", "full"), False),
        (("services", "basic", "full"), False),
        (("domains", "basic", "1"), True),
        (("domains", "basic", "full"), True),
        (("domains", "full"), True),
    ],
)
def test_a_contact_may_what_it_was_allowed(asked: tuple[str, ...], may: bool) -> None:
    assert User("ann@example.com", "", "50", HELD).may(*asked) is may
    assert User("default@sim.test", "").may(*asked) is True
