"""A box that one test module boots for itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from os import getpid

from conformance.clusters.kubebox.boot import boot
from conformance.clusters.kubebox.box import Box
from conformance.clusters.kubebox.making import make
from conformance.clusters.kubebox.options import BoxOptions
from conformance.places import cache_dir


@contextmanager
def thrown_away_box(name: str, nodes: int = 1, *, audit: bool = False) -> Iterator[Box]:
    """Give a box called `name` and this process' number until the end of the block; with an `audit` log."""
    made = make(cache_dir(), print)
    options = BoxOptions(name=f"{name}-{getpid()}", nodes=nodes, audit=audit)
    with boot(options, made.programs, made.images, lambda *_: None) as box:
        yield box
