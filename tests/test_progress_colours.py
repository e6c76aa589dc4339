"""Colours, and where there are none: NO_COLOR, FORCE_COLOR, files."""

from __future__ import annotations

import io

from rich.console import Console

from conformance.progress import Progress
from conformance.verdict import Verdict
from tests.report_records import scenario
from tests.test_progress import Clock, Terminal


def styled(environment: dict[str, str], file: io.StringIO) -> str:
    console = Console(file=file, _environ={"TERM": "xterm", **environment})
    Progress(console, Clock(), {"CI": "true"}).scenario_finished(scenario("pods_1", Verdict.BROKEN))
    return file.getvalue()


COLOUR = "\x1b[1;31m"
"""Bold red."""


def test_no_color_takes_the_colours_and_an_empty_one_does_not() -> None:
    """As no-color.org has it: present and not an empty string, whatever its value."""
    assert COLOUR in styled({}, Terminal())
    assert COLOUR in styled({"NO_COLOR": ""}, Terminal())
    assert "31" not in styled({"NO_COLOR": "0"}, Terminal())


def test_a_file_has_no_colours_unless_they_are_forced() -> None:
    assert "\x1b" not in styled({}, io.StringIO())
    assert COLOUR in styled({"FORCE_COLOR": "1"}, io.StringIO())
    assert "31" not in styled({"FORCE_COLOR": "1", "NO_COLOR": "1"}, io.StringIO())
