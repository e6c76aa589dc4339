"""The verdict of a whole run in words: what stands first on the page and first among the last five lines."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.exit_codes import ExitCode
from conformance.record import RunRecord
from conformance.report.alarm_told import alarm_failed, alarm_in_words
from conformance.report.phrases import count
from conformance.report.tally import Tally, tally_of


@dataclass(frozen=True)
class Headline:
    """A word, the sentence after it, and the tone (`kept`, `broken`, `unknown`, `partial`) it is shown in."""

    word: str
    sentence: str
    tone: str

    def __str__(self) -> str:
        """Return both in one line."""
        return f"{self.word}: {self.sentence}"


def headline_of(run: RunRecord) -> Headline:
    """Return the worst that holds of `run`, as its exit code has it; one without has not ended."""
    tally = tally_of(run)
    match run.exit_code:
        case None:
            return Headline("UNFINISHED", f"the run was killed, or goes on; {tally.words()}", _tone(tally))
        case ExitCode.INTERRUPTED:
            return Headline("INTERRUPTED", f"stopped before the end; {tally.words()}", _tone(tally))
        case ExitCode.INTERNAL_ERROR:
            sentence = f"the suite failed, do not rely on this run; {tally.words()}"
            return Headline("INTERNAL ERROR", sentence, "broken")
        case ExitCode.BAD_INPUT:
            return Headline("BAD INPUT", "something was typed wrongly; nothing was deployed", "broken")
        case ExitCode.BROKEN:
            return Headline("NOT KEPT", _broken(tally), "broken")
        case ExitCode.UNKNOWN:
            return Headline("UNKNOWN", _unknown(run, tally), "unknown")
        case ExitCode.LEFT_BEHIND:
            return _not_clean(tally, count(len(run.left_behind), "thing"))
        case ExitCode.PARTIAL if tally.judged:
            asked = tally.recorded + tally.not_run
            rest = f"{tally.skipped} skipped, {tally.not_run} not run"
            return Headline("PARTIAL", f"{tally.kept} of {asked} required promises kept, {rest}", "partial")
        case ExitCode.PARTIAL | ExitCode.NOTHING_RAN:
            return Headline("NOTHING JUDGED", _nothing(tally), "unknown")
        case ExitCode.KEPT:
            tested = f"; {alarm}" if (alarm := alarm_in_words(run)) else ""
            return Headline("KEPT", f"{_all_kept(tally)}{tested}", "kept")


def _tone(tally: Tally) -> str:
    return "broken" if tally.broken else "unknown"


def _broken(tally: Tally) -> str:
    rest = f"{tally.unknown} unknown, {tally.skipped} skipped{_left_out(tally)}"
    return f"{tally.broken} of {tally.recorded} broken, {rest}"


def _left_out(tally: Tally) -> str:
    return f", {tally.not_run} not run" if tally.not_run else ""


def _unknown(run: RunRecord, tally: Tally) -> str:
    if not tally.recorded:
        return "set-up failed, no promise was judged"
    if not tally.unknown and alarm_failed(run):
        return f"the suite may be deaf, {alarm_in_words(run)}; {tally.words()}"
    if not tally.unknown:
        return f"a part of the set-up failed; {tally.words()}"
    could_not = f"{tally.unknown} of {tally.recorded} could not be judged"
    return f"{could_not}, {tally.kept} kept, {tally.skipped} skipped{_left_out(tally)}"


def _not_clean(tally: Tally, remains: str) -> Headline:
    if tally.kept and not tally.skipped and not tally.not_run:
        return Headline("KEPT, BUT NOT CLEAN", f"{_all_kept(tally)}; {remains} left behind", "unknown")
    return Headline("NOT CLEAN", f"{remains} left behind; {tally.words()}", "unknown")


def _nothing(tally: Tally) -> str:
    if not tally.recorded:
        left_out = f"; {count(tally.not_run, 'required promise')} not run" if tally.not_run else ""
        return f"no promise was run{left_out}"
    return f"{tally.skipped} of {tally.recorded} skipped, {tally.not_run} not run"


def _all_kept(tally: Tally) -> str:
    skipped = f", {tally.skipped} skipped as accepted" if tally.skipped else ""
    kept = "the one promise kept" if tally.kept == 1 else f"all {tally.kept} promises kept"
    return f"{kept}{skipped}"
