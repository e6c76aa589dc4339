"""report.html: what it says, and that nothing a cluster says can do anything in it."""

from __future__ import annotations

import base64
import hashlib
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from conformance.clock_record import ClockRecord
from conformance.probe import availability_of
from conformance.provenance import Chain, Earlier, EvidenceFile, StoredDifference, StoredObject
from conformance.record import RunRecord
from conformance.report import internal_error
from conformance.report.page import render_page
from conformance.report.view import IN_FULL
from conformance.table_record import TableCell, TableRecord
from conformance.verdict import Verdict
from tests.probe_records import fails, probed
from tests.report_records import kept, run

K, B, U, S = Verdict.KEPT, Verdict.BROKEN, Verdict.UNKNOWN, Verdict.SKIPPED
VOID = {"meta", "link", "br", "path", "circle", "rect", "use"}
RED = run(("pods_1", K), ("pods_2", B), ("token_1", U), ("reach_1", S), left_behind=["namespace kc-1"])


@dataclass
class Page(HTMLParser):
    """A page taken apart: elements in order, words, and tags that do not close as they opened."""

    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    crossed: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self.opened.pop() != tag:
            self.crossed.append(tag)
        if tag in ("dt", "dd", "li", "th", "td"):
            self.words.append(" ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        if not self.opened or self.opened[-1] not in ("style", "symbol"):
            self.words.append(data)

    def text(self) -> str:
        return " ".join("".join(self.words).split())

    def all(self, name: str) -> list[str]:
        return [attributes[name] for _, attributes in self.elements if name in attributes]


def page_of(record: RunRecord, previous: RunRecord | None = None) -> Page:
    page = Page()
    page.feed(render_page(record, previous))
    page.close()
    assert not page.opened
    assert not page.crossed
    return page


def test_the_first_screen_tells_what_a_signer_asks() -> None:
    record = RED
    record.deviations = ["keystone-controller.yaml: four replicas"]
    before = kept("pods_1", "pods_2", run_id="20261122-000000-aaaaaa")
    first_screen = page_of(record, before).text().partition("Every promise")[0]
    for words in (
        "NOT KEPT: 1 of 4 broken, 1 unknown, 1 skipped",
        "2026-11-23 04:10:11 UTC to 2026-11-23 04:10:53 UTC",
        "broken: Promise pods_2 holds pod keystone-9tq7w never became ready: manifest unknown",
        "at “Then three pods are ready”, after 60.0 s of waiting; last seen: 2 of 3 ready",
        "Since the last green run 20261122-000000-aaaaaa newly broken: pods_2",
        "What was left behind namespace kc-1",
        "Deviations from the blog's manifests keystone-controller.yaml: four replicas",
        "./toxw -e conformance -- --only pods_2,token_1 --profile core,load_balancer",
        "Kubernetes v1.36.3, 1 node",
        "keystone bodepd/keystone:latest abababababab",
        "TLS every request is plain HTTP",
    ):
        assert words in first_screen


def test_the_first_screen_tells_what_was_not_judged_and_why() -> None:
    record = run(("reach_1", S), ("pods_1", K), not_run=["heal_1", "heal_2"])
    first_screen = page_of(record).text().partition("Every promise")[0]
    assert "Promise reach_1 holds: load_balancer: this cluster gives services no address" in first_screen
    assert "not run: heal_1, heal_2" in first_screen


def test_a_green_page_says_so_and_shows_no_trouble() -> None:
    told = page_of(kept("pods_1", "pods_2")).text()
    assert "KEPT: all 2 promises kept" in told
    assert "What is not kept" not in told
    assert "No earlier run of this environment to compare with." in told


def test_a_run_in_workers_says_how_many_promises_it_judged_at_once() -> None:
    record = kept("pods_1", "pods_2")
    assert "At once" not in page_of(record).text()
    record.workers = 4
    assert "At once up to 4 promises" in page_of(record).text()


def test_a_promise_opens_to_its_rule_sentences_waits_and_evidence() -> None:
    page = page_of(RED)
    told = page.text()
    for words in (
        "Rule The controller MUST keep three replicas",
        "Given the blog's stack passed 0.25 s",
        "Then three pods are ready failed 3.00 s",
        "And no pod is touched not run",
        "Waited in vain for three pods ready; last seen: 2 of 3 ready 60.0 s of 60.0 s pods_ready",
        "What was seen (2 observations)",
    ):
        assert words in told
    assert "./evidence/pods_2/pods.txt" in page.all("href")


@pytest.mark.parametrize(
    "record",
    [
        run(),
        run(faults=["no answer", internal_error("a hook failed")]),
        run(("a_1", K), not_run=["a_2"]),
        run(("a_1", K), interrupted=True),
        RED,
    ],
)
def test_every_page_is_whole_and_can_be_walked_through(record: RunRecord) -> None:
    page = page_of(record)
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    identifiers = Counter(page.all("id"))
    assert set(identifiers.values()) == {1}
    targets = [href[1:] for href in page.all("href") if href.startswith("#")] + page.all("aria-labelledby")
    assert set(targets) <= set(identifiers)
    tags = [tag for tag, _ in page.elements]
    assert {"header", "main", "footer"} <= set(tags)
    assert tags.count("caption") == tags.count("table")


def test_the_page_fetches_nothing_and_runs_nothing() -> None:
    page = page_of(RED)
    assert not {"script", "iframe", "img", "object", "form"} & {tag for tag, _ in page.elements}
    assert not page.all("src")
    assert all(href.startswith(("#", "./", "data:")) for href in page.all("href"))
    assert "url(" not in render_page(RED)
    assert "@import" not in render_page(RED)


def test_the_policy_allows_one_style_sheet_and_nothing_else() -> None:
    page = page_of(RED)
    (policy,) = [each for each in page.all("content") if "default-src" in each]
    (style,) = re.findall("<style>(.*?)</style>", render_page(RED), re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.split("; ") == [
        "default-src 'none'",
        f"style-src 'sha256-{digest}'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    assert not page.all("style")


def test_of_many_broken_promises_the_first_are_told_in_full_and_all_in_a_line() -> None:
    first_screen = page_of(run(*((f"a_{number}", B) for number in range(1, 9)))).text()
    first_screen = first_screen.partition("Every promise")[0]
    assert first_screen.count("at “Then three pods are ready”") == IN_FULL
    assert "And 5 promises more:" in first_screen
    assert "broken Promise a_8 holds: pod keystone-9tq7w never became ready" in first_screen


def test_pairs_stand_where_they_belong_whatever_their_order() -> None:
    told = [("a", "a", "200"), ("b", "b", "200"), ("b", "a", "404")]
    cells = tuple(TableCell(row, column, said, said == "200") for row, column, said in told)
    record = kept("token_13")
    record.scenarios[0].tables = [TableRecord("Tokens", "issuer", "judge", cells)]
    words = "a row for each issuer, a column for each judge a b a 200 not asked b 404, not as promised 200"
    assert words in page_of(record).text()


def test_hostile_words_stay_words() -> None:
    attack = "</style></title><script>alert(1)</script>\"'><img src=x onerror=alert(1)>\u202e{{ 7 * 7 }}"
    record = run(("a_1", B), left_behind=[attack], faults=[attack])
    record.deviations, record.cluster.name, record.command = [attack], attack, [attack]
    broken = record.scenarios[0]
    broken.title = broken.feature = broken.rule = broken.reason = broken.detail = attack
    broken.steps[1].text = broken.steps[1].keyword = attack
    broken.evidence = [EvidenceFile(f"javascript:{attack}", attack, 0)]
    broken.observed = [{attack: {attack: attack}}]
    broken.tables = [TableRecord(attack, attack, attack, (TableCell(attack, attack, attack, False, attack),))]
    broken.clocks = [ClockRecord(attack, attack, 1.0, None, None, False)]
    record.stored = [StoredObject(attack, attack, (StoredDifference(attack, attack, attack),), (attack,))]
    record.chain = Chain(2, Earlier(attack, attack))
    record.evidence = list(broken.evidence)
    page = page_of(record, record)
    assert not {"script", "img"} & {tag for tag, _ in page.elements}
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
    assert not [href for href in page.all("href") if "script:" in href and not href.startswith("./")]
    assert "{{ 7 * 7 }}" in page.text()
    assert "\u202e" not in page.text()


def test_a_run_that_never_finished_says_so() -> None:
    record = kept("a_1")
    record.finished = record.exit_code = None
    assert "This run never finished" in page_of(record).text()


def test_400_promises_take_less_than_2_s_and_3_mb() -> None:
    record = run(*((f"area_{number}", B if number % 40 == 0 else K) for number in range(1, 401)))
    for scenario in record.scenarios:
        # seven waits a promise, as a run of the blog's set has them
        scenario.steps[1].waits *= 7
    for scenario in record.scenarios[::40]:
        scenario.availability = [availability_of(probed(30, fails(10, 20)), "one keystone pod deleted")]
    render_page(kept("a_1"))  # the templates are compiled by then
    began = time.process_time()  # what the processor did for this test, however crowded the machine is
    page = render_page(record)
    assert time.process_time() - began < 2
    assert len(page.encode()) < 3_000_000
