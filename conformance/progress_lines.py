"""What stays on the terminal or in the log of what is over: a line each; pure."""

from __future__ import annotations

from rich.text import Text

from conformance.record import ScenarioRecord
from conformance.report.phrases import one_line, seconds
from conformance.verdict import Verdict

MARKS = {
    Verdict.KEPT: ("✓", "+", "green"),
    Verdict.BROKEN: ("✗", "x", "bold red"),
    Verdict.UNKNOWN: ("?", "?", "bold yellow"),
    Verdict.SKIPPED: ("–", "-", "dim"),  # noqa: RUF001  # an en dash is meant: it is as wide as its fellows
}
"""The mark of a verdict, the one for a stream that has only ASCII, and its style."""
IDENTIFIER_WIDTH = 10


def scenario_lines(record: ScenarioRecord, ascii_only: bool) -> tuple[Text, ...]:
    """Return one line, and one more with the reason where the promise was not kept."""
    mark, plain_mark, style = MARKS[record.verdict]
    line = Text.assemble(
        (plain_mark if ascii_only else mark, style),
        (f" {one_line(record.identifier):<{IDENTIFIER_WIDTH}} ", "dim"),
        one_line(record.title),
        (f"  {seconds(record.seconds)}", "dim"),
    )
    if record.verdict is Verdict.KEPT:
        return (line,)
    first = record.reason.partition("\n")[0]
    reason = Text.assemble((f"  {record.verdict}: ", style), one_line(first) or "no reason was written down")
    return line, reason


def action_line(name: str, failed: bool, took: float, ascii_only: bool) -> Text:
    """Return the line of an action that is over."""
    mark, plain_mark, style = MARKS[Verdict.UNKNOWN if failed else Verdict.KEPT]
    shown = plain_mark if ascii_only else mark
    words = f"{one_line(name)} failed" if failed else one_line(name)
    return Text.assemble((shown, style), f" {words}", (f"  {seconds(took)}", "dim"))


def running_line(name: str, took: float) -> Text:
    """Return the line that tells a log that a long action is still going on."""
    return Text(f"  {one_line(name)}: still running after {seconds(took)}")
