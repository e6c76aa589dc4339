"""A Kubernetes of the suite's own: compiled, filled with images and booted as far as that is not done yet."""

from __future__ import annotations

import os
import platform
from typing import Protocol

from conformance.clusters.cluster import Cluster
from conformance.clusters.kubebox.addresses import asked_for
from conformance.clusters.kubebox.boot import boot
from conformance.clusters.kubebox.daemon import boot_in_daemon
from conformance.clusters.kubebox.inspection import held_box
from conformance.clusters.kubebox.kept import KeptBox, find_kept
from conformance.clusters.kubebox.likeness.managed import Likeness, likeness_named
from conformance.clusters.kubebox.machine import refuse_unless_root
from conformance.clusters.kubebox.making import Made, make
from conformance.clusters.kubebox.making_versions import make_versions
from conformance.clusters.kubebox.network import used_networks
from conformance.clusters.kubebox.options import DEFAULT_NAME, BoxOptions, box_like
from conformance.clusters.kubebox.reservation import free_of_dead_boxes
from conformance.clusters.kubebox.state import folder_of
from conformance.errors import BadInput
from conformance.places import cache_dir


class Wishes(Protocol):
    """What a run wants of its own cluster."""

    @property
    def subnet(self) -> str | None:
        """The /24 to use; None for the first that is free."""

    @property
    def nodes(self) -> int:
        """How many nodes it is to have."""

    @property
    def keep_cluster(self) -> bool:
        """Whether it is to outlive the run, and one that did may be used."""

    @property
    def like(self) -> str | None:
        """The managed Kubernetes that it is to behave like, by name; None for plain upstream."""

    @property
    def box(self) -> str | None:
        """The name of a box that is up and is to be used, whoever holds it; None for one of the run's own."""


class Narrator(Protocol):
    """Tells a person what goes on."""

    def note(self, text: str) -> None:
        """Say a line."""

    def action(self, name: str, state: str, seconds: float) -> None:
        """Say that an action is "running", "done" or "failed", and how long it has taken."""


def own_cluster(wishes: Wishes, progress: Narrator, versions: bool = False) -> Cluster:
    """Return a box: one of this process, with `--keep-cluster` one that a daemon holds, with `--box` that.

    `versions`: a box of the suite's making has the other versions of the images too (version_recipes.py).
    To be called from the main thread. Raises BadInput where this machine cannot have one, the subnet is not
    to be had or the box that is named is not up, SetUpFailed where something fails.
    """
    likeness = likeness_named(wishes.like)
    if wishes.box:
        return refuse_unlike(named_box(wishes.box), likeness)
    refuse_unfit(wishes.subnet)
    made = (make_versions if versions else make)(cache_dir(), progress.note)
    if not wishes.keep_cluster:
        one_run = box_like(likeness, name_of_this_box(), wishes.subnet, wishes.nodes)
        return boot(one_run, made.programs, made.images, progress.action)
    return kept_box(box_like(likeness, DEFAULT_NAME, wishes.subnet, wishes.nodes), made, progress)


def left_of_interrupted_boot() -> list[str]:
    """Return in words what is left of this run's own box: nothing, unless its removal was interrupted too."""
    name = name_of_this_box()
    return [f"kubebox {name}: its removal was interrupted"] if folder_of(name).path.exists() else []


def name_of_this_box() -> str:
    """Return the name of the box that this run boots for itself."""
    return f"run-{os.getpid()}"


def kept_box(options: BoxOptions, made: Made, progress: Narrator) -> KeptBox:
    """Return the box of that name that is up and made from the same, else boot one that a daemon holds."""
    if kept := find_kept(options, options.made_from(made.fingerprint), progress.note):
        progress.note(f"The box {kept.name!r} is up already.")
        return kept
    return boot_in_daemon(options, made.programs, made.images, progress.action)


def named_box(name: str) -> KeptBox:
    """Return the box of that name, held by a daemon or another run; raises BadInput where it is not up."""
    refuse_unless_root(os.geteuid(), platform.system())
    folder, state = held_box(name)
    if state.ready_after_s is None:
        raise BadInput(f"the box {name!r} is still booting", "wait until its node is Ready")
    return KeptBox(folder, state)


def refuse_unlike(box: KeptBox, likeness: Likeness | None) -> KeptBox:
    """Return the box, or raise BadInput where it is not like that, or like something when nothing is asked.

    What a run waits for follows from it, so that it must be known before anything is looked at.
    """
    wanted = likeness.name if likeness else ""
    if box.state.like == wanted:
        return box
    if wanted:
        remedy = f"`./toxw -e cluster -- up --name OTHER --like {wanted}` makes one that is"
        raise BadInput(f"the box {box.name!r} is not like {wanted}", remedy)
    raise BadInput(f"the box {box.name!r} is like {box.state.like}", f"say so: --like {box.state.like}")


def refuse_unfit(subnet: str | None) -> None:
    """Raise BadInput, before minutes are spent on a build, where this machine cannot have such a box."""
    refuse_unless_root(os.geteuid(), platform.system())
    free_of_dead_boxes()
    if subnet:
        asked_for(subnet, used_networks())
