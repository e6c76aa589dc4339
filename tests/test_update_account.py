from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.compare import Side
from conformance.exit_codes import ExitCode
from conformance.image_difference.account import UpdateAccount, account_lines
from conformance.image_difference.found import NotTold, Part
from conformance.image_difference.page import render_update
from conformance.image_difference.upgrade_check import Checked
from conformance.record import RunRecord
from conformance.verdict import Verdict
from tests.image_differences import image_difference
from tests.report_records import run
from tests.update_accounts import BY_ITSELF, CHANGE, NEW, OLD, account, by_itself, change

AGAINST = image_difference(Checked("roles", "failure", "mutable"))
DOUBTFUL = replace(
    image_difference(), settings=None, not_told={Part.SETTINGS: NotTold("broke off", lacking=False)}
)


def refused() -> UpdateAccount:
    return replace(account(change(Verdict.BROKEN)), by_itself=None)


def partial() -> RunRecord:
    return run(("a_1", Verdict.KEPT), not_run=("a_2",), run_id=CHANGE)


def unended() -> RunRecord:
    return replace(change(), exit_code=None)


@pytest.mark.parametrize(
    ("told", "code", "headline"),
    [
        (account(), ExitCode.KEPT, "NO WORSE: 1 difference, 1 promise compared"),
        (account(newer=by_itself(Verdict.BROKEN)), ExitCode.BROKEN, "WORSE: 1 newly broken (a_1)"),
        (refused(), ExitCode.BROKEN, "REFUSED: update_1 Promise update_1 holds: pod keystone-9tq7w never"),
        (account(found=AGAINST), ExitCode.BROKEN, "REFUSED: upgrade check: failure: roles (mutable)"),
        (account(found=DOUBTFUL), ExitCode.UNKNOWN, "CANNOT TELL: settings: broke off"),
        (account(newer=by_itself(Verdict.UNKNOWN)), ExitCode.UNKNOWN, "CANNOT TELL: 1 unknown (a_1)"),
        (
            account(change(Verdict.UNKNOWN)),
            ExitCode.UNKNOWN,
            "CANNOT TELL: update_1 Promise update_1 holds: ",
        ),
        (
            account(change(Verdict.SKIPPED)),
            ExitCode.PARTIAL,
            "CANNOT TELL: no promise of the change was judged",
        ),
        (replace(account(), found=None), ExitCode.UNKNOWN, "CANNOT TELL: nobody looked at what is inside"),
        (replace(account(), by_itself=None), ExitCode.UNKNOWN, "CANNOT TELL: the newer image was not judged"),
        (
            replace(account(partial()), by_itself=None, only_inside=True),
            ExitCode.PARTIAL,
            "PARTIAL: only what is inside was looked at",
        ),
        (
            replace(account(partial(), found=DOUBTFUL), by_itself=None, only_inside=True),
            ExitCode.UNKNOWN,
            "CANNOT TELL: settings: broke off",
        ),
        (account(unended()), ExitCode.INTERRUPTED, "CANNOT TELL: the change did not come to its end"),
    ],
)
def test_the_gravest_counts(told: UpdateAccount, code: ExitCode, headline: str) -> None:
    assert told.exit_code is code
    assert told.headline.startswith(headline)
    assert list(account_lines(told))[-1] == told.headline


def test_a_candidate_that_is_not_refused_is_no_fault_of_the_newer_image() -> None:
    record = change(Verdict.BROKEN)
    candidate = record.scenarios[1]
    candidate.steps[1].text = "its update to a candidate that forgets tokens is tried"
    kept = change().scenarios[1]
    kept.availability.clear()
    record.scenarios.append(kept)
    told = account(record)
    assert (told.headline[:9], told.exit_code) == ("NO WORSE:", ExitCode.BROKEN)
    lines = list(account_lines(told))
    assert lines[2].startswith("broken: update_1 Promise update_1 holds: pod keystone-9tq7w never")
    assert not [line for line in lines if "connections" in line], "its figures stand in the report of the run"


def test_only_what_both_images_were_judged_on_is_compared() -> None:
    comparison = account().comparison
    assert comparison is not None
    assert [str(one) for one in comparison.differences] == [f"image digest keystone: {OLD} → {NEW}"]
    assert comparison.doubts == (), "that nobody judges update_1 again is no doubt"


def test_another_baseline_stands_in_the_place_of_the_older_image() -> None:
    last_week = run(("a_1", Verdict.BROKEN), run_id="20261119-000000-cccccc", digest=OLD)
    told = replace(account(), baseline=Side((last_week,)))
    assert told.headline.startswith("NO WORSE: 1 newly kept, ")


def test_the_terminal_is_told_what_happened_and_the_verdict_last() -> None:
    lines = list(account_lines(account()))
    assert lines[:4] == [
        "update of keystone: bodepd/keystone:29 → bodepd/keystone:30",
        f"the change: 1 promise: 1 kept (run {CHANGE})",
        "update to bodepd/keystone:30, one by one, new connections: 10 of 100 requests failed, 90.00 % "
        "available, longest outage 1.00 s",
        "update to bodepd/keystone:30, one by one, kept-alive connections: 0 of 100 requests failed, 100 % "
        "available, longest outage none",
    ]
    assert f"bodepd/keystone:30 by itself: 1 promise: 1 kept (run {BY_ITSELF})" in lines
    assert any(line.startswith("inside: settings: ") for line in lines)


def test_where_only_what_is_inside_was_asked_for_nothing_else_is_told() -> None:
    told = replace(account(partial()), by_itself=None, only_inside=True)
    first, *inside, last = account_lines(told)
    assert (first, last) == ("update of keystone: bodepd/keystone:29 → bodepd/keystone:30", told.headline)
    assert {line.partition(":")[0] for line in inside} == {"inside"}


def test_the_page_shows_the_change_and_what_is_inside() -> None:
    page = render_update(account())
    assert "NO WORSE" in page
    assert "update to bodepd/keystone:30, one by one" in page
    assert page.count('class="failed"') == 2
    assert "pip scrypt: 0.8 → not there" in page
    assert f"../{BY_ITSELF}/comparison.html" in page
    assert "Newer against older" in page


def test_what_a_cluster_or_an_image_says_is_no_markup() -> None:
    page = render_update(account())
    assert "<b>over" not in page
    assert "&lt;b&gt;over" in page
    assert "<regions>" not in page


def test_the_page_of_a_refused_update_links_to_nothing_that_is_not_there() -> None:
    page = render_update(refused())
    assert "comparison.html" not in page
    assert "REFUSED" in page
