"""Why an answer is what it is: rules with evidence, quirks, and refusals."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any


class Evidence(StrEnum):
    """How a behaviour is known."""

    DOCUMENTED = "documented"
    OBSERVED = "observed"
    ASSUMED = "assumed"


@dataclass(frozen=True)
class Rule:
    """One decision of a vendor, named so that an answer can point at it (`X-Sim-Rule`)."""

    id: str
    evidence: Evidence
    source: str


@dataclass(frozen=True)
class Quirk:
    """A behaviour of the live service that its document does not promise, as a switch per world."""

    id: str
    default: bool
    evidence: Evidence
    source: str
    effect: str


@dataclass
class Refusal(Exception):
    """An answer of 400 or more; the vendor renders it into its own body.

    `errors` maps field names to their messages, where the vendor's body has a place for them.
    `aftermath` is what happens although the call was refused, and after what time.
    """

    status: int
    message: str
    rule: Rule
    errors: Mapping[str, list[str]] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    aftermath: "Aftermath | None" = None


def unsimulated(rule: Rule, operation: str) -> Refusal:
    """What no vendor says: its contract has the operation, the simulator does not."""
    return Refusal(
        501,
        f"hostsim does not simulate {operation} yet; `hostsim operations` lists what it does.",
        rule,
        headers={"X-Sim-Unimplemented": operation},
    )


@dataclass(frozen=True)
class Aftermath:
    """An event that outlives the roll-back: a purchase that is refused and charged all the same."""

    kind: str
    after: timedelta
    data: Any
