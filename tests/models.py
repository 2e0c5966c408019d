"""How the state machines are run: bounded, and from one seed."""

from hypothesis import Phase, seed, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from tests.support import EXAMPLES, SEED


def keep_to_the_model(
    machine: type[RuleBasedStateMachine], *, steps: int = 25, examples: int = max(1, EXAMPLES // 2)
) -> None:
    run_state_machine_as_test(
        seed(SEED)(machine),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            phases=[Phase.generate],
        ),
    )
