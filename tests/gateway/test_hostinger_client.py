"""What all that the driver does has in common: its token, and what becomes of refusals."""

from dataclasses import replace

import pytest

from hostingco_api.gateway.drivers.common import slug
from hostingco_api.gateway.drivers.hostinger import Hostinger
from hostingco_api.gateway.drivers.hostinger.client import chosen, number
from hostingco_api.gateway.provider import (
    DNS,
    Billing,
    Configuration,
    Conflict,
    Domains,
    Invalid,
    InvalidCredentials,
    NotDone,
    NotFound,
    NotSupported,
    Provider,
    ProviderError,
    RateLimited,
    SSHKeys,
    VirtualMachines,
)
from hostingco_api.gateway.registry import METHODS, capabilities
from tests.gateway.hostinger import EVERY, calls, driver, quirk
from tests.gateway.simulated import World

PURCHASES = ("purchase_domain", "create_vm")


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited after 429; nobody did."""
    waited: list[float] = []
    monkeypatch.setattr("urllib3.util.retry.time.sleep", waited.append)
    return waited


def test_it_does_all_that_a_provider_may(sim: World) -> None:
    it = driver(sim)
    made: tuple[Provider, DNS, Domains, VirtualMachines, SSHKeys, Billing] = (it,) * 6  # mypy's
    assert made
    assert capabilities(it) == {capability: list(ids) for capability, ids in METHODS.items()}


# -- credentials ----------------------------------------------------------------------------------


@pytest.mark.parametrize("prefix", ["Bearer ", "bearer  ", " "])
def test_a_token_may_be_stored_with_its_scheme(sim: World, prefix: str) -> None:
    told = sim.configuration("hostinger")
    Hostinger(replace(told, api_key=f"{prefix}{told.api_key}")).test()


@pytest.mark.parametrize("token", ["Bearer", " ", "zażółć", "a\r\nX-Y: z", "\x00"])
def test_what_can_be_no_token_is_refused_without_repeating_it(token: str) -> None:
    with pytest.raises(Invalid, match="api_key") as caught:
        Hostinger(Configuration("hostinger", token))
    assert "ż" not in str(caught.value)


def test_hostinger_itself_is_asked_unless_told_otherwise() -> None:
    assert (
        Hostinger(Configuration("hostinger", "t"))._api.base == "https://developers.hostinger.com"
    )


def test_a_token_that_is_no_more_is_the_credentials_fault(sim: World) -> None:
    it = driver(sim)
    sim.fault("expire")
    for call in EVERY.values():
        with pytest.raises(InvalidCredentials, match="Unauthenticated") as caught:
            call(it)
        assert f"sim_{sim.name}" not in str(caught.value)


def test_a_token_of_nobody_s_is_refused(sim: World) -> None:
    with pytest.raises(InvalidCredentials):
        Hostinger(replace(sim.configuration("hostinger"), api_key="nobodys")).test()


def test_the_edge_lets_it_pass(sim: World) -> None:
    quirk(sim, "edge-user-agent")
    driver(sim).test()


# -- refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EVERY)
def test_too_many_calls_are_told_when_waiting_did_not_help(
    sim: World, waits: list[float], name: str
) -> None:
    sim.fault("throttle", retry_after=7, **({"method": "POST"} if name in PURCHASES else {}))
    with pytest.raises(RateLimited) as caught:
        EVERY[name](driver(sim))
    assert caught.value.retry_after == 7
    assert waits == ([] if name in PURCHASES else [7, 7, 7])


@pytest.mark.parametrize("name", EVERY)
def test_after_too_many_calls_it_is_asked_again(sim: World, waits: list[float], name: str) -> None:
    sim.fault("throttle", retry_after=7, times=2)
    EVERY[name](driver(sim))
    assert waits == [7, 7]


def test_a_write_whose_answer_got_lost_is_not_asked_again(sim: World) -> None:
    it = driver(sim)
    for name, method in (("lock_domain", "PUT"), ("delete_ssh_key", "DELETE")):
        sim.fault("reset", applied=True, method=method)
        with pytest.raises(ProviderError):
            EVERY[name](it)
    assert [call.split()[0] for call in calls(sim)] == ["PUT", "DELETE"]


def test_a_read_whose_answer_got_lost_is_asked_again(sim: World) -> None:
    it = driver(sim)
    for name in ("test", "records", "domain", "vms", "ssh_keys", "subscriptions", "catalog"):
        sim.mend()
        sim.fault("reset", times=1)
        EVERY[name](it)


@pytest.mark.parametrize("name", PURCHASES)
def test_what_charges_is_asked_once(sim: World, waits: list[float], name: str) -> None:
    for effect in ("throttle", "reset", "truncate", "malformed", "html"):
        sim.mend()
        sim.fault(effect, method="POST")
        before = sum(call.startswith("POST") for call in calls(sim))
        with pytest.raises(ProviderError):
            EVERY[name](driver(sim))
        assert sum(call.startswith("POST") for call in calls(sim)) == before + 1


def of_what_came_before(name: str, error: type[ProviderError]) -> type[ProviderError]:
    """A purchase looks first for what to order: if it fails at that, nothing was bought."""
    return NotDone if name in PURCHASES and error is ProviderError else error


@pytest.mark.parametrize("name", PURCHASES)
def test_a_purchase_that_fails_at_its_order_may_be_made(sim: World, name: str) -> None:
    sim.fault("status", status=503, method="POST")
    with pytest.raises(ProviderError) as caught:
        EVERY[name](driver(sim))
    assert type(caught.value) is ProviderError


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, Invalid),
        (402, ProviderError),
        (403, InvalidCredentials),
        (404, NotFound),
        (405, ProviderError),
        (409, Conflict),
        (413, ProviderError),
        (422, Invalid),
        (500, ProviderError),
        (501, NotSupported),
        (503, ProviderError),
    ],
)
def test_a_status_is_one_of_the_gateway_s_errors(
    sim: World, status: int, error: type[ProviderError]
) -> None:
    it = driver(sim)
    for name, call in EVERY.items():
        sim.mend()
        sim.fault("status", status=status, times=1)
        with pytest.raises(ProviderError, match="Hostinger") as caught:
            call(it)
        assert type(caught.value) is of_what_came_before(name, error), name


@pytest.mark.parametrize("effect", ["reset", "html", "malformed", "truncate"])
def test_what_is_no_answer_is_the_provider_s_fault(sim: World, effect: str) -> None:
    it = driver(sim)
    sim.fault(effect)
    for name, call in EVERY.items():
        with pytest.raises(ProviderError) as caught:
            call(it)
        assert type(caught.value) is of_what_came_before(name, ProviderError), name


def test_a_page_that_says_not_found_says_nothing_of_things(sim: World) -> None:
    sim.fault("html", status=404)
    with pytest.raises(ProviderError, match="base_url") as caught:
        driver(sim).vm("1268054")
    assert caught.value.status == 500


def test_another_address_than_the_api_s_is_told(sim: World) -> None:
    told = sim.configuration("hostinger")
    elsewhere = {"base_url": f"{told.extra['base_url']}/api"}
    with pytest.raises(ProviderError, match="base_url") as caught:
        Hostinger(replace(told, extra=elsewhere)).test()
    assert caught.value.status == 500


def test_refused_fields_are_named(sim: World) -> None:
    with pytest.raises(Invalid, match=r"ns1: The ns1 field is required.*; ns2: The ns2 field"):
        driver(sim)._api.ask(
            "PUT", "/api/domains/v1/portfolio/example.com/nameservers", json={"ns1": "", "ns2": ""}
        )


def test_an_error_without_fields_says_what_hostinger_says(sim: World) -> None:
    api = driver(sim)._api
    assert api.explain({"message": "[DNS:1] No", "correlation_id": "c"}) == "[DNS:1] No"
    assert api.explain({"error": "No", "correlation_id": "c"}) == "No"


@pytest.mark.parametrize("document", [None, [], {}, "text", [{"id": 1}], {"data": [], "meta": {}}])
def test_an_answer_of_another_shape_is_the_provider_s_fault(sim: World, document: object) -> None:
    api = driver(sim)._api
    with pytest.raises(ProviderError, match="unexpected"):
        api.parsed(document, lambda found: [found["data"], found["meta"]["total"]])


# -- what callers name ----------------------------------------------------------------------------


def test_a_name_s_slug() -> None:
    names = ("KVM 2", "Ubuntu 22.04 LTS", ".COM Domain", "Sao Paulo")
    assert [slug(name) for name in names] == [
        "kvm-2",
        "ubuntu-22.04-lts",
        "com-domain",
        "sao-paulo",
    ]


THERE = [("7", ["Debian 12"]), ("8", ["Debian 12 with Docker"]), ("9", ["Ubuntu 22.04 LTS"])]


@pytest.mark.parametrize(
    ("given", "id"),
    [("8", "8"), ("debian-12", "7"), ("Debian 12 with Docker", "8"), ("ubuntu", "9")],
)
def test_a_thing_is_named_by_its_id_or_its_name(given: str, id: str) -> None:
    assert chosen("template", given, THERE) == id


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("debian", r"'debian' fits several; Hostinger has 7 \(debian-12\), 8 \(debian-12-with"),
        ("fedora", "'fedora' fits none; Hostinger has 7"),
        ("ubu", "'ubu' fits none"),
        ("-", "'-' fits none"),
        (None, "has to be given; Hostinger has 7"),
    ],
)
def test_what_names_none_or_several_is_refused_with_some_that_there_are(
    given: str | None, said: str
) -> None:
    with pytest.raises(Invalid, match=f"template: {said}"):
        chosen("template", given, THERE)


@pytest.mark.parametrize("text", ["pm_abc123", "", "-1", "1.0", "٣", "9" * 19])
def test_ids_that_are_numbers_are_written_in_digits(text: str) -> None:
    with pytest.raises(Invalid, match="payment_method_id"):
        number("payment_method_id", text)
    assert number("payment_method_id", "0012") == 12
