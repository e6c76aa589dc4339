"""From the blog's sentences to promises, verdicts and evidence, and what has no other side."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.errors import BadInput
from conformance.exit_codes import ExitCode
from conformance.options import SUITE_FOLDER
from conformance.promises import read_promises
from conformance.report import write_reports
from conformance.trace.matrix import Matrix, matrix_of
from conformance.trace.page import render_trace
from conformance.trace.requirements import Beyond, Requirements, Sentence, out_of_date, read_requirements
from conformance.trace.tables import COLUMNS, as_csv
from conformance.verdict import Verdict
from tests.report_records import run
from verbs.trace import PAGE, main, written

PROMISES = read_promises(SUITE_FOLDER / "features")
PROMISED = frozenset(promise.identifier for promise in PROMISES)
SAID = Requirements(
    sentence=(
        Sentence("db-1", "mysql pod", "build out a pod", "A pod.", ("pods_1", "pods_2")),
        Sentence("why-3", "Why", "rolling upgrades", "Upgrades.", (), "not yet"),
        Sentence("next-1", "Next", "as I go", "", (), "an outlook"),
    ),
    beyond=(Beyond("=only a token proves it", ("token_1",)),),
)
RUN = run(("pods_1", Verdict.KEPT), ("pods_2", Verdict.BROKEN))


def matrix() -> Matrix:
    return matrix_of(SAID, PROMISES, RUN)


def test_requirements_and_features_agree() -> None:
    assert list(out_of_date(read_requirements(), PROMISED)) == []


def test_the_page_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == written(), "./toxw -e trace -- --write"


def test_every_section_of_the_blog_that_shows_something_is_there() -> None:
    sections = dict.fromkeys(sentence.section for sentence in read_requirements().sentence)
    assert len(sections) == 14
    assert list(sections)[-2:] == ["kubernetes is cool!", "Next steps"]


@pytest.mark.parametrize(
    ("requirements", "words"),
    [
        (replace(SAID, beyond=()), "token_1 is covered by no sentence, and stands under no `beyond`"),
        (
            replace(SAID, beyond=(Beyond("", ("token_1", "token_99")),)),
            "token_99 is named, and no feature has it",
        ),
        (
            replace(SAID, beyond=(Beyond("", ("token_1", "pods_1")),)),
            "pods_1 is asked for by a sentence, and stands under `beyond`",
        ),
        (replace(SAID, sentence=SAID.sentence + SAID.sentence[:1]), "two sentences are called db-1"),
        (
            replace(SAID, sentence=(*SAID.sentence, Sentence("db-2", "mysql pod", "a quote", "A thing."))),
            "db-2 has neither promises nor a remark",
        ),
        (
            replace(
                SAID, sentence=(*SAID.sentence, Sentence("db-2", "mysql pod", "a quote", "", ("pods_1",)))
            ),
            "db-2 has promises and asks for nothing",
        ),
    ],
)
def test_what_disagrees_with_the_features_is_named(requirements: Requirements, words: str) -> None:
    assert list(out_of_date(requirements, {"pods_1", "pods_2", "token_1"})) == [words]


def test_a_requirement_fares_as_the_worst_of_its_promises() -> None:
    assert [each.verdict for each in matrix().traced] == ["broken", "no promise", ""]
    assert list(matrix().summary()) == [
        "2 requirements, 1 covered, 1 not",
        "no promise: why-3 Upgrades. (not yet)",
        "asked for by no sentence: 1 promise (token_1)",
        "broken: 1 requirement",
    ]


def test_a_requirement_is_kept_only_where_every_promise_of_it_was_run_and_kept() -> None:
    half = matrix_of(SAID, PROMISES, run(("pods_1", Verdict.KEPT)))
    whole = matrix_of(SAID, PROMISES, run(("pods_1", Verdict.KEPT), ("pods_2", Verdict.KEPT)))
    assert (half.traced[0].verdict, whole.traced[0].verdict) == ("not run", "kept")


def test_the_csv_has_a_row_a_pair_and_the_orphans_of_both_sides() -> None:
    rows = list(csv.DictReader(as_csv(matrix()).splitlines()))
    assert tuple(rows[0]) == COLUMNS
    assert [(row["requirement"], row["promise"], row["verdict"]) for row in rows] == [
        ("db-1", "pods_1", "kept"),
        ("db-1", "pods_2", "broken"),
        ("why-3", "", "no promise"),
        ("next-1", "", ""),
        ("", "token_1", "not run"),
    ]
    assert rows[0]["evidence"] == "report.json: 2 observations, 1 wait"
    assert f"evidence/pods_2/pods.txt sha256:{'5f' * 32}" in rows[1]["evidence"]


def test_no_cell_is_a_formula() -> None:
    assert list(csv.DictReader(as_csv(matrix()).splitlines()))[-1]["remark"] == "'=only a token proves it"


def test_the_page_leads_to_the_evidence_and_nothing_in_it_acts() -> None:
    record = run(("pods_2", Verdict.BROKEN))
    record.faults = ["<script>alert(1)</script>"]
    page = render_trace(matrix_of(SAID, PROMISES, record), record, "../../there")
    assert 'href="./../../there/evidence/pods_2/pods.txt"' in page
    assert "<script" not in page
    assert "default-src 'none'" in page


def test_the_verb_writes_beside_the_run_and_not_into_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / RUN.run_id
    write_reports(RUN, folder)
    before = sorted(folder.iterdir())
    assert main([str(folder)]) is ExitCode.KEPT
    assert "asked for by no sentence" in capsys.readouterr().out
    assert sorted(folder.iterdir()) == before
    page = (tmp_path / "trace" / RUN.run_id / "trace.html").read_text()
    assert f"./../../{RUN.run_id}/report.json" in page
    assert (tmp_path / "trace" / RUN.run_id / "trace.csv").is_file()


def test_a_run_that_is_none_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "report.json").write_text('{"kind": "<script>alert(1)</script>\x1b[2J"')
    assert main([str(tmp_path)]) is ExitCode.BAD_INPUT
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "\x1b" not in said


def test_requirements_of_another_form_are_one_line(tmp_path: Path) -> None:
    file = tmp_path / "requirements.toml"
    for text in ("sentence = 1\n", "[[sentence\n", "[[sentence]]\nid = 'a'\n"):
        file.write_text(text)
        with pytest.raises(BadInput) as caught:
            read_requirements(file)
        assert "\n" not in str(caught.value)
