"""By what a run's objects are told from others' in a namespace that is given; pure."""

from __future__ import annotations

from dataclasses import replace

from conformance.deploy.objects import PLACES
from conformance.inputs import Inputs
from conformance.stack import MANAGED_BY, MANAGED_LABEL, RUN_LABEL

ALWAYS = ("Service", "ReplicationController", "Pod")
"""Kinds that every set has, services first: their load balancers cost money and take longest to go."""
LAST = tuple(kind for kind in PLACES if kind not in ALWAYS)


def selector_of(run_id: str) -> str:
    """Return the label selector that finds everything of a run, and nothing else."""
    return f"{RUN_LABEL}={run_id},{MANAGED_LABEL}={MANAGED_BY}"


def marked(inputs: Inputs, run_id: str) -> Inputs:
    """Return the inputs of a run whose every object, pods of templates among them, has the run's two marks.

    They are put on by the way that a site's own labels take: nothing that is made goes without. Without a
    given namespace the inputs are returned as they are.
    """
    if not inputs.options.namespace:
        return inputs
    site = inputs.options.site
    labels = {**site.labels, RUN_LABEL: run_id, MANAGED_LABEL: MANAGED_BY}
    return replace(inputs, options=replace(inputs.options, site=replace(site, labels=labels)))


def kinds_in_order(kinds: frozenset[str]) -> tuple[str, ...]:
    """Return which kinds a run that makes `kinds` has to take away, in the order in which they are asked."""
    first, controllers, pods = ALWAYS
    makers = ("Deployment", "StatefulSet", "ReplicaSet")
    rest = tuple(kind for kind in LAST if kind in kinds and kind not in makers)
    return (first, controllers, *(kind for kind in makers if kind in kinds), pods, *rest)


EVERY_KIND = kinds_in_order(frozenset(PLACES))
"""All that any set may be made of: another run's need not be this one's."""
