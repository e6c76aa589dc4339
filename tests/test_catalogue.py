"""docs/catalogue.md says what features/ and sabotage/ say."""

from __future__ import annotations

from conformance.catalogue import catalogue_of
from conformance.options import SUITE_FOLDER
from conformance.promises import read_promises
from verbs.catalogue import PAGE, written

PROMISES = read_promises(SUITE_FOLDER / "features")


def test_the_catalogue_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == written(), "./toxw -e catalogue -- --write"


def test_each_promise_has_a_row_with_its_mutants() -> None:
    page = catalogue_of(PROMISES, lambda promise: [f"breaks-{promise}"])
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    assert len(rows) == len(PROMISES)
    assert all(f"`breaks-{row.split('`')[1]}` |" in row for row in rows)


def test_a_promise_that_nothing_breaks_is_called_so() -> None:
    assert "| nothing yet |" in catalogue_of(PROMISES, lambda _: [])
