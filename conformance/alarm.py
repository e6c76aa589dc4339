"""The test of the alarm: faults put into stacks of their own on the judged cluster; each must be found.

What the faults are is not known here; who calls the run hands over how they are tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from conformance.alarm_record import AlarmRecord
from conformance.clusters.cluster import Cluster
from conformance.deadline import REPORTS_S
from conformance.options import Options
from conformance.run import Run
from conformance.verdict import Verdict

FOLDER = "alarm"
"""Below the run's own: the reports of the runs that judge the faults."""
OF_THIS_RUN = frozenset(
    (
        *("--only", "--profile", "--reports", "--set", "--manifests", "--baseline", "--deadline"),
        *("--provider", "--subnet", "--nodes", "--box", "-n"),
    )
)
"""Options with a value that another run on the same cluster must not be given."""
OF_THIS_RUN_ALONE = frozenset(("--keep", "--keep-cluster", "--plan", "--prove", "--quiet", "--yes"))
"""Options without a value, likewise."""


@dataclass(frozen=True)
class Target:
    """The cluster, the images and the manifests that the alarm is tested on, and what is known of them."""

    words: tuple[str, ...]
    """Those after `./toxw -e conformance --` that lead to the same cluster and images."""
    manifests: Path
    manifest_set: str
    folder: Path
    """Where the reports go."""
    capabilities: Mapping[str, str]
    """By name why it is missing; empty where it is there."""
    verdicts: Mapping[str, Verdict]
    """What the run itself came to, by promise."""
    note: Callable[[str], None]
    """Tells a person what goes on."""
    seconds_left: Callable[[], float] | None = None
    """How long the run of a fault may take, with its end; None where there is no deadline."""


Prove = Callable[[Target], Iterator[AlarmRecord]]
"""Tries one fault after the other; a KeyboardInterrupt comes after what is known of the fault it hit."""


def prove_alarm(run: Run, cluster: Cluster, arguments: Sequence[str], prove: Prove) -> None:
    """Have the faults tried, and write down what came of each; one that is not found is a fault of the run.

    The stacks of the run itself are gone, or are asked to go, before. `arguments` are those of the run.
    """
    options, record, deadline = run.options, run.record, run.stacks.maker.inputs.deadline
    target = Target(
        words=words_for(arguments, options, cluster, run.folder),
        manifests=options.manifests,
        manifest_set=options.manifest_set,
        folder=run.folder / FOLDER,
        capabilities=run.capabilities,
        verdicts={scenario.identifier: scenario.verdict for scenario in record.scenarios},
        note=run.progress.note,
        seconds_left=(lambda: deadline.left() - REPORTS_S) if deadline else None,
    )
    for tried in prove(target):
        record.alarm.append(tried)
        if options.existing_cluster or options.cluster_stays:
            record.left_behind += tried.left_behind
        if not tried.found:
            record.faults.append(deaf(tried))
        run.report.keep()


def deaf(tried: AlarmRecord) -> str:
    """Return the line of a fault that was not found; pure."""
    if tried.verdict in (Verdict.KEPT, Verdict.BROKEN):
        return f"the alarm is deaf: {tried.mutant} is not found by {tried.promise}: {tried.said or 'kept'}"
    return f"the alarm is not tested: {tried.mutant}: {tried.said}"


def words_for(arguments: Sequence[str], options: Options, cluster: Cluster, folder: Path) -> tuple[str, ...]:
    """Return the words of a run on `cluster` with the images and surroundings of that in `folder`; pure."""
    words = [*_without(arguments, OF_THIS_RUN, OF_THIS_RUN_ALONE)]
    if options.on_kubebox:
        words += ["--box", cluster.name]
    elif options.provider:
        # Its nodes are filled by hand or by the first pull: no registry is asked once more.
        words += ["--kubeconfig", str(cluster.kubeconfig), "--context", cluster.context, "--keep-tags"]
    if options.baseline and options.environment:
        # The environment's own is named as it is called in the folder of all runs.
        words += ["--baseline", str(folder)]
    return tuple(words)


def _without(words: Sequence[str], valued: frozenset[str], flags: frozenset[str]) -> Iterator[str]:
    is_value = False
    for word in words:
        if is_value:
            is_value = False
        elif word in valued:
            is_value = True
        elif word not in flags and word.partition("=")[0] not in valued:
            yield word
