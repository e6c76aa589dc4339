"""A run in which every text that a cluster or a file may have is hostile to some form of report."""

from __future__ import annotations

from dataclasses import replace

from conformance.alarm_record import AlarmRecord
from conformance.record import RunRecord
from conformance.skew_record import SkewRecord
from conformance.verdict import Verdict
from tests.report_records import run

HOSTILE = {
    "controls": "log \x00\x1b[31m\x9b2J\x85 \u202egnp.exe end",
    "cdata": "]]> <![CDATA[ ]]]]><x/> &#0; <?xml?>",
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)> &lt;b&gt; </details>",
    "pipes": "a | b || c \\| d \\\\| e |",
    "backticks": "`x` ``` ```` ~~~ `````\n```\nout of the fence\n````",
    "markdown": "# head\n- [x](https://evil.invalid) ![y](z) **b** _u_ ~s~ @x #12 $x$ www.x.y\n---\n1. z",
    "numbered": "1. one) 2. two",
    "dashed": "- dash",
    "ruled": "---",
    "underlined": "===",
    "gherkin": 'Feature: x\n@tag\n"""\n| a |\nRule: y\n# language: no\n  Scenario: z\nGiven ',
    "exposition": 'x"} 1\nkeystone_conformance_promises{verdict="kept"} 99\n# TYPE y counter\\',
    "json": '"}]}\n{"testRunFinished": {"success": true}}\n\\u0000 \\',
    "separators": "a\u2028b\u2029c\x0bd\x0ce\rf\r\ng",
    "surrogates": "half \ud800 of a pair \udcff \uffff",
    "one long line": "x" * 20_000,
    "many lines": "line\n" * 4_000,
    "blank": " ",
}


def hostile_run(text: str) -> RunRecord:
    """Return a run with one promise of each verdict and `text` wherever it fits."""
    verdicts = (Verdict.BROKEN, Verdict.UNKNOWN, Verdict.SKIPPED, Verdict.KEPT)
    record = run(*((f"a_{number}", verdict) for number, verdict in enumerate(verdicts, 1)), faults=[text])
    record.left_behind = record.deviations = [text]
    record.cluster.name = record.cluster.server_version = record.suite_version = text
    record.skew = [SkewRecord(text, 600.0, 0.5)]
    record.alarm = [AlarmRecord(text, text, text, False, text, text, 1.0, "alarm/m", (text,))]
    for scenario in record.scenarios:
        scenario.title = scenario.feature = scenario.rule = text
        if scenario.verdict is not Verdict.KEPT:
            scenario.reason, scenario.detail = text, text
        for step in scenario.steps:
            step.text = text
            step.waits = [replace(w, awaited=text, patience=text, last_seen=text) for w in step.waits]
    return record
