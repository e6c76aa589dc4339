"""A verb as a stage of another verb: it reads the files that were named where the first one was typed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from verbs._stages import ROOT, run_stage, verb_stage


def test_a_verb_runs_where_we_stand_and_takes_no_module_from_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("conformance", "verbs"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise SystemExit(9)\n")
    stage = verb_stage("told", "schema", ["--help"], {**os.environ, "PYTHONPATH": str(ROOT)})
    assert (stage.folder, run_stage(stage).status) == (tmp_path, 0)
