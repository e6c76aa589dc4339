"""How the load balancer of a box with several nodes is called. Pure."""

from __future__ import annotations

import sys
from pathlib import Path

from conformance.clusters.kubebox.inputs import Inputs

SUITE = Path(__file__).parents[3]
NEEDED = (SUITE, Path(sys.prefix))
"""The folders that it is run from: the box must see them."""


def load_balancer(inputs: Inputs) -> list[str]:
    """Return its command; it is the one program of a box that is the suite's own Python."""
    module = f"{__package__}.load_balancer"
    count = str(inputs.options.nodes)
    return ["env", f"PYTHONPATH={SUITE}", sys.executable, "-m", module, str(inputs.plan.block), count]
