"""JUnit files counted, and one made of several; `-m verbs._junit FILE…` prints what failed and the sum."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from verbs._stages import Outcome


@dataclass(frozen=True)
class Counts:
    """How many were tried, by their outcome."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Return both together."""
        return Counts(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        """`3 passed, 0 failed, 1 skipped`."""
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def count(file: Path) -> Counts:
    """Return the counts of a JUnit file; a file that is not there, or is no XML, is one failure."""
    cases = _cases(file)
    if cases is None:
        return Counts(failed=1)
    failed = sum(1 for case in cases if _failure(case) is not None)
    skipped = sum(1 for case in cases if case.find("skipped") is not None)
    return Counts(len(cases) - failed - skipped, failed, skipped)


def failures(file: Path) -> list[str]:
    """Return a line for each failed case of a JUnit file, with the first line of what it says."""
    cases = _cases(file)
    if cases is None:
        return [f"FAILED {file}: not there, or no XML"]
    lines = []
    for case in cases:
        failure = _failure(case)
        if failure is not None:
            said = (failure.get("message") or failure.text or "").strip().partition("\n")[0]
            said = ": ".join(filter(None, (failure.get("type"), said)))
            lines.append(f"FAILED {case.get('classname', file)} {case.get('name')}: {said}")
    return lines


def _cases(file: Path) -> list[ElementTree.Element] | None:
    try:
        return list(ElementTree.parse(file).iter("testcase"))
    except (OSError, ElementTree.ParseError):
        return None


def _failure(case: ElementTree.Element) -> ElementTree.Element | None:
    failure = case.find("failure")
    return failure if failure is not None else case.find("error")


def write_merged(target: Path, tools: Iterable[Outcome], files: Iterable[Path]) -> None:
    """Write one JUnit file of the outcomes of tools and of the JUnit files that exist."""
    root = ElementTree.Element("testsuites", name="tests")
    suite = ElementTree.SubElement(root, "testsuite", name="tools")
    for outcome in tools:
        case = ElementTree.SubElement(
            suite, "testcase", classname="tools", name=outcome.name, time=f"{outcome.seconds:.3f}"
        )
        if not outcome.passed:
            ElementTree.SubElement(case, "failure", message=f"ended with exit code {outcome.status}")
    for file in files:
        if file.exists():
            root.extend(ElementTree.parse(file).iter("testsuite"))
    target.parent.mkdir(parents=True, exist_ok=True)
    ElementTree.ElementTree(root).write(target, encoding="utf-8", xml_declaration=True)


def main(names: Sequence[str]) -> int:
    """Print what failed, then the sum of the files' counts; 1 where anything failed."""
    for line in (line for name in names for line in failures(Path(name))):
        print(line)
    total = sum((count(Path(name)) for name in names), Counts())
    print(total)
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
