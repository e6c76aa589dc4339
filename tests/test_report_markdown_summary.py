"""summary.md: what stands first, what it leaves out, and GitHub's bound."""

from __future__ import annotations

import re
from dataclasses import replace

from conformance.report.markdown_summary import LARGEST, LONGEST_DETAIL, NAMED, markdown_summary
from conformance.report.outcome import result_of
from conformance.verdict import Verdict
from tests.report_records import kept, run

K, B, U, S = Verdict.KEPT, Verdict.BROKEN, Verdict.UNKNOWN, Verdict.SKIPPED
GITHUB = 1_024_000
"""Bytes: the smaller reading of the 1,024 kB that a step's summary may have."""


def test_verdict_and_counts_stand_first() -> None:
    lines = markdown_summary(run(("a_1", K), ("a_2", B), ("a_3", U), ("a_4", S), not_run=["a_5"])).decode()
    first, _, heads, _, counts = lines.splitlines()[:5]
    assert first == "# NOT KEPT: 1 of 4 broken, 1 unknown, 1 skipped, 1 not run"
    assert heads == "| promises | kept | broken | unknown | skipped | not run |"
    assert counts == "| 4 | 1 | 1 | 1 | 1 | 1 |"


def test_what_is_not_kept_says_where_and_why_the_worst_first() -> None:
    text = markdown_summary(run(("a_1", U), ("a_2", B))).decode()
    assert text.index("| broken | a\\_2 |") < text.index("| unknown | a\\_1 |")
    assert "### broken: a\\_2 Promise a\\_2 holds\n\nAt “Then three pods are ready”" in text
    assert "manifest unknown\nawaited three pods\nlast seen 2 of 3 ready\n```" in text


def test_a_skipped_promise_names_what_is_missing() -> None:
    text = markdown_summary(run(("a_1", S))).decode()
    assert "| a\\_1 | Promise a\\_1 holds | load\\_balancer: this cluster gives services no address |" in text


def test_a_green_run_is_short_and_names_images_and_scope() -> None:
    text = markdown_summary(kept("a_1", "a_2")).decode()
    assert "What is not kept" not in text
    assert "In full" not in text
    assert "- keystone: bodepd/keystone:latest abababababab" in text
    assert "- TLS: " in text


def test_it_says_what_changed() -> None:
    before = kept("a_1", run_id="20261120-000000-aaaaaa")
    text = markdown_summary(run(("a_1", B), left_behind=["a mount"]), before).decode()
    assert "## Since the last green run 20261120-000000-aaaaaa\n\n- newly broken: a\\_1" in text
    assert "## Left behind\n\n- a mount" in text


def test_the_page_says_that_a_run_never_finished() -> None:
    record = kept("a_1")
    record.finished = None
    record.exit_code = None
    record.result = result_of(record)
    assert ", never finished; result partial." in markdown_summary(record).decode()


def test_four_hundred_broken_promises_stay_below_githubs_bound_and_what_is_left_out_is_said() -> None:
    record = run(*((f"a_{number}", B) for number in range(1, 401)))
    for scenario in record.scenarios:
        scenario.title = scenario.reason = "€" * 2_000
        scenario.detail = "€" * 20_000
    content = markdown_summary(record)
    assert LARGEST * 0.9 < len(content) <= LARGEST < GITHUB
    text = content.decode()
    in_full = text.count("\n### broken: ")
    (left_out,) = re.findall(r"(\d+) more promises are not told in full here, for GitHub", text)
    assert in_full + int(left_out) == 400
    rows = text.count("\n| broken | ")
    (more,) = re.findall(r"(\d+) more rows left out here", text)
    assert rows + int(more) == 400
    assert text.count("more characters in report.html") == in_full


def test_a_reason_is_cut_where_it_says_so() -> None:
    record = run(("a_1", B))
    record.scenarios[0].reason, record.scenarios[0].detail = "r", "x" * LONGEST_DETAIL
    assert "\n2 more characters in report.html.\n" in markdown_summary(record).decode()


def test_long_lists_are_counted() -> None:
    record = run(("a_1", B), left_behind=[f"thing {number}" for number in range(NAMED + 3)])
    text = markdown_summary(record).decode()
    assert f"- thing {NAMED - 1}\n- and 3 more; report.html has all of them" in text


def test_no_text_of_any_length_breaks_the_bound() -> None:
    record = run(*((f"a_{number}", verdict) for number in range(400) for verdict in (B, S)))
    long = "*€" * 2_000
    record.faults = record.left_behind = record.deviations = record.required_not_run = [long] * 400
    record.images = [replace(record.images[0], image=long)] * 400
    record.run_id = record.cluster.name = record.cluster.server_version = long
    for number, scenario in enumerate(record.scenarios):
        scenario.identifier = scenario.title = scenario.reason = scenario.detail = long
        scenario.feature = f"{number} {long}"
    assert len(markdown_summary(record)) <= LARGEST
