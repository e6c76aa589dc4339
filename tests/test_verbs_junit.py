"""What CI's last lines say of the JUnit files of its runs: what failed by name, then the sum."""

from __future__ import annotations

from pathlib import Path

import pytest

from verbs import _junit

TESTS = """<testsuites><testsuite>
<testcase classname="tests.test_wait" name="test_ends"/>
<testcase classname="tests.test_wait" name="test_sleeps">
<failure message="assert -1 &gt;= 0&#10;more">...</failure></testcase>
<testcase classname="tests.test_wait" name="test_box"><skipped/></testcase>
</testsuite></testsuites>"""
SABOTAGE = """<testsuites><testsuite><testcase classname="mutant" name="two-replicas">
<error message="the cluster is gone" type="not judged">kept: pods_1</error>
</testcase></testsuite></testsuites>"""


def test_what_failed_is_named_before_the_sum(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, text in (("tests.xml", TESTS), ("sabotage.xml", SABOTAGE)):
        (tmp_path / name).write_text(text)
    files = [str(tmp_path / name) for name in ("tests.xml", "sabotage.xml", "blog.missing")]
    assert _junit.main(files) == 1
    assert capsys.readouterr().out.splitlines() == [
        "FAILED tests.test_wait test_sleeps: assert -1 >= 0",
        "FAILED mutant two-replicas: not judged: the cluster is gone",
        f"FAILED {tmp_path / 'blog.missing'}: not there, or no XML",
        "1 passed, 3 failed, 1 skipped",
    ]


def test_where_nothing_failed_only_the_sum_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "tests.xml").write_text('<testsuite><testcase classname="a" name="b"/></testsuite>')
    assert _junit.main([str(tmp_path / "tests.xml")]) == 0
    assert capsys.readouterr().out == "1 passed, 0 failed, 0 skipped\n"
