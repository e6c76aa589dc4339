"""sabotage.json and junit.xml for programs, sabotage.html for people, all from one result."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from conformance.report.files import write_whole
from conformance.report.templates import templates_in
from sabotage.junit import junit_xml
from sabotage.outcome import GOOD, Sabotage
from sabotage.row_lines import NAMES, ONCE_MORE

JSON_FILE = "sabotage.json"
HTML_FILE = "sabotage.html"
JUNIT_FILE = "junit.xml"
HERE = Path(__file__).parent


def write_report(result: Sabotage, folder: Path) -> Path:
    """Write the three files into `folder` and return the page."""
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / JSON_FILE, as_json(result).encode(errors="replace"))
    write_whole(folder / JUNIT_FILE, junit_xml(result))
    write_whole(folder / HTML_FILE, as_page(result).encode(errors="replace"))
    return folder / HTML_FILE


def as_json(result: Sabotage) -> str:
    """Return the counts, then a row a mutant."""
    plain = {
        "kind": "keystone-conformance sabotage",
        "version": 1,
        "counts": result.counts,
        "judged_again": result.judged_again,
        **asdict(result),
    }
    return json.dumps(plain, indent=2, ensure_ascii=False) + "\n"


def as_page(result: Sabotage) -> str:
    """Return the page: the counts, what was not caught, and every row."""
    bad_first = sorted(result.rows, key=lambda row: row.outcome in GOOD)
    page = templates_in(HERE).get_template("page.html.j2")
    return page.render(result=result, rows=bad_first, good=GOOD, names=NAMES, once_more=ONCE_MORE)
