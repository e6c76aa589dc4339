"""The built images are pushed to upstream's registry program, and read back whole by their digests."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from dxf import DXF

from conformance.clusters.kubebox.image_registry import filling
from conformance.clusters.kubebox.images import read_list
from conformance.clusters.kubebox.making import make
from conformance.exit_codes import ExitCode
from conformance.places import cache_dir
from verbs import images as verb

pytestmark = pytest.mark.box


def test_what_was_pushed_is_read_back_by_its_digest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = make(cache_dir(), print)
    built = {image.name.rpartition("/")[2]: image.digest for image in read_list(made.images)}
    with filling(tmp_path / "registry", made.programs) as address:
        capsys.readouterr()
        assert verb.main(["--push", f"{address}/team"]) == ExitCode.KEPT
        names = capsys.readouterr().out.splitlines()
        assert names == [
            f"{address}/team/{name}@{built[name]}" for name in ("keystone", "mariadb", "memcached")
        ]
        for name in names:
            repository, _, digest = name.removeprefix(f"{address}/").partition("@")
            there = DXF(address, repository, insecure=True)
            manifest, _ = there.get_manifest_and_response(digest)
            assert f"sha256:{hashlib.sha256(manifest.encode()).hexdigest()}" == digest
            parts = json.loads(manifest)
            for part in (parts["config"], *parts["layers"]):
                read = there.pull_blob(part["digest"])
                assert not isinstance(read, tuple)
                # What is read is held against the digest that was asked for.
                assert sum(len(chunk) for chunk in read) == part["size"]
        # All of it is there: nothing is sent a second time, and the names are the same.
        assert verb.main(["--push", f"{address}/team"]) == ExitCode.KEPT
        assert capsys.readouterr().out.splitlines() == names
