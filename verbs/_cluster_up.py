"""`./toxw -e cluster -- up`: boot a box that stays up, and say how to use it."""

from __future__ import annotations

import argparse
from dataclasses import replace

from conformance.clusters.kubebox.inspection import held_boxes
from conformance.clusters.kubebox.kept import KeptBox
from conformance.clusters.kubebox.likeness.managed import likeness_named
from conformance.clusters.kubebox.making import make
from conformance.clusters.kubebox.making_versions import make_versions
from conformance.clusters.kubebox.options import box_like
from conformance.clusters.own import kept_box, refuse_unfit
from conformance.exit_codes import ExitCode
from conformance.places import cache_dir
from conformance.progress import Progress


def up(asked: argparse.Namespace) -> ExitCode:
    """Boot the box that was asked for, with live progress, and return when its node takes pods."""
    options = replace(
        box_like(likeness_named(asked.like), asked.name, asked.subnet, asked.nodes), audit=asked.audit
    )
    is_up = any(state.name == options.name for _, state in held_boxes())
    refuse_unfit(None if is_up else asked.subnet)
    make_what = make_versions if asked.versions else make
    with Progress() as progress:
        box = kept_box(options, make_what(cache_dir(), progress.note), progress)
    print(*how_to_use(box), sep="\n")
    return ExitCode.KEPT


def how_to_use(box: KeptBox) -> list[str]:
    """Return what a person types next."""
    name = "" if box.name == "default" else f" --name {box.name}"
    return [
        f"The box {box.name!r} is up ({_nodes(box)} Ready after {box.state.ready_after_s:.1f} s).",
        f"  export KUBECONFIG={box.kubeconfig}",
        f"  ./toxw -e cluster --{name} kubectl get pods",
        f"  ./toxw -e cluster --{name} down",
    ]


def _nodes(box: KeptBox) -> str:
    return f"{len(box.state.nodes)} nodes" if box.state.nodes else "node"
