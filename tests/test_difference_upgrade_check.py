from __future__ import annotations

import json

import pytest

from conformance.errors import PromiseBroken
from conformance.image_difference.upgrade_check import Checked, lines_of, upgrade_check_in


def printed(*results: int) -> str:
    checks = [
        {"check": f"check {n}", "result": one, "details": f"{n} is\nso"} for n, one in enumerate(results)
    ]
    return f"a line of something else\n{json.dumps({'name': 'Upgrade Check Results', 'checks': checks})}\n"


def test_each_check_with_its_result() -> None:
    found = upgrade_check_in(printed(0, 2, 1), 2)
    assert found.failed == (Checked("check 1", "failure", "1 is\nso"),)
    assert list(lines_of(found)) == [
        "1 success, 1 warning, 1 failure",
        "success: check 0 (0 is so)",
        "failure: check 1 (1 is so)",
        "warning: check 2 (2 is so)",
    ]


@pytest.mark.parametrize(
    ("stdout", "code", "words"),
    [
        ("Error:\nsqlalchemy.exc.OperationalError: no database", 255, "ended with 255: sqlalchemy.exc"),
        ("", 1, "printed no result: it printed nothing"),
        ("+---+", 0, "printed no result: +---+"),
        (printed(7), 0, "printed no result"),
        (printed(0), 2, "ended with 2 after 1 checks, the worst of them success"),
        (printed(), 0, "ended with 0 after 0 checks"),
        ("", 127, "ended with 127"),
    ],
)
def test_what_is_no_result_is_not_taken_for_one(stdout: str, code: int, words: str) -> None:
    with pytest.raises(PromiseBroken) as raised:
        upgrade_check_in(stdout, code)
    assert words in raised.value.message
