"""The matrix as CSV for a spreadsheet, and as Markdown for docs/traceability.md; pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from conformance.report.phrases import clean
from conformance.report.run_file import RUN_FILE
from conformance.trace.matrix import Link, Matrix

COLUMNS = ("requirement", "section", "quote", "asks", "promise", "title", "verdict", "evidence", "remark")
FORMULA = ("=", "+", "-", "@", "\t")
"""What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection)."""
HEAD = """\
# From the blog's sentences to the promises

Written by `./toxw -e trace -- --write` from `docs/requirements.toml` and `features/`; a test holds it fresh.
`./toxw -e trace -- RUN` adds a run's verdicts and evidence.
"""


def as_csv(matrix: Matrix) -> str:
    """Return one row for each pair of sentence and promise, and one for each that has no other side."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    rows.writerows([_cell(value) for value in row] for row in _rows(matrix))
    return text.getvalue()


def _rows(matrix: Matrix) -> Iterator[tuple[str, ...]]:
    for each in matrix.traced:
        sentence = each.sentence
        beginning = (sentence.id, sentence.section, sentence.quote, sentence.asks)
        for link in each.links:
            yield (*beginning, *_of(link), sentence.remark)
        if not each.links:
            yield (*beginning, "", "", each.verdict, "", sentence.remark)
    for unasked in matrix.unasked:
        for link in unasked.links:
            yield ("", "", "", "", *_of(link), unasked.beyond.why)


def _of(link: Link) -> tuple[str, str, str, str]:
    files = "; ".join(f"{file.path} sha256:{file.sha256}" for file in link.evidence)
    seen = f"{RUN_FILE}: {link.seen}" if link.seen else ""
    return link.identifier, link.title, link.verdict, "; ".join(filter(None, (seen, files)))


def _cell(value: str) -> str:
    plain = clean(value)
    return f"'{plain}" if plain.startswith(FORMULA) else plain


def as_markdown(matrix: Matrix) -> str:
    """Return the matrix without a run: what asks for what, and the orphans of both sides first."""
    return "\n".join([HEAD, *_orphans(matrix), "## Sentence by sentence\n", *_sentences(matrix)]) + "\n"


def _orphans(matrix: Matrix) -> Iterator[str]:
    asking = len(matrix.asking)
    yield f"{asking} sentences ask for something; {asking - len(matrix.orphans)} of them are covered.\n"
    yield "## Asked for, and promised by nobody\n"
    yield from (
        f"- {each.sentence.id}: {each.sentence.asks} ({each.sentence.remark})" for each in matrix.orphans
    )
    yield "\n## Promised, and asked for by no sentence\n"
    for unasked in matrix.unasked:
        yield f"- {unasked.beyond.why} {', '.join(f'`{link.identifier}`' for link in unasked.links)}"
    yield ""


def _sentences(matrix: Matrix) -> Iterator[str]:
    yield "| | The blog | asks for | Promises |\n|---|---|---|---|"
    for each in matrix.traced:
        sentence = each.sentence
        promises = ", ".join(f"`{link.identifier}`" for link in each.links) or f"none: {sentence.remark}"
        asks = sentence.asks or "nothing"
        yield f'| {sentence.id} | {sentence.section}: "{sentence.quote}" | {asks} | {promises} |'
