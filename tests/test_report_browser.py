"""report.html in a real browser: what a person sees, prints, walks through by keyboard and hears."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.clock_record import ClockRecord
from conformance.probe import availability_of
from conformance.record import RunRecord
from conformance.report.page import render_page
from conformance.table_record import TableCell, TableRecord
from conformance.verdict import Verdict
from tests.headless_browser import Tab, browser, find_browser
from tests.probe_records import fails, probed
from tests.report_records import kept, run

K, B, U, S = Verdict.KEPT, Verdict.BROKEN, Verdict.UNKNOWN, Verdict.SKIPPED
SCREEN = (1280, 900)
PHONE = (390, 800)
ATTACK = "</style><script>window.ran = 1</script><img src=x onerror='window.ran = 2'>"
A4 = (595, 842)
"""Points, of 1/72 inch."""


def everything() -> RunRecord:
    """Return a run with every kind of picture, and a promise that is broken."""
    record = run(("pods_1", K), ("token_13", K), ("heal_12", B), left_behind=["namespace kc-1"])
    _, token, heal = record.scenarios
    pairs = [(row, column) for row in "abc" for column in "abc"]
    cells = tuple(TableCell(row, column, "200", True) for row, column in pairs)
    token.tables = [TableRecord("Each token at each replica", "issuer", "judge", cells)]
    token.clocks = [ClockRecord("a token", "a", 6.0, 3.0, 4.0, True)]
    heal.availability = [
        availability_of(probed(20, fails(11, 12), marks={"deleted": 10.0}), "one keystone pod deleted")
    ]
    return record


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    program = find_browser()
    if program is None:
        pytest.skip("no Chromium on this machine; on Debian, ./toxw without --fast installs it")
    with browser(program, tmp_path_factory.mktemp("profile")) as tab:
        yield tab


def written(record: RunRecord, folder: Path, previous: RunRecord | None = None) -> Path:
    page = folder / "report.html"
    page.write_text(render_page(record, previous), encoding="utf-8")
    return page


def test_it_opens_without_a_complaint_and_asks_the_network_for_nothing(tab: Tab, tmp_path: Path) -> None:
    page = written(everything(), tmp_path)
    tab.complaints.clear()
    tab.requests.clear()
    tab.open(page)
    assert tab.evaluate("document.querySelector('h1').innerText").startswith("NOT KEPT")
    assert tab.complaints == []
    assert set(tab.requests) == {page.as_uri()}


@pytest.mark.parametrize(("dark", "ground"), [(False, "rgb(247, 246, 243)"), (True, "rgb(18, 21, 27)")])
def test_it_is_light_or_dark_as_its_reader_likes(tab: Tab, tmp_path: Path, dark: bool, ground: str) -> None:
    tab.open(written(everything(), tmp_path), dark=dark)
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == ground


@pytest.mark.parametrize(
    "figure",
    [".shares", ".strip", ".strokes", ".track", ".clock", ".patience", "h1 .mark", ".ticks", ".flags"],
)
def test_every_kind_of_picture_is_drawn(tab: Tab, tmp_path: Path, figure: str) -> None:
    tab.open(written(everything(), tmp_path))
    tab.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    drawn = tab.evaluate(
        f"[...document.querySelectorAll('svg{figure}, {figure}')].map(svg => "
        "Math.min(svg.getBoundingClientRect().height, ...[...svg.querySelectorAll('text, rect, use')]"
        ".map(part => part.getBoundingClientRect().height)))"
    )
    assert drawn
    assert min(drawn) > 0


def test_the_first_screen_holds_what_a_signer_asks(tab: Tab, tmp_path: Path) -> None:
    tab.open(written(everything(), tmp_path, kept("pods_1", "token_13", "heal_12")), *SCREEN)
    ends = tab.evaluate(
        "Object.fromEntries([...document.querySelectorAll('h1, .overview h2, .card, .images, .scope')]"
        ".map(each => [each.id || each.className || each.tagName, each.getBoundingClientRect().bottom]))"
    )
    asked = {"H1", "changed-title", "left-title", "deviations-title", "ran-title", "scope", "images"}
    assert asked <= ends.keys()
    assert {name for name in asked if ends[name] > SCREEN[1]} == set()


def test_nothing_sticks_out_on_a_phone(tab: Tab, tmp_path: Path) -> None:
    tab.open(written(everything(), tmp_path), *PHONE)
    assert tab.evaluate("document.documentElement.scrollWidth") == PHONE[0]


def test_it_prints_on_a4_with_every_promise_laid_open(tab: Tab, tmp_path: Path) -> None:
    tab.open(written(everything(), tmp_path))
    printed = tab.printed()
    assert printed.startswith(b"%PDF-")
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert len(boxes) > 1
    assert {(round(float(width)), round(float(height))) for width, height in boxes} == {A4}
    tab.call("Emulation.setEmulatedMedia", media="print")
    heights = tab.evaluate(
        "[...document.querySelectorAll('.steps')].map(each => each.getBoundingClientRect().height)"
    )
    tab.call("Emulation.setEmulatedMedia", media="")
    assert len(heights) == 3
    assert min(heights) > 0


def test_the_first_key_skips_to_the_promises(tab: Tab, tmp_path: Path) -> None:
    tab.open(written(everything(), tmp_path))
    tab.press("Tab", 9)
    assert tab.evaluate("document.activeElement.className") == "skip"
    assert tab.evaluate("document.activeElement.getBoundingClientRect().height") > 20
    tab.press("Enter", 13)
    assert tab.evaluate("location.hash") == "#promises"
    tab.press("Tab", 9)
    assert tab.evaluate("document.activeElement.tagName") == "SUMMARY"
    tab.press("Enter", 13)
    assert tab.evaluate("document.activeElement.parentElement.open")


def test_a_link_to_a_closed_promise_opens_it(tab: Tab, tmp_path: Path) -> None:
    tab.open(written(everything(), tmp_path))
    closed = "document.getElementById('pods_1').closest('details').open"
    assert not tab.evaluate(closed)
    tab.evaluate("document.querySelector('.timeline a[href=\"#pods_1\"]').click()")
    tab.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert tab.evaluate(closed)


def test_a_screen_reader_meets_landmarks_names_and_headers(tab: Tab, tmp_path: Path) -> None:
    tab.open(written(everything(), tmp_path))
    tab.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    spoken = tab.spoken()
    roles = [role for role, _ in spoken]
    for role in ("banner", "navigation", "main", "contentinfo"):
        assert roles.count(role) == 1
    assert ("heading", "NOT KEPT : 1 of 3 broken, 0 unknown, 0 skipped") in spoken
    assert {"columnheader", "rowheader"} <= set(roles)
    nameless = [role for role, name in spoken if role in ("image", "table", "region", "link") and not name]
    assert nameless == []
    landmarks = [name for role, name in spoken if role == "region"]
    assert len(landmarks) == len(set(landmarks))


def test_hostile_words_run_nothing(tab: Tab, tmp_path: Path) -> None:
    record = everything()
    record.faults, record.left_behind, record.cluster.name = [ATTACK], [ATTACK], ATTACK
    for scenario in record.scenarios:
        scenario.title = scenario.reason = scenario.detail = scenario.rule = ATTACK
        scenario.observed = [{ATTACK: ATTACK}]
    tab.complaints.clear()
    tab.open(written(record, tmp_path))
    assert tab.evaluate("window.ran") is None
    assert tab.complaints == []
    assert ATTACK in tab.evaluate("document.querySelector('.reason').textContent")


def test_the_policy_stops_what_escaping_would_let_through(tab: Tab, tmp_path: Path) -> None:
    page = written(everything(), tmp_path)
    page.write_text(page.read_text().replace("<main>", f"<main>{ATTACK}<p style='color: red' id=styled>"))
    tab.complaints.clear()
    tab.open(page)
    assert tab.evaluate("window.ran") is None
    assert tab.evaluate("getComputedStyle(document.getElementById('styled')).color") != "rgb(255, 0, 0)"
    assert any("Content Security Policy" in complaint for complaint in tab.complaints)
