"""What the written reports say of each promise, read back from their bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree import ElementTree as ET

from prometheus_client.parser import text_string_to_metric_families

from conformance.promises import IDENTIFIER
from conformance.report.prometheus_metrics import VERDICTS
from conformance.verdict import Verdict

Said = tuple[str, Verdict]
"""An identifier and the verdict that a format gives it."""
_RESULTS = {"failure": Verdict.BROKEN, "error": Verdict.UNKNOWN, "skipped": Verdict.SKIPPED}
_COUNTS = re.compile(r"^\| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", re.MULTILINE)


def said_by_junit(content: bytes) -> Iterator[Said]:
    """Yield what junit.xml says by its elements: what a server that knows no properties makes of it."""
    for case in ET.fromstring(content).iter("testcase"):
        names = [each.get("value", "") for each in case.iter("property") if each.get("name") == "identifier"]
        found = [verdict for element, verdict in _RESULTS.items() if case.find(element) is not None]
        yield from ((name, _one_of(found)) for name in names)


def which_run_in_junit(content: bytes) -> tuple[str, str, str]:
    """Return the run's identifier, when it began and how long it took, as junit.xml has them."""
    suite = next(ET.fromstring(content).iter("testsuite"))
    names = suite.iterfind("properties/property[@name='run']")
    run_id = next((each.get("value", "") for each in names), "")
    return run_id, suite.get("timestamp", ""), suite.get("time", "")


def said_by_cucumber_json(content: bytes) -> Iterator[Said]:
    """Yield what cucumber.json says by the statuses of its hooks and sentences."""
    for element in (element for feature in json.loads(content) for element in feature["elements"]):
        told = [each["result"] for part in ("before", "steps", "after") for each in element[part]]
        results = ((result["status"], result.get("error_message", "")) for result in told)
        yield _identifier(element["tags"]), _worst(results)


def said_by_messages(content: bytes) -> Iterator[Said]:
    """Yield what the messages say by the statuses of each attempt's hooks and sentences."""
    pickles: dict[str, str] = {}
    cases: dict[str, str] = {}
    attempts: dict[str, tuple[str, list[tuple[str, str]]]] = {}
    for line in content.splitlines():
        ((kind, message),) = json.loads(line).items()
        match kind:
            case "pickle":
                pickles[message["id"]] = _identifier(message["tags"])
            case "testCase":
                cases[message["id"]] = pickles[message["pickleId"]]
            case "testCaseStarted":
                attempts[message["id"]] = cases[message["testCaseId"]], []
            case "testStepFinished":
                result = message["testStepResult"]
                told = result["status"].lower(), result.get("message", "")
                attempts[message["testCaseStartedId"]][1].append(told)
    yield from ((identifier, _worst(results)) for identifier, results in attempts.values())


def said_by_metrics(content: bytes) -> Iterator[Said]:
    """Yield what the gauges of each promise say."""
    for family in text_string_to_metric_families(content.decode()):
        if family.name == VERDICTS:
            for sample in family.samples:
                if sample.value == 1:
                    yield sample.labels["promise"], Verdict(sample.labels["verdict"])


def counts_in_summary(content: bytes) -> tuple[int, ...]:
    """Return the counts of the summary's first table; empty where it has none."""
    found = _COUNTS.search(content.decode())
    return tuple(int(number) for number in found.groups()) if found else ()


def _identifier(tags: Iterable[dict[str, Any]]) -> str:
    names = (tag["name"].removeprefix("@") for tag in tags)
    return next((name for name in names if IDENTIFIER.match(name)), "")


def _worst(results: Iterable[tuple[str, str]]) -> Verdict:
    """Return the verdict of statuses and messages, as Cucumber ranks them: failed, skipped, passed."""
    by_status = dict(results)
    if "failed" in by_status:
        return Verdict.UNKNOWN if by_status["failed"].startswith(f"{Verdict.UNKNOWN}:") else Verdict.BROKEN
    return Verdict.SKIPPED if "skipped" in by_status else Verdict.KEPT


def _one_of(found: list[Verdict]) -> Verdict:
    return found[0] if found else Verdict.KEPT
