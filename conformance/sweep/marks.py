"""By what a namespace is known as a run's own: three marks, of which no look-alike has all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from conformance.stack import MANAGED_BY, MANAGED_LABEL, RUN_LABEL

RUN_ID = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9a-f]{6}")
"""As `new_run_id` makes it."""
NAMESPACE = re.compile(rf"(?P<run_id>{RUN_ID.pattern})-[a-z0-9-]+")


def run_of(namespace: Mapping[str, Any]) -> str:
    """Return which run made a namespace, empty where none did.

    The run's label, a name that begins with the very same run, and the mark of who manages it: all three, for
    a label may have been copied and a name may have been typed.
    """
    metadata = namespace["metadata"]
    labels = metadata.get("labels") or {}
    named = NAMESPACE.fullmatch(metadata["name"])
    if named is None or labels.get(MANAGED_LABEL) != MANAGED_BY or labels.get(RUN_LABEL) != named["run_id"]:
        return ""
    return named["run_id"]
