"""Contacts may do what they have privileges for: every operation that needs one, of every section.

The table says which one. How an operation is called well, and of which service or domain, say the
good calls.
"""

import re
from pathlib import Path
from typing import Any

import pytest

from simulators.hostens.clientarea.privileges import BY_ID, LISTS
from simulators.hostens.users import User
from tests.contract.calls import OPERATIONS, Call, ids
from tests.contract.calls.every import GOOD
from tests.contract.harness import JUDGES, watched
from tests.hostens.client import Hostens

NEEDS = {
    "updateDetails": "misc.editmain",
    "listContacts": "misc.manageprofiles",
    "addContact": "misc.manageprofiles",
    "getContact": "misc.manageprofiles",
    "updateContact": "misc.manageprofiles",
    "getBalance": "billing.balance",
    "listInvoices": "billing.payinvoice",
    "getInvoice": "billing.payinvoice",
    "orderProduct": "billing.orders",
    "orderItems": "billing.orders",
    "quoteItems": "billing.orders",
    "orderDomain": "billing.orders",
    "orderCertificate": "billing.orders",
    "getDomain": "domains.basic",
    "synchronizeDomain": "domains.basic",
    "renewDomain": "domains.renew",
    "getNameservers": "domains.nameservers",
    "setNameservers": "domains.nameservers",
    "registerNameservers": "domains.nameservers",
    "getEppCode": "domains.eppcode",
    "getRegistrarLock": "domains.reglock",
    "setRegistrarLock": "domains.reglock",
    "getDomainContacts": "domains.contactinfo",
    "setDomainContacts": "domains.contactinfo",
    "getAutorenew": "domains.autorenew",
    "setAutorenew": "domains.autorenew",
    "getCertificate": "services.basic",
    "downloadCertificate": "services.basic",
    "getService": "services.basic",
    "listServiceMethods": "services.basic",
    "getServiceLabel": "services.basic",
    "setServiceLabel": "services.basic",
    "listServiceAddons": "services.basic",
    "getUpgradeOptions": "services.upgrade",
    "upgradeService": "services.upgrade",
    "orderAddon": "services.upgrade",
    "cancelService": "services.cancelation",
    "getZone": "services.basic",
    "addZone": "services.dnsmanagement",
    "removeZone": "services.dnsmanagement",
    "addRecord": "services.dnsmanagement",
    "changeRecord": "services.dnsmanagement",
    "removeRecord": "services.dnsmanagement",
    "getServer": "services.basic",
    "getServerTask": "services.basic",
    "listServerSystems": "services.basic",
    "listServerAddresses": "services.basic",
    "listServerGraphs": "services.basic",
    "getServerHistory": "services.basic",
    "rebootServer": "services.servermanagement",
    "reinstallServer": "services.servermanagement",
    "resetServerPassword": "services.servermanagement",
    "openWebConsole": "services.servermanagement",
    "renameServer": "services.servermanagement",
    "changePtr": "services.servermanagement",
    "flushFirewall": "services.servermanagement",
    "changeDnsServers": "services.servermanagement",
}
"""`section.name`; of services and domains it is that of the one the good call is about."""
CONTRACT = JUDGES["hostens"].operations


@pytest.fixture
def api() -> Hostens:
    client = watched("hostens")
    assert isinstance(client, Hostens)
    return client


def object_of(call: Call) -> str:
    """The id of the service or domain."""
    return next(
        str(call.path[name]) for name in ("id", "server_id", "service_id") if name in call.path
    )


def only(privilege: str, call: Call) -> dict[str, Any]:
    section, name = privilege.split(".")
    return {section: {object_of(call): [name]} if section in BY_ID else [name]}


def all_but(privilege: str, call: Call, offered: dict[str, Any]) -> dict[str, Any]:
    """Also those of other objects stay."""
    for section in BY_ID:
        del offered[section]["full"]
    section, name = privilege.split(".")
    (offered[section][object_of(call)] if section in BY_ID else offered[section]).remove(name)
    return offered


def test_the_table_has_every_operation_that_is_refused_without_a_privilege() -> None:
    assert NEEDS.keys() == {id for id in ids("hostens") if "403" in CONTRACT[id]["responses"]}


@pytest.mark.parametrize("id", NEEDS)
def test_one_privilege_is_enough(api: Hostens, id: str) -> None:
    call = GOOD[id].prepared(api)
    api.become_contact(**only(NEEDS[id], call))
    answer = call.make(api, id)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("id", NEEDS)
def test_all_the_others_are_not(api: Hostens, id: str) -> None:
    call = GOOD[id].prepared(api)
    offered = api.told("GET", "/contact/privileges")["privileges"]
    api.become_contact(**all_but(NEEDS[id], call, offered))
    before = api.digest()
    answer = call.make(api, id)
    assert answer.status_code == 403, answer.text
    assert answer.json == {"error": ["permission_denied"]}
    assert api.digest() == before


PAGE = (Path(__file__).parents[2] / "docs" / "hostens.md").read_text()
SECTION = PAGE.partition("\n## What a contact needs\n")[2].partition("\n## ")[0]
ROWS = re.findall(r"^\|(.*?)\|(.*?)\|.*\|$", SECTION, re.MULTILINE)
"""Privileges, and the calls that need one of them."""


def test_the_page_has_the_same_table() -> None:
    needed: dict[str, str] = {}
    for privilege, calls in ROWS:
        for method, path in re.findall(r"`([A-Z]+) (/[^`]+)`", calls):
            needed[f"{method} /api{path}"] = privilege.strip(" `")
    expected = {
        id: "no login" if CONTRACT[id].get("security") == [] else "none" for id in ids("hostens")
    }
    expected |= NEEDS
    assert needed == {
        f"{OPERATIONS[id].method} {OPERATIONS[id].path}": what for id, what in expected.items()
    }


def test_the_page_has_every_privilege() -> None:
    named = [name for first, _ in ROWS for name in re.findall(r"`([a-z]+\.[a-z]+)`", first)]
    sections: dict[str, tuple[str, ...]] = {**LISTS, **BY_ID}
    there = [f"{section}.{name}" for section, names in sections.items() for name in names]
    assert sorted(named) == sorted(there)


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
