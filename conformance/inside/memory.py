"""How much memory the processes of a container take, as the kernel counts it for each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from conformance.capability import Capability
from conformance.errors import MissingCapability
from conformance.inside.command import run_inside

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

# Of every process but this shell and what it starts; one that has just ended is none.
SCRIPT = """\
for folder in /proc/[0-9]*; do
  case "$folder" in /proc/$$) continue ;; esac
  while read -r name size _; do
    case "$name" in Pss:) echo "$size" ;; esac
  done < "$folder/smaps_rollup"
done 2>/dev/null
exit 0
"""
KIBIBYTE = 1024
LOOK_S = 30.0
"""To walk through the pages of a process; 10 ms for one of 100 MB."""


def memory_of(api: ApiClient, namespace: str, pod: str, container: str) -> int:
    """Return the bytes of a container's processes: pages of their own, and their share of common ones.

    That is the proportional set size: without the page cache, which a control group counts too and which is
    the machine's to give and to take. Raises MissingCapability where no process may be looked at; else as
    `run_inside` does.
    """
    output = run_inside(api, namespace, pod, container, ["sh", "-c", SCRIPT], LOOK_S)
    return bytes_in(output.stdout, f"container {container} of pod {pod}")


def bytes_in(printed: str, what: str) -> int:
    """Return the sum of lines of kibibytes; MissingCapability where there is none."""
    sizes = [int(line) for line in re.findall(r"^\d+$", printed, re.MULTILINE)]
    if not sizes:
        raise MissingCapability(Capability.EXEC_TOOLS, f"{what}: no process shows its memory (smaps_rollup)")
    return KIBIBYTE * sum(sizes)
