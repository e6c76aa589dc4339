from __future__ import annotations

import hashlib
from pathlib import Path

from conformance.evidence import evidence_of, hashes_of
from conformance.provenance import EvidenceFile
from conformance.redact import Redactor


def test_evidence_is_named_below_the_runs_folder_with_hash_and_size(tmp_path: Path) -> None:
    file = tmp_path / "evidence" / "a_1" / "pods.txt"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"pods")
    digest = hashlib.sha256(b"pods").hexdigest()
    assert evidence_of([file], tmp_path, Redactor()) == [EvidenceFile("evidence/a_1/pods.txt", digest, 4)]


def test_files_of_the_suite_are_named_below_its_folder_and_others_by_their_whole_path(tmp_path: Path) -> None:
    suite, elsewhere = tmp_path / "suite", tmp_path / "own"
    for folder in (suite, elsewhere):
        folder.mkdir()
        (folder / "db.yaml").write_text(folder.name)
    found = hashes_of([elsewhere / "db.yaml", suite / "db.yaml"], suite)
    assert found == {
        (elsewhere / "db.yaml").as_posix(): hashlib.sha256(b"own").hexdigest(),
        "db.yaml": hashlib.sha256(b"suite").hexdigest(),
    }
