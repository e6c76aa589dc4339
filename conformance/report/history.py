"""Earlier runs in the reports' folder: which one a new run is held against, and which attempt it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from conformance.clusters.providers import OF_ONE_RUN
from conformance.errors import BadInput
from conformance.evidence import sha256_of
from conformance.exit_codes import ExitCode
from conformance.provenance import Chain, ClusterFacts, Earlier
from conformance.record import RunRecord
from conformance.report.run_file import RUN_FILE, read_run
from conformance.report.tally import tally_of

THROWN_AWAY = frozenset({"kubebox"})
"""Kinds of cluster that are made anew for a run: their names tell nothing about the environment."""


def environment_of(run: RunRecord) -> tuple[str, str, str]:
    """Return the set of manifests, the kind of a run's cluster and, where it outlives a run, its name."""
    return run.manifest_set, run.cluster.kind, lasting_name(run.cluster)


def lasting_name(cluster: ClusterFacts) -> str:
    """Return what a cluster is called that outlives a run; empty for one that is made for a run."""
    made_anew = cluster.kind in THROWN_AWAY or OF_ONE_RUN.fullmatch(cluster.name)
    return "" if made_anew else cluster.name


def find_previous(reports: Path, run: RunRecord) -> RunRecord | None:
    """Return the last green run before `run` in the same environment, else the last one that judged anything.

    `reports` is the folder of the runs' folders. What cannot be read there is passed over, and so is a run
    that never ended: what it lacks is no change.
    """
    latest: RunRecord | None = None
    for earlier in runs_like(reports, run):
        if earlier.finished is None or not tally_of(earlier).judged:
            continue
        if earlier.exit_code is ExitCode.KEPT:
            return earlier
        latest = latest or earlier
    return latest


def runs_timed_like(reports: Path, run: RunRecord) -> Iterator[RunRecord]:
    """Yield those of `runs_like` that judged as many promises at once: so long does each take."""
    return (earlier for earlier in runs_like(reports, run) if earlier.workers == run.workers)


def runs_like(reports: Path, run: RunRecord) -> Iterator[RunRecord]:
    """Yield the runs in `reports` before `run` in the same environment, newest first, killed ones too.

    What cannot be read is passed over.
    """
    return (
        earlier
        for _, earlier in _newest_first(reports, run)
        if environment_of(earlier) == environment_of(run)
    )


def chain_of(reports: Path, run: RunRecord, *, overlapping: bool = False) -> Chain:
    """Return which attempt `run` is, and the one before it: a run that was killed is an attempt too.

    One that began before `run` and ended after it is none before it, but where `overlapping` ones count.
    While it goes on it looks as if it had been killed: what its report says then is told with it.

    Two runs are attempts at the same thing where they ran one image at least in common, and where no
    container ran another image in one of them than in the other. Other manifests or features are no way
    out: a manifest that was touched between a red run and a green one would leave the red one unsaid.
    """
    before = [
        (file, one)
        for file, one in _newest_first(reports, run)
        if _same_digests(one, run) and (overlapping or not ended_after(one, run))
    ]
    if not before:
        return Chain()
    # Whatever has been deleted of the folder, an attempt's number never becomes smaller.
    number = max(len(before), *(earlier.chain.ordinal for _, earlier in before))
    named = tuple(_told(before))
    return Chain(number + 1, named[0], named[1:])


def _told(before: Sequence[tuple[Path, RunRecord]]) -> Iterator[Earlier]:
    """Yield of some attempts, newest first, those that had not ended and the first that had."""
    for file, earlier in before:
        unended = None if earlier.finished else earlier.result
        yield Earlier(earlier.run_id, sha256_of(file), unended)
        if earlier.finished:
            return


def ended_after(earlier: RunRecord, run: RunRecord) -> bool:
    """Return whether a run that began before `run` went on when that ended, as both reports say."""
    return bool(earlier.finished and run.finished and earlier.finished > run.finished)


def _same_digests(earlier: RunRecord, run: RunRecord) -> bool:
    then, now = _digests(earlier), _digests(run)
    common = then.keys() & now.keys()
    return bool(common) and all(then[container] == now[container] for container in common)


def _digests(run: RunRecord) -> dict[str, set[str]]:
    seen: defaultdict[str, set[str]] = defaultdict(set)
    for image in run.images:
        seen[image.container].add(image.digest)
    return seen


def _newest_first(reports: Path, run: RunRecord) -> Iterator[tuple[Path, RunRecord]]:
    names = sorted((file.parent.name for file in reports.glob(f"*/{RUN_FILE}")), reverse=True)
    for name in names:
        if name >= run.run_id or (reports / name).is_symlink():
            continue
        file = reports / name / RUN_FILE
        try:
            yield file, read_run(file)
        except BadInput:
            continue
