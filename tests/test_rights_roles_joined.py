"""The shipped roles as docs/rights.md has them applied: changed by sed, all files in one stream."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from conformance.rights.roles import RBAC, objects_in

FOLDERS = sorted(each for each in RBAC.iterdir() if each.is_dir())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_files_that_are_joined_stay_objects_of_their_own(folder: Path) -> None:
    """Without a line between them three files were one object, which gave nobody any right."""
    files = sorted(folder.glob("*.yaml"))
    joined = "".join(file.read_text(encoding="utf-8") for file in files)
    kinds = [each["kind"] for each in yaml.safe_load_all(joined)]
    assert kinds == [each["kind"] for each in objects_in(folder)]
