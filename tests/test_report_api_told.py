from __future__ import annotations

from pathlib import Path

import pytest

from conformance.api_use import ApiUse, ApiUseRecord
from conformance.report import ReportPaths, summary_lines
from conformance.report.api_told import api_in_words
from tests.report_records import kept


@pytest.mark.parametrize(
    ("used", "said"),
    [
        (ApiUseRecord(), ""),
        (ApiUseRecord(credentials_renewed=1), "credentials renewed 1 time"),
        (
            ApiUseRecord(5, 12, 14.0),
            "credentials renewed 5 times; 12 requests throttled (429), 14.0 s of waiting",
        ),
    ],
)
def test_what_the_api_server_wanted_is_said_in_the_summary_and_nothing_where_it_wanted_nothing(
    used: ApiUseRecord, said: str
) -> None:
    run = kept("a_1")
    run.api_use = used
    assert api_in_words(run) == said
    counts = summary_lines(run, ReportPaths(Path("reports/x")), None)[1]
    assert ("; credentials" in counts) == bool(said)
    assert said in counts


def test_each_demand_is_counted_with_its_seconds() -> None:
    use = ApiUse()
    use.throttled(1.0)
    use.throttled(2.5)
    use.renewed()
    assert use.record == ApiUseRecord(credentials_renewed=1, throttled=2, throttled_s=3.5)
