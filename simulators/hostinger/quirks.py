"""What the live service does beside or against its document, as switches per world."""

from simulators.hostinger import errors
from simulators.hostinger.billing import quirks as billing
from simulators.hostinger.domains import quirks as domains
from simulators.hostinger.vps import quirks as vps
from simulators.kernel.refusal import Evidence, Quirk
from simulators.kernel.vendor import Call
from simulators.kernel.world import World

MAGIC = Quirk(
    "magic-inputs",
    True,
    Evidence.ASSUMED,
    "not the live service's: a way to bring about what is hard to meet",
    "Names, cards and ids listed in docs/magic-inputs.md bring the outcome they are named for.",
)

QUIRKS = (
    MAGIC,
    *billing.QUIRKS,
    *domains.QUIRKS,
    *vps.QUIRKS,
    Quirk(
        "dns-unknown-zone-is-empty",
        True,
        Evidence.OBSERVED,
        "reports 59696133780, 61969261127, 70511844090",
        "GET of a zone outside the account answers 200 and an empty list; off: 404.",
    ),
    Quirk(
        "dns-eventual-consistency",
        False,
        Evidence.OBSERVED,
        "the Terraform provider retries for 30 s after a write",
        "GET shows the zone as it was before a change for 10 s after it.",
    ),
    Quirk(
        "dns-mixed-batch-fails",
        False,
        Evidence.OBSERVED,
        "report 70165734832: sometimes; here always, so that a test can rely on it",
        "PUT with more than one record type answers 500 and writes nothing.",
    ),
    Quirk(
        "pretty-404",
        False,
        Evidence.OBSERVED,
        "terraform-provider-hostinger issue 29",
        "404 bodies are indented by four spaces.",
    ),
    Quirk(
        "edge-user-agent",
        False,
        Evidence.OBSERVED,
        "report 70511844090; ansible-collection-hostinger issue 1",
        "Calls from python-urllib, or without a User-Agent, get the edge's bare 403.",
    ),
)


def magic(world: World) -> bool:
    """Whether magic inputs are on."""
    return world.quirks["hostinger.magic-inputs"]


def edge(world: World, call: Call) -> None:
    """Refuse what the edge in front of the API refuses."""
    if world.quirks["hostinger.edge-user-agent"]:
        agent = call.headers.get("user-agent", "")
        if not agent or agent.lower().startswith("python-urllib"):
            raise errors.edge_user_agent()
