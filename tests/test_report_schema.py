"""docs/report.schema.json says what report.json is."""

from __future__ import annotations

from conformance.report.run_file import schema
from verbs.schema import FILE, written


def test_the_schema_is_fresh() -> None:
    assert FILE.read_text(encoding="utf-8") == written(), "./toxw -e schema -- --write"


def test_the_form_is_closed_everywhere_and_each_part_says_what_it_is() -> None:
    parts = [part for part in schema()["$defs"].values() if part["type"] == "object"]
    assert len(parts) > 15
    assert [part["title"] for part in parts if part["additionalProperties"] or not part["description"]] == []


def test_kind_and_format_are_required() -> None:
    assert schema()["required"] == ["kind", "format", "run"]
