"""What Schemathesis has to be told about the contracts' data, in tests and in its engine."""

import hashlib
import json
import re
from typing import Any

import schemathesis
from requests.structures import CaseInsensitiveDict

from tests.cases import own_method, positive, title
from tests.contract.harness import JUDGES
from tests.hostafrica.client import ORDER

BY_TITLE = {judge.document["info"]["title"]: judge for judge in JUDGES.values()}

# What a generated content becomes, by type, so that positive bodies get past the record rules.
CONTENTS = {
    "A": "192.0.2.7",
    "AAAA": "2001:db8::7",
    "CNAME": "host.example.net",
    "ALIAS": "host.example.net.",
    "MX": "10 mail.example.net",
    "TXT": "a text",
    "NS": "ns1.example.net",
    "SOA": "ns1.example.net hostmaster.example.net 1 7200 3600 1209600 300",
    "SRV": "1 2 5060 sip.example.net",
    "CAA": '0 issue "ca.example.net"',
}

WHOIS = ("first_name", "last_name", "email", "phone", "address", "city", "zip")
BEYOND_SHAPE = {
    *("payment_method_id", "item_id", "items.item_id", "country"),
    *(f"whois_details.{name}" for name in WHOIS),
    *(f"tld_details.{name}" for name in ("nexus_purpose", "nexus_category")),
    # a machine's
    *("data_center_id", "template_id", "post_install_script_id", "public_key.key"),
    *("password", "panel_password", "public_key.name", "ns1", "ns2", "ns3", "domain", "date_to"),
    # of firewalls, keys and projects
    *("ids", "key", "port", "project_name", "source_detail"),
}
"""Fields that name something which has to be there, or have rules that no schema can express."""


@schemathesis.hook
def map_case(context: Any, case: Any) -> Any:
    """Give three quarters of the positive RRsets and orders contents that mean something."""
    if positive(case) and isinstance(case.body, dict) and "zone" in case.body:
        for rrset in case.body["zone"]:
            dice = hashlib.sha256(repr(rrset).encode()).digest()
            if dice[0] < 192:
                rrset["name"] = "@" if rrset["type"] in ("SOA", "ALIAS") else f"n{dice[1]}"
                rrset["records"] = [{"content": CONTENTS[rrset["type"]]}]
    if positive(case) and isinstance(case.body, dict) and "hdd" in case.body:
        dice = hashlib.sha256(repr(case.body).encode()).digest()
        if dice[0] < 192:
            case.body |= ORDER
    return case


@schemathesis.check
def shape_is_accepted(ctx: Any, response: Any, case: Any) -> None:
    """Hostinger's field errors carry `errors`; those of the services (`[DNS:...]`) do not."""
    ours = title(case) in BY_TITLE  # or it is the application's
    if ours and positive(case) and response.status_code == 422:
        names = {re.sub(r"\.\d+|^setup\.", "", name) for name in response.json().get("errors", {})}
        assert names <= BEYOND_SHAPE, f"well-formed data met a field error: {names - BEYOND_SHAPE}"


BEYOND_TYPES = re.compile(
    r"The selected \w+ is invalid|must be between|must be a fully qualified domain name"
)


@schemathesis.check
def types_are_accepted(ctx: Any, response: Any, case: Any) -> None:
    """HOSTAFRICA's field errors are in `data`; its token endpoint names what it lacks in a hint."""
    if BY_TITLE.get(title(case)) is not JUDGES["hostafrica"] or not positive(case):
        return
    if response.status_code != 400:
        return
    answer = response.json()
    if "error" in answer:
        hint = answer.get("hint", "")
        assert hint == "Check the `client_id` parameter" or answer["error"] == "invalid_scope"
    elif errors := json.loads(answer["data"]):
        texts = [text for found in errors.values() for text in found]
        assert all(map(BEYOND_TYPES.search, texts)), texts
    else:
        (rule,) = response.headers["x-sim-rule"]
        assert rule.startswith("hostafrica.state"), rule


@schemathesis.check
def is_judged_as_everywhere(ctx: Any, response: Any, case: Any) -> None:
    """By what is in strings, too: Schemathesis does not look at `contentSchema`."""
    judge = BY_TITLE.get(title(case))
    if judge is None:  # the application's, which has checks of its own
        return
    if case.operation.schema.app is not None:  # Watched, which has judged it
        return
    id = case.operation.definition.raw["operationId"]
    headers = CaseInsensitiveDict({name: value for name, (value, *_) in response.headers.items()})
    if own_method(case) and str(response.status_code) in judge.operations[id]["responses"]:
        faults = judge.faults(id, response.status_code, headers, response.content)
        assert not faults, "\n".join(faults)
