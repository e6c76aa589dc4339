"""What a fault is: how it is brought about, what the suite must say of it, and how long that may take."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.exit_codes import ExitCode
from conformance.patience import Patience

if TYPE_CHECKING:
    import subprocess

    from sabotage.faults.scene import Scene

KUBEBOX = Patience.for_cluster(kubebox=True)
SLACK_S = 15.0
"""Seconds beyond a fault's own time in which it must be told, with its start and the stack's."""


class Kind(StrEnum):
    """Whose fault it is."""

    INPUT = "what was typed"
    ENVIRONMENT = "the environment"
    STACK = "the stack"


@dataclass(frozen=True)
class Nature:
    """How long a fault takes by itself before anybody can tell it from a delay."""

    seconds: float
    why: str


def at_once(why: str) -> Nature:
    """Return the nature of a fault that shows the moment it is met."""
    return Nature(0.0, why)


def patience(*events: str, why: str) -> Nature:
    """Return the nature of a fault that could pass: each of `events` is waited for."""
    names = " and ".join(f"`{event}`" for event in events)
    return Nature(sum(KUBEBOX[event] for event in events), f"{names}: {why}")


@dataclass(frozen=True)
class Staged:
    """A fault that is there, or will be: what to run, and what to do meanwhile."""

    words: tuple[str, ...]
    """Those after `./toxw -e conformance --`."""
    look: Callable[[subprocess.Popen[bytes]], bool] | None = None
    """Called again and again while the run goes on, until it has done the fault and returns True."""
    since: str = ""
    """Part of the line from which seconds are counted; without it from the start, or from what `look` did."""
    before: tuple[str, ...] = ()
    """Words that are put before the program."""


Stage = Callable[["Scene"], AbstractContextManager[Staged]]


@dataclass(frozen=True)
class Fault:
    """One fault, really brought about."""

    name: str
    what: str
    """One sentence."""
    kind: Kind
    exit_code: ExitCode
    says: str
    """Part of the first line in which the run complains: the cause, never only that time ran out."""
    nature: Nature
    stage: Stage = field(repr=False)
    needs_box: bool = True
    alone: bool = True
    """Whether it is felt by other runs on the same cluster."""


def environment_fault(
    name: str,
    what: str,
    says: str,
    stage: Stage,
    nature: Nature,
    exit_code: ExitCode = ExitCode.UNKNOWN,
    *,
    alone: bool = True,
) -> Fault:
    """Return a fault of the environment, brought about on a box."""
    return Fault(name, what, Kind.ENVIRONMENT, exit_code, says, nature, stage, alone=alone)


def typed(*words: str) -> Stage:
    """Return the stage of a fault that is in the words alone."""

    def stage(_: Scene) -> AbstractContextManager[Staged]:
        return nullcontext(Staged(words))

    return stage


def in_a_file(name: str, text: str, *words: str) -> Stage:
    """Return the stage of a fault that is in a file, whose path stands in `words` as `{file}`."""

    def stage(scene: Scene) -> AbstractContextManager[Staged]:
        file: Path = scene.folder / name
        file.write_text(text, encoding="utf-8")
        return nullcontext(Staged(tuple(word.format(file=file) for word in words)))

    return stage
