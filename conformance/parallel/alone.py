"""Which promises are judged while nothing else of the run goes on; pure.

Told by their own sentences: a seconds' bound, a stream or a crowd of requests measures the whole machine and
the whole cluster, on which other promises would show.
"""

from __future__ import annotations

import re

from conformance.promises import Promise

MEASURES = re.compile(
    r"""
    \bseconds?\b                        # a bound that is the promise, and not patience
    | \bunder\ a\ steady\ stream\b      # an availability probe
    | \ba\ hundred\ clients\b           # a load
    | \bwhile\ tokens\ are\ asked\ for  # as many as come in while something is away
    """,
    re.VERBOSE,
)
SHARED_BY_ALL = frozenset(("node", "update"))
"""Profiles whose promises disturb what every stack stands on: nodes, kube-proxy; or judge one disturbance
together, which goes on under a load and whose course is theirs all."""


def judged_alone(promise: Promise) -> bool:
    """Return whether nothing else may go on while `promise` is judged."""
    return bool(SHARED_BY_ALL & set(promise.profiles)) or any(map(MEASURES.search, promise.steps))
