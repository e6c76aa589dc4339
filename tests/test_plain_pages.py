"""The pages beside report.html are whole, complete in themselves, and lead nowhere but to the run's files."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest

from conformance.compare import Side, compare
from conformance.compare.page import render_comparison
from conformance.options import SUITE_FOLDER
from conformance.promises import read_promises
from conformance.report import write_reports
from conformance.report.index import render_index
from conformance.trace.matrix import matrix_of
from conformance.trace.page import render_trace
from conformance.trace.requirements import read_requirements
from conformance.verdict import Verdict
from tests.report_records import kept, run

OLD = kept("pods_1", "reach_3", run_id="20261120-000000-aaaaaa")
NEW = run(
    ("pods_1", Verdict.BROKEN),
    ("reach_3", Verdict.KEPT),
    run_id="20261121-000000-bbbbbb",
    digest="sha256:" + "cd" * 32,
    left_behind=["namespace kc-1"],
)
VOID = {"meta", "link", "br"}


@dataclass
class Page(HTMLParser):
    """Which elements were opened, with which addresses, and whether each closed as it opened."""

    opened: list[str] = field(default_factory=list)
    crossed: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    addresses: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag not in VOID:
            self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.opened.pop() != tag:
            self.crossed.append(tag)


@pytest.fixture(params=["comparison", "index", "trace"])
def page(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Each of the pages, of a green run and a red one."""
    for record in (OLD, NEW):
        write_reports(record, tmp_path / record.run_id)
    matrix = matrix_of(read_requirements(), read_promises(SUITE_FOLDER / "features"), NEW)
    pages = {
        "comparison": lambda: render_comparison(compare(Side((OLD,)), Side((NEW,)))),
        "index": lambda: render_index(tmp_path),
        "trace": lambda: render_trace(matrix, NEW, "../there"),
    }
    return pages[request.param]()


def test_every_element_closes_as_it_opened(page: str) -> None:
    parsed = Page()
    parsed.feed(page)
    assert (parsed.opened, parsed.crossed) == ([], [])
    assert {"h1", "main", "table", "section"} <= parsed.seen


def test_nothing_is_fetched_and_nothing_runs(page: str) -> None:
    parsed = Page()
    parsed.feed(page)
    assert parsed.seen & {"script", "iframe", "object", "embed", "form", "img"} == set()
    assert [each for each in parsed.addresses if not each.startswith(("./", "data:,"))] == []
    assert "url(" not in page
    assert "@import" not in page


def test_every_tone_has_a_colour_in_light_and_dark(page: str) -> None:
    assert "prefers-color-scheme: dark" in page
    tones = set(re.findall(r'class="(?:[^"]* )?tone-([\w-]+)"', page))
    assert tones
    assert [tone for tone in tones if f".tone-{tone}" not in page] == []
