"""junit.xml: one test case a promise, for CI servers that know nothing of promises."""

from __future__ import annotations

from collections import defaultdict
from xml.etree import ElementTree as ET

from conformance.record import RunRecord, ScenarioRecord, StepRecord
from conformance.report.outcome import is_internal
from conformance.report.phrases import clean, one_line
from conformance.report.tally import tally_of
from conformance.verdict import Verdict

SUITE = "keystone-conformance"
RESULTS = {Verdict.BROKEN: "failure", Verdict.UNKNOWN: "error", Verdict.SKIPPED: "skipped"}
"""The element that tells a verdict; kept has none."""


def junit_xml(run: RunRecord) -> bytes:
    """Return the run as JUnit XML, UTF-8.

    A broken promise is a `failure`, an unknown one an `error`; faults of no promise are test cases in error.
    """
    tally = tally_of(run)
    totals = {
        "tests": str(tally.recorded + len(run.faults)),
        "failures": str(tally.broken),
        "errors": str(tally.unknown + len(run.faults)),
        "skipped": str(tally.skipped),
        "time": duration(run),
    }
    root = ET.Element("testsuites", {"name": SUITE, **totals})
    suite = ET.SubElement(root, "testsuite", {"name": SUITE, "timestamp": stamp(run), "id": "0", **totals})
    _properties(suite, _facts(run))
    for fault in run.faults:
        _fault(suite, fault)
    for scenario in run.scenarios:
        _case(suite, scenario)
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _facts(run: RunRecord) -> dict[str, str]:
    return {
        "run": run.run_id,
        "result": run.result,
        "exit_code": "" if run.exit_code is None else str(run.exit_code),
        "suite_version": run.suite_version,
        "git_commit": f"{run.git_commit}{' (changed)' if run.git_dirty else ''}",
        "cluster": f"{run.cluster.kind} {run.cluster.name}".strip(),
        "server_version": run.cluster.server_version,
        "profiles": ",".join(run.profile_names),
        "not_run": ",".join(run.required_not_run),
        "left_behind": "; ".join(run.left_behind),
        **_images(run),
    }


def _images(run: RunRecord) -> dict[str, str]:
    """Return each container's image and digest; of an update both, for a property has one value."""
    ran: defaultdict[str, list[str]] = defaultdict(list)
    for image in run.images:
        ran[f"image.{image.container}"].append(f"{image.image} {image.digest}")
    return {name: "; ".join(images) for name, images in ran.items()}


def _case(suite: ET.Element, scenario: ScenarioRecord) -> None:
    case = ET.SubElement(
        suite,
        "testcase",
        classname=clean(f"{scenario.area}/{scenario.feature}"),
        name=one_line(f"{scenario.identifier} {scenario.title}"),
        time=_time(scenario.seconds),
    )
    _properties(
        case,
        {
            "identifier": scenario.identifier,
            "profile": ",".join(scenario.profiles),
            "verdict": scenario.verdict,
            "worker": scenario.worker,
            **{f"evidence.{number}": file.path for number, file in enumerate(scenario.evidence, 1)},
        },
    )
    if scenario.verdict in RESULTS:
        result = ET.SubElement(
            case, RESULTS[scenario.verdict], message=one_line(scenario.reason), type=scenario.verdict
        )
        result.text = clean(f"{scenario.reason}\n{scenario.detail}".rstrip())
    ET.SubElement(case, "system-out").text = clean("\n".join(_told(scenario)))


def _fault(suite: ET.Element, fault: str) -> None:
    name = "suite" if is_internal(fault) else "set-up"
    case = ET.SubElement(suite, "testcase", classname=f"run/{name}", name=one_line(fault, 120), time="0")
    ET.SubElement(case, "error", message=one_line(fault), type=name).text = clean(fault)


def _told(scenario: ScenarioRecord) -> list[str]:
    lines = [scenario.rule] if scenario.rule else []
    for step in scenario.steps:
        lines.append(f"{step.keyword} {step.text} ... {step.outcome} ({step.seconds:.3f} s)")
        lines.extend(_waited(step))
    return lines


def _waited(step: StepRecord) -> list[str]:
    return [
        f"    waited for {wait.awaited}: {wait.needed_s:.3f} s of {wait.allowed_s:g} s ({wait.patience}), "
        f"last seen: {one_line(wait.last_seen)}"
        for wait in step.waits
    ]


def _properties(parent: ET.Element, facts: dict[str, str]) -> None:
    properties = ET.SubElement(parent, "properties")
    for name, value in facts.items():
        if value:
            ET.SubElement(properties, "property", name=clean(name), value=one_line(value))


def stamp(run: RunRecord) -> str:
    """Return when a run began, as the form has it."""
    return run.started.replace(tzinfo=None).isoformat(timespec="seconds")


def duration(run: RunRecord) -> str:
    """Return how long a run took, as the form has it; of one without an end its promises together."""
    if run.finished is None:
        return _time(sum(scenario.seconds for scenario in run.scenarios))
    return _time((run.finished - run.started).total_seconds())


def _time(value: float) -> str:
    return f"{value:.3f}"
