"""junit.xml of a sabotage: one test case a mutant or healthy variant, for CI servers."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from conformance.report.phrases import clean, one_line
from sabotage.outcome import GOOD, Outcome, Row, Sabotage
from sabotage.row_lines import ONCE_MORE, row_lines

SUITE = "keystone-sabotage"


def junit_xml(result: Sabotage) -> bytes:
    """Return the sabotage as JUnit XML, UTF-8.

    What was judged otherwise than expected is a `failure`, what was not judged at all an `error`.
    """
    root = ET.Element("testsuites", name=SUITE, time=f"{result.seconds:.3f}")
    suite = ET.SubElement(root, "testsuite", name=SUITE, time=f"{result.seconds:.3f}")
    for row in result.rows:
        _case(suite, row)
    for name in result.not_run:
        case = ET.SubElement(suite, "testcase", classname="not run", name=name, time="0")
        ET.SubElement(case, "error", message=one_line(result.fault or "not run"))
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _case(suite: ET.Element, row: Row) -> None:
    case = ET.SubElement(suite, "testcase", classname=row.kind, name=row.name, time=f"{row.seconds:.3f}")
    if row.outcome not in GOOD:
        element = "error" if row.outcome is Outcome.NOT_JUDGED else "failure"
        found = ET.SubElement(case, element, message=_message(row), type=str(row.outcome))
        found.text = clean("\n".join(row_lines(row)))
    if row.unknown_before:
        ET.SubElement(case, "system-out").text = clean(f"{ONCE_MORE}: {row.unknown_before}")


def _message(row: Row) -> str:
    """Return in one line what was seen: a kept promise says nothing of itself."""
    seen = row.first_line or f"{row.promise} {row.verdict}"
    return one_line(f"{seen}; {ONCE_MORE}: {row.unknown_before}" if row.unknown_before else seen)
