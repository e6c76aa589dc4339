"""A run that judges made-up scenarios for ever, for a test to kill: `python -m tests.killed_run FOLDER`."""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from conformance.pods_that_ran import PodsThatRan
from conformance.record import ProfileRecord, RunRecord
from conformance.report.standing import StandingReport
from tests.recorded import recorded
from tests.report_records import COMMAND, STARTED, scenario

RUN_ID = "20261123-041011-3fa9c1"
LAST = "heal_999999"


def main(reports: Path) -> None:
    """Begin a report in `reports`, and keep a scenario after the other; a line is printed for each."""
    record = RunRecord(RUN_ID, list(COMMAND), STARTED, profiles=[ProfileRecord("core", (LAST,))])
    record.required_not_run = [LAST]
    ran = PodsThatRan()
    ran.look(recorded("healthy"))
    report = StandingReport(record, reports / RUN_ID)
    report.begin()
    for number in count(1):
        record.scenarios.append(scenario(f"heal_{number}", number=number))
        report.ran(ran)
        report.keep()
        print(number, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
