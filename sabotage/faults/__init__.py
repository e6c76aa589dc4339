"""Faults of what is typed, of the environment and of the stack, and what the suite says of each, and when."""

from sabotage.faults import bad_input, credentials, environment, mid_run, network, refusals, stack
from sabotage.faults.fault import Fault

FAULTS: tuple[Fault, ...] = (
    *bad_input.FAULTS,
    *credentials.FAULTS,
    *stack.FAULTS,
    *refusals.FAULTS,
    *network.FAULTS,
    *environment.FAULTS,
    *mid_run.FAULTS,
)
"""In the order in which they are tried: what disturbs the cluster most comes last."""
