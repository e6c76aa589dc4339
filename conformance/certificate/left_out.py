"""Whether a run's chain leaves out an attempt that lies beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from conformance.certificate.finding import Finding, broken
from conformance.errors import BadInput
from conformance.evidence import sha256_of
from conformance.provenance import Chain, Earlier
from conformance.record import RunRecord
from conformance.report.history import chain_of, ended_after
from conformance.report.phrases import ordinal
from conformance.report.run_file import RUN_FILE, read_run


def left_out(reports: Path, run: RunRecord) -> Iterator[Finding]:
    """Yield how the chain of `run` differs from the reports that lie beside its own in `reports`."""
    said, here = run.chain, chain_of(reports, run)
    if changed := [why for named in said.named if (why := _changed(reports, named, run))]:
        yield broken(changed[0])
        return
    # Those that went on when the run ended are none before it any more; the chain tells what they were then.
    still = [named for named in said.named if is_here(reports, named)]
    known = {named.run_id for named in said.named}
    if forgotten := [each for each in _comparable(here, still) if each.run_id not in known]:
        newest = forgotten[0]
        no_end = " and has no end yet (wait, or judge again)" if newest.unended else ""
        yield broken(
            f"a run is left out: {newest.run_id} was on the same digests{no_end}, "
            f"and the report calls itself the {ordinal(said.ordinal)}"
        )
    elif not (_alike(still, _comparable(here, still)) and _counted(said, here, reports, run)):
        yield broken(
            f"a run is left out: the report calls itself the {ordinal(said.ordinal)} on these digests, "
            f"and is the {ordinal(here.ordinal)} of those that lie here"
        )


def _changed(reports: Path, named: Earlier, run: RunRecord) -> str:
    """Return why a run that the chain of `run` names is not there as it was, or may be; empty where it is."""
    if is_here(reports, named):
        return ""
    if not report_of(reports, named).exists():
        return f"the run before is left out: {named.run_id} is not beside this one; put its folder there"
    try:
        now = read_run(report_of(reports, named))
    except BadInput:
        now = None
    if now is not None and ended_after(now, run):
        # Older reports do not tell what such a run was then.
        went_on = f"the run before, {named.run_id}, went on when this one ended: judge again"
        return "" if named.unended else went_on
    if now is not None and now.finished is None and named.unended:
        went_on = f"the run before, {named.run_id}, went on when this one ended, and has no end yet"
        return f"{went_on}: wait for it; judge again where it was killed"
    return f"the report of the run before, {named.run_id}, is not the one it was"


def _comparable(here: Chain, still: Sequence[Earlier]) -> Sequence[Earlier]:
    """Return the attempts that lie here, as far as the chain has to name them."""
    # In an older report the first one was the last, whether it had ended or not: its own chain goes on.
    all_told = not still or still[-1].unended is not None
    return here.named if all_told else here.named[: len(still)]


def _alike(still: Sequence[Earlier], lying: Sequence[Earlier]) -> bool:
    return len(still) == len(lying) and all(
        (one.run_id, one.sha256) == (other.run_id, other.sha256) and one.unended in (None, other.unended)
        for one, other in zip(still, lying, strict=True)
    )


def _counted(said: Chain, here: Chain, reports: Path, run: RunRecord) -> bool:
    """Return whether the attempt's number is that of those before it, with those that went on or without."""
    if said.ordinal <= here.ordinal:
        return said.ordinal == here.ordinal
    # only then is every report read once more
    return said.ordinal <= chain_of(reports, run, overlapping=True).ordinal


def report_of(reports: Path, earlier: Earlier) -> Path:
    """Return where the report of an earlier run lies."""
    return reports / earlier.run_id / RUN_FILE


def is_here(reports: Path, earlier: Earlier) -> bool:
    """Return whether the report of an earlier run is there as it was."""
    try:
        return sha256_of(report_of(reports, earlier)) == earlier.sha256
    except OSError:
        return False
