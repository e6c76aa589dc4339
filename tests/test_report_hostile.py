"""Hostile texts survive in each form of report: read back by another parser, they are what they were."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cucumber_messages import Envelope, message_converter
from junitparser import JUnitXml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from prometheus_client.parser import text_string_to_metric_families

from conformance.report import written_disagreements
from conformance.report.cucumber_json import cucumber_json
from conformance.report.cucumber_messages import cucumber_messages
from conformance.report.cucumber_sources import sources_of
from conformance.report.junit import junit_xml
from conformance.report.markdown_summary import LONGEST_DETAIL, LONGEST_LINE, markdown_summary
from conformance.report.phrases import clean, one_line
from conformance.report.prometheus_metrics import prometheus_metrics
from conformance.report.write import write_reports
from tests.hostile_records import HOSTILE, hostile_run

NOWHERE = Path("no features here")

every_text = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())


def told(text: str) -> str:
    """Return reason and detail as each form has them."""
    return clean(f"{text}\n{text}".rstrip())


@every_text
def test_junit(text: str, tmp_path: Path) -> None:
    (tmp_path / "junit.xml").write_bytes(junit_xml(hostile_run(text)))
    (suite,) = JUnitXml.fromfile(str(tmp_path / "junit.xml"))
    fault, broken, *_ = list(suite)
    assert fault.result[0].message == one_line(text)
    assert broken.name == one_line(f"a_1 {text}")
    assert broken.result[0].message == one_line(text)
    assert (broken.result[0].text or "") == told(text)


@every_text
def test_cucumber_json(text: str) -> None:
    record = hostile_run(text)
    (feature,) = json.loads(cucumber_json(record, sources_of(record.scenarios, NOWHERE)))
    element = feature["elements"][0]
    assert (feature["name"], element["name"]) == (one_line(text), one_line(text))
    assert element["steps"][0]["name"] == (one_line(text) or "(no words)")
    assert element["steps"][1]["result"]["error_message"] == f"broken: {told(text)}".rstrip()


@every_text
def test_cucumber_messages(text: str) -> None:
    record = hostile_run(text)
    content = cucumber_messages(record, sources_of(record.scenarios, NOWHERE)).decode()
    envelopes: list[Any] = [
        message_converter.from_dict(json.loads(line), Envelope) for line in content.splitlines()
    ]
    pickles = [each.pickle for each in envelopes if each.pickle]
    assert {pickle.name for pickle in pickles} == {one_line(text)}
    results = [each.test_step_finished.test_step_result for each in envelopes if each.test_step_finished]
    messages = {result.message for result in results if result.message}
    assert messages == {f"{verdict}: {told(text)}".rstrip() for verdict in ("broken", "unknown", "skipped")}
    assert [each.test_run_finished.success for each in envelopes if each.test_run_finished] == [False]


@every_text
def test_metrics(text: str) -> None:
    families = {
        family.name: family
        for family in text_string_to_metric_families(prometheus_metrics(hostile_run(text)).decode())
    }
    waits = families["keystone_conformance_wait_seconds"].samples
    assert {sample.labels["patience"] for sample in waits} == {one_line(text)}
    (info,) = families["keystone_conformance_run_info"].samples
    assert info.labels["server_version"] == one_line(text)
    counts = {
        sample.labels["verdict"]: sample.value for sample in families["keystone_conformance_promises"].samples
    }
    assert counts == {"kept": 1, "broken": 1, "unknown": 1, "skipped": 1, "not_run": 0}


@every_text
def test_markdown(text: str) -> None:
    tokens = rendered(markdown_summary(hostile_run(text)).decode())
    kinds = {token.type for token in tokens} | {c.type for token in tokens for c in token.children or ()}
    assert not kinds & {
        "html_block",
        "html_inline",
        "link_open",
        "image",
        "code_inline",
        "em_open",
        "strong_open",
    }
    assert not kinds & {"s_open", "hr", "blockquote_open", "ordered_list_open", "softbreak", "hardbreak"}
    assert {token.level for token in tokens if token.type == "bullet_list_open"} == {0}
    cells = cells_of(tokens)
    line = one_line(text, LONGEST_LINE)
    assert cells.count(line) >= 3, "the titles of what is not kept"
    fences = [token.content for token in tokens if token.type == "fence"]
    expected = told(text).strip()[:LONGEST_DETAIL] or "no reason given"
    assert [fence.rstrip("\n") for fence in fences[1:]] == [expected.rstrip("\n")] * 2
    titles = [heading for heading in headings_of(tokens) if heading.startswith(("broken:", "unknown:"))]
    assert titles == [f"broken: a_1 {line}".rstrip(), f"unknown: a_2 {line}".rstrip()]


def rendered(text: str) -> list[Token]:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)


def cells_of(tokens: list[Token]) -> list[str]:
    return [shown(tokens[n + 1]) for n, token in enumerate(tokens) if token.type == "td_open"]


def headings_of(tokens: list[Token]) -> list[str]:
    return [shown(tokens[n + 1]) for n, token in enumerate(tokens) if token.type == "heading_open"]


def shown(token: Token) -> str:
    return "".join(child.content for child in token.children or ())


@every_text
def test_what_is_written_to_disk_says_what_was_judged(text: str, tmp_path: Path) -> None:
    record = hostile_run(text)
    assert (
        written_disagreements(record, write_reports(record, tmp_path / record.run_id, features=NOWHERE)) == []
    )
