"""What is read out of running containers to tell two images apart."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import pytest

from conformance.errors import MissingCapability, PromiseBroken
from conformance.image_difference.settings import Settings
from conformance.inside import keystone_options, memory, system_variables, upgrade_check
from conformance.inside.command import Output
from conformance.stack import StackNames

API = cast(Any, None)
WHERE = (API, "blog", "keystone-rc-1", "keystone")
NAMES = cast(StackNames, None)


def played(monkeypatch: pytest.MonkeyPatch, module: ModuleType, output: Output) -> list[Sequence[str]]:
    """Have `module` read that output, whatever it runs; return what it ran."""
    ran: list[Sequence[str]] = []

    def run(*arguments: Any) -> Output:
        assert arguments[:4] == WHERE
        ran.append(arguments[4])
        return output

    monkeypatch.setattr(module, "run_inside", run)
    return ran


def test_options_are_read_from_the_last_line(monkeypatch: pytest.MonkeyPatch) -> None:
    content = {"defaults": {"debug": "False"}, "effective": {"debug": "True"}, "deprecated": {"debug": "x"}}
    played(monkeypatch, keystone_options, Output(f"noise\n{json.dumps(content)}\n", "", 0, 1.0))
    assert keystone_options.keystone_options(*WHERE) == Settings(
        {"debug": "False"}, {"debug": "True"}, {"debug": "x"}
    )


@pytest.mark.parametrize(
    ("output", "error", "words"),
    [
        (Output("", "keystone-manage is not in the image", 127, 0.1), MissingCapability, "is not in the"),
        (Output("", "Traceback\nImportError: no sql", 1, 0.1), PromiseBroken, "ImportError: no sql"),
        (Output("{}", "", 0, 0.1), PromiseBroken, "it said nothing"),
    ],
)
def test_options_that_are_not_told(
    monkeypatch: pytest.MonkeyPatch, output: Output, error: type[Exception], words: str
) -> None:
    played(monkeypatch, keystone_options, output)
    with pytest.raises(error, match=words):
        keystone_options.keystone_options(*WHERE)


def test_the_program_that_dumps_options_is_python() -> None:
    compile(keystone_options.DUMP, "dump", "exec")


def test_the_upgrade_check_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    checks = [{"check": "roles", "result": 1, "details": None}]
    played(monkeypatch, upgrade_check, Output(json.dumps({"checks": checks}), "", 1, 1.0))
    assert upgrade_check.upgrade_check(*WHERE).counts == "0 success, 1 warning, 0 failure"
    played(monkeypatch, upgrade_check, Output("", "keystone-status is not in the image", 127, 0.1))
    with pytest.raises(MissingCapability, match="keystone-status is not in the image"):
        upgrade_check.upgrade_check(*WHERE)


def test_memory_is_the_sum_over_the_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    ran = played(monkeypatch, memory, Output("1000\n24\n", "", 0, 0.1))
    assert memory.memory_of(*WHERE) == 1024 * 1024
    assert ran[0][:2] == ["sh", "-c"]
    played(monkeypatch, memory, Output("", "", 0, 0.1))
    with pytest.raises(MissingCapability, match="container keystone of pod keystone-rc-1"):
        memory.memory_of(*WHERE)


def test_the_script_reads_what_the_kernel_says_of_processes(tmp_path: Path) -> None:
    for process, size in (("1", 700), ("42", 55)):
        (tmp_path / process).mkdir()
        (tmp_path / process / "smaps_rollup").write_text(
            f"5581e0000000-7ffd8 ---p 00000000 00:00 0    [rollup]\nRss:  9999 kB\nPss:   {size} kB\n"
            f"Pss_Dirty:   1 kB\n"
        )
    (tmp_path / "77").mkdir()
    script = memory.SCRIPT.replace("/proc/", f"{tmp_path}/")
    told = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True)
    assert memory.bytes_in(told.stdout, "it") == 755 * 1024


def test_a_variable_without_a_default_has_its_value_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        {"name": "sql_mode", "standard": "STRICT_TRANS_TABLES", "value": "TRADITIONAL"},
        {"name": "max_connections", "standard": "NULL", "value": "151"},
    ]
    asked: list[Any] = []

    def query(*arguments: Any, timeout: float) -> list[dict[str, str]]:
        asked.append((*arguments[1:], timeout))
        return rows

    monkeypatch.setattr(system_variables, "query", query)
    assert system_variables.system_variables(API, "blog", NAMES, timeout=5) == Settings(
        {"sql_mode": "STRICT_TRANS_TABLES", "max_connections": "151"},
        {"sql_mode": "TRADITIONAL", "max_connections": "151"},
    )
    assert asked == [("blog", NAMES, system_variables.VARIABLES, "root", 5)]
