"""`hostsim fault add | list | clear`."""

import json
from typing import Any

import click

from simulators.kernel.faults import EFFECTS
from simulators.server.commands.api import InWorld, in_world, named
from simulators.server.commands.base import Choice, Commands, as_json, show

_COUNTED = ("id", "effect", "calls", "met")


@click.group(cls=Commands)
def fault() -> None:
    """Have things go wrong in a world (docs/faults.md)."""


@fault.command()
@click.argument("effect", type=Choice(tuple(EFFECTS)), metavar="EFFECT")
@click.option("--id", help="A name for the rule; one of the same name is replaced.")
@click.option("--vendor", help="Only that provider's calls.")
@click.option("--operation", help="Only those of an operation, or of a pattern such as VPS_*.")
@click.option("--method", help="Only those with that method.")
@click.option("--path", help="Only those of a path, or of a pattern such as /api/vps/*.")
@click.option("--nth", type=int, multiple=True, help="Which of them; may be given again.")
@click.option("--probability", type=float, help="How many of them: 0.3 is three of ten.")
@click.option("--in-a-row", type=int, help="At most so many after each other.")
@click.option("--times", type=int, help="At most so many altogether.")
@click.option("--applied", is_flag=True, help="What was asked for is done all the same.")
@click.option("--status", type=int, help="Of `status` and `html`.")
@click.option("--seconds", type=float, help="Of `hang`, `latency` and `stale`.")
@click.option("--jitter", type=float, help="Of `latency`: up to so many seconds more.")
@click.option("--retry-after", type=int, help="Of `throttle`, in seconds.")
@click.option("--media-type", help="Of `content-type`.")
@in_world
@as_json
def add(world: InWorld, as_json: bool, **given: Any) -> None:
    """Add a rule."""
    left_out = (None, (), False)  # by identity: 0 equals False, and is for the server to refuse
    rule = {k: v for k, v in given.items() if not any(v is each for each in left_out)}
    added = world("POST", "/faults", rule).json()
    if as_json:
        show(added)
    else:
        _print(added)


add.help = "Add a rule. EFFECT is one of\n\n\b\n" + "\n".join(
    f"{name:<14}{about}" for name, about in EFFECTS.items()
)


@fault.command("list")
@in_world
@as_json
def list_(world: InWorld, as_json: bool) -> None:
    """Print the rules, and how many calls each has matched and met."""
    rules = world("GET", "/faults").json()
    if as_json:
        show(rules)
        return
    for rule in rules:
        _print(rule)


@fault.command()
@click.argument("id", required=False)
@in_world
def clear(world: InWorld, id: str | None) -> None:
    """Remove one rule, or all of them."""
    world("DELETE", f"/faults/{named(id)}" if id else "/faults")


def _print(rule: dict[str, Any]) -> None:
    said = " ".join(
        f"{name}={json.dumps(value)}" for name, value in rule.items() if name not in _COUNTED
    )
    counted = f"met {rule['met']} of {rule['calls']}"
    click.echo(f"{rule['id']:<10}{rule['effect']:<14}{counted:<18}{said}".rstrip())
