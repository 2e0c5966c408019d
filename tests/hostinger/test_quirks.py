"""What the live service does beside its document, switched per world."""

import json
from typing import Any

import pytest

from simulators.hostinger.quirks import QUIRKS
from tests.support import SNAPSHOTS, ZONE, Api, application

# No watching here: a quirk may break the contract, that is its point.
NOT_OBSERVED = {"hostinger.magic-inputs", "hostinger.vps-firewall-in-use"}
MISSING = "/api/dns/v1/zones/missing.example"


def switch(api: Api, **quirks: bool) -> None:
    body = {f"hostinger.{name.replace('_', '-')}": on for name, on in quirks.items()}
    api.control("PATCH", f"/worlds/{api.world}/quirks", {"quirks": body})


def rrset(name: str, type: str, content: str) -> dict[str, Any]:
    return {"name": name, "type": type, "records": [{"content": content}]}


def test_every_quirk_has_its_evidence(api: Api) -> None:
    listed = [
        quirk
        for quirk in api.control("GET", "/worlds/default/quirks")
        if quirk["id"].startswith("hostinger.")
    ]
    assert [q["id"] for q in listed] == [f"hostinger.{quirk.id}" for quirk in QUIRKS]
    assert all(q["source"] and q["effect"] for q in listed)
    assert {q["id"] for q in listed if q["evidence"] != "observed"} == NOT_OBSERVED
    assert [q["on"] for q in listed] == [q["default"] for q in listed]


def test_an_unknown_zone_is_empty_or_not_found(api: Api) -> None:
    assert (api("GET", MISSING).status_code, api("GET", MISSING).json) == (200, [])
    switch(api, dns_unknown_zone_is_empty=False)
    assert api("GET", MISSING).status_code == 404


def test_a_quirk_belongs_to_one_world(api: Api) -> None:
    switch(api, dns_unknown_zone_is_empty=False)
    other = Api(api.app, world="other")
    assert other("GET", MISSING).status_code == 200
    fork = Api(api.app, world="fork")
    api.control("POST", "/worlds/default/fork", {"name": "fork"})
    assert fork("GET", MISSING).status_code == 404


def test_a_read_after_a_write_may_be_stale_for_ten_seconds(api: Api) -> None:
    before = api("GET", ZONE).json
    switch(api, dns_eventual_consistency=True)
    api("PUT", ZONE, {"zone": [rrset("a", "A", "192.0.2.1")]})
    api.control("POST", "/worlds/default/clock/advance", {"seconds": 5})
    api("PUT", ZONE, {"zone": [rrset("a", "A", "192.0.2.2")]})
    assert api("GET", ZONE).json == before
    api.control("POST", "/worlds/default/clock/advance", {"seconds": 5})
    stale = api("GET", ZONE).json or []
    assert [e["records"][0]["content"] for e in stale if e["name"] == "a"] == ["192.0.2.1"]
    api.control("POST", "/worlds/default/clock/advance", {"seconds": 5})
    fresh = api("GET", ZONE).json or []
    assert [e["records"][0]["content"] for e in fresh if e["name"] == "a"] == ["192.0.2.2"]


def test_a_client_that_polls_on_an_auto_clock_sees_the_end_of_staleness() -> None:
    api = Api(application(clock="auto"))
    switch(api, dns_eventual_consistency=True)
    api("PUT", ZONE, {"zone": [rrset("a", "A", "192.0.2.1")]})
    seen = ["192.0.2.1" in api("GET", ZONE).text for _ in range(3)]
    assert seen == [False, True, True]


def test_a_batch_of_mixed_types_may_fail_and_write_nothing(api: Api) -> None:
    zone = [rrset("a", "A", "192.0.2.1"), rrset("a", "TXT", "text")]
    switch(api, dns_mixed_batch_fails=True)
    before = api.digest()
    answer = api("PUT", ZONE, {"zone": zone})
    assert (answer.status_code, (answer.json or {})["message"]) == (500, "Server Error")
    assert api.digest() == before
    assert api("PUT", ZONE, {"zone": zone[:1]}).status_code == 200


def test_404_bodies_may_be_indented(api: Api) -> None:
    switch(api, pretty_404=True)
    answer = api("GET", f"{SNAPSHOTS}/1")
    assert answer.status_code == 404
    assert answer.text == json.dumps(answer.json, indent=4)
    assert "\n" not in api("PUT", ZONE, {}).text


@pytest.mark.parametrize("agent", ["", "Python-urllib/3.11"])
def test_the_edge_may_refuse_a_user_agent(api: Api, agent: str) -> None:
    switch(api, edge_user_agent=True)
    answer = api("GET", ZONE, headers={"User-Agent": agent})
    assert (answer.status_code, answer.text) == (403, "error code: 1010")
    assert answer.content_type == "text/plain; charset=UTF-8"
    assert api("GET", ZONE, headers={"User-Agent": "curl/8"}).status_code == 200
