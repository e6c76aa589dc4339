"""One side of a comparison: a run, or several runs of the same thing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from conformance.errors import BadInput
from conformance.record import RunRecord
from conformance.report.changes import digests_of
from conformance.report.folder import ids_in
from conformance.report.phrases import count, one_line
from conformance.report.run_file import read_run


@dataclass(frozen=True)
class Side:
    """Runs of one thing, oldest first; there is at least one."""

    runs: tuple[RunRecord, ...]

    @property
    def name(self) -> str:
        """The run's identifier; of several their number, the first and the last."""
        first, last = self.runs[0].run_id, self.runs[-1].run_id
        return first if len(self.runs) == 1 else f"{count(len(self.runs), 'run')}, {first} to {last}"


def read_side(words: str, reports: Path) -> Side:
    """Return the runs that `words` name: folders or report.json files with commas between them.

    A folder that holds runs' folders stands for all of these; a bare name is one of a run in `reports`.
    Raises BadInput for what is no report, and for runs of several things: their figures do not add up.
    """
    files = named_by(words, reports)
    if not files:
        raise BadInput(f"{one_line(words)!r} names no run", "name a run's folder")
    runs = {run.run_id: run for run in map(read_run, files)}
    side = Side(tuple(runs[run_id] for run_id in sorted(runs)))
    _refuse_several_things(side.runs)
    return side


def named_by(words: str, reports: Path) -> list[Path]:
    """Return the folders or report.json files that `words` name, as `read_side` takes them; none is read."""
    return [file for word in words.split(",") if word for file in _runs_of(Path(word), reports)]


def _runs_of(named: Path, reports: Path) -> list[Path]:
    found = named if named.exists() or named.name != str(named) else reports / named
    return [found / run_id for run_id in ids_in(found)] or [found]


def _refuse_several_things(runs: Iterable[RunRecord]) -> None:
    first, *others = runs
    for other in others:
        for what, one, another in _parts(first, other):
            if one != another:
                raise BadInput(
                    f"{first.run_id} and {other.run_id} are not runs of one thing: {what} differ",
                    "put runs of one thing on each side",
                )


def _parts(first: RunRecord, other: RunRecord) -> Iterable[tuple[str, object, object]]:
    yield "the sets of manifests", first.manifest_set, other.manifest_set
    yield "the manifests", first.manifests, other.manifests
    yield "the features", first.features, other.features
    yield "the profiles", first.profile_names, other.profile_names
    one, another = digests_of(first), digests_of(other)
    # A run that ended early ran fewer of the images.
    for container in sorted(one.keys() & another.keys()):
        yield f"the digests of {one_line(container)}", one[container], another[container]
