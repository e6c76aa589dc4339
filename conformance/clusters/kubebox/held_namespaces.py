"""A box's namespaces, held so that nobody else is given their numbers while one looks who is in them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from conformance.clusters.kubebox.machine_snapshot import namespaces_of

KINDS = ("ipc", "pid", "uts")
"""Whatever is in a box is in one of these. Its network and its mounts would outlive it were they held."""


@contextmanager
def held_namespaces(pids: Iterable[int]) -> Iterator[frozenset[str]]:
    """Give the namespaces that these processes do not share with us, as the kernel names them.

    The kernel gives the number of a namespace that is gone to the next that is made, by whomever: until the
    end of the block these stay, whoever of a box ends. Raises OSError where one of the processes is gone.
    """
    with ExitStack() as held:
        files = [
            held.enter_context(Path(f"/proc/{pid}/ns/{kind}").open("rb")) for pid in pids for kind in KINDS
        ]
        names = {str(Path(f"/proc/self/fd/{file.fileno()}").readlink()) for file in files}
        yield frozenset(names) - namespaces_of(os.getpid())
