"""The command that judges just the promises in question again."""

from __future__ import annotations

import pytest

from conformance.report.again import command_again
from conformance.verdict import Verdict
from tests.report_records import run

FRONT = "./toxw -e conformance"


@pytest.mark.parametrize(
    ("typed", "again"),
    [
        (f"{FRONT}", f"{FRONT} -- --only a_1"),
        (f"{FRONT} --", f"{FRONT} -- --only a_1"),
        (f"{FRONT} -- --only a_1,b_2", f"{FRONT} -- --only a_1"),
        (f"{FRONT} -- --only a_1 --only b_2 --keep", f"{FRONT} -- --only a_1 --keep"),
        (f"{FRONT} -- --only=b_2 --context gke", f"{FRONT} -- --only a_1 --context gke"),
    ],
)
def test_the_command_is_narrowed_to_what_was_broken(typed: str, again: str) -> None:
    record = run(("a_1", Verdict.BROKEN), ("b_2", Verdict.KEPT))
    record.command = typed.split()
    assert command_again(record) == again


def test_words_are_quoted_as_a_shell_needs_them() -> None:
    record = run(("a_1", Verdict.KEPT))
    record.command = ["./toxw", "-e", "conformance", "--", "--manifests", "my stack"]
    assert command_again(record) == "./toxw -e conformance -- --manifests 'my stack'"
