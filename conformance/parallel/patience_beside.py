"""How long an event may take while other promises are judged beside it."""

from __future__ import annotations

from types import MappingProxyType

from conformance.inputs import Inputs
from conformance.patience import PAUSES, Patience


def patience_beside(inputs: Inputs, workers: int) -> Patience:
    """Return the patience of what is judged by one of `workers` at once.

    On kubebox all stacks share the cores of one machine, and its bounds were measured with one stack at a
    time: they are so many times as long, but for those that were given by name. A cluster has nodes.
    """
    if not inputs.options.on_kubebox:
        return inputs.patience
    named = {*PAUSES, *(text.partition("=")[0] for text in inputs.options.patience)}
    return Patience(
        MappingProxyType(
            {
                event: seconds if event in named else seconds * workers
                for event, seconds in inputs.patience.seconds.items()
            }
        )
    )
