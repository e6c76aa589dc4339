"""The volumes of a box that stays up are given anew, against a played API server and real folders."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import urllib3

from conformance.clusters.kubebox import following
from conformance.clusters.kubebox.layout import BoxFolder
from conformance.clusters.kubebox.volumes import make_folders, storage_objects
from conformance.clusters.kubebox.volumes_anew import empty, give_anew, has_lost_its_claim, is_mounted
from tests.played_http import Asked, Reply, played

PLACE = "/api/v1/persistentvolumes"
CLAIM = {"namespace": "run-1", "name": "keystone-db-data", "uid": "u"}


class Over(Exception):
    """The played API server is asked for ever."""


@pytest.fixture
def box(tmp_path: Path) -> BoxFolder:
    """A box whose first volume has a database in it."""
    folder = BoxFolder(tmp_path)
    first = make_folders(folder.volumes)[0]
    (first / "mysql").mkdir()
    (first / "mysql" / "user.MAD").write_text("data")
    (first / "ibdata1").write_text("data")
    (first / "link").symlink_to(folder.volumes)
    first.chmod(0o2770)
    return folder


def volume(box: BoxFolder, phase: str, number: int = 0, *, claimed: bool = True) -> dict[str, Any]:
    """Return a volume of the box as the API server tells it."""
    _, made = storage_objects(["node"], [box.volumes / f"volume-{number}"])
    made["metadata"]["resourceVersion"] = "41"
    made["status"] = {"phase": phase}
    if claimed:
        made["spec"]["claimRef"] = CLAIM
    return made


def given_anew(box: BoxFolder, listed: list[dict[str, Any]], changed: list[dict[str, Any]]) -> list[Asked]:
    """Return the patches that are sent for what is listed and changes, until both have been looked at."""
    lists = iter([Reply(200, {"metadata": {"resourceVersion": "7"}, "items": listed})])
    events = "".join(json.dumps({"type": "MODIFIED", "object": each}) + "\n" for each in changed)

    def answer(asked: Asked) -> Reply:
        if asked.method == "PATCH":
            return Reply(200, {})
        return Reply(200, events) if "watch=true" in asked.path else next(lists, Reply(503))

    with played(answer) as server, urllib3.PoolManager() as connections, pytest.raises(Over):
        give_anew(box, server.url, connections)
    return [each for each in server.asked if each.method == "PATCH"]


@pytest.fixture(autouse=True)
def ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the server has nothing more to say, the test is over."""

    def over(_: float) -> None:
        raise Over

    monkeypatch.setattr(following, "pause", over)


@pytest.mark.parametrize("listed", [True, False])
def test_a_volume_whose_claim_is_gone_is_emptied_and_freed(box: BoxFolder, listed: bool) -> None:
    there = [volume(box, "Released")]
    (patch,) = given_anew(box, there, []) if listed else given_anew(box, [], there)
    assert patch.path == f"{PLACE}/volume-0"
    assert patch.headers["content-type"] == "application/merge-patch+json"
    assert patch.body["spec"] == {"claimRef": None}
    assert patch.body["metadata"]["resourceVersion"] == "41", "refused where it has changed meanwhile"
    first = box.volumes / "volume-0"
    assert list(first.iterdir()) == []
    assert first.stat().st_mode & 0o7777 == 0o777, "whoever comes may write, and no group stays"
    assert len(list(box.volumes.iterdir())) > 1, "a link is not followed"


def test_what_serves_or_is_free_or_on_its_way_is_left_as_it_is(box: BoxFolder) -> None:
    there = [
        volume(box, "Bound"),
        volume(box, "Available", claimed=False),
        # Freed, and not told yet: when that is heard it may serve another already.
        volume(box, "Released", claimed=False),
    ]
    assert given_anew(box, there, there) == []
    assert (box.volumes / "volume-0" / "ibdata1").exists()


def test_a_volume_of_somebody_elses_keeps_what_it_holds(box: BoxFolder) -> None:
    """Kept data is what Retain promises to whoever made it."""
    others = volume(box, "Released")
    others["spec"]["local"]["path"] = "/srv/data"
    assert not has_lost_its_claim(others, box)
    others["spec"].pop("local")
    assert not has_lost_its_claim(others, box)


@pytest.mark.parametrize("pods", ["pods", "2/pods"])
def test_a_volume_that_a_pod_may_still_write_to_waits(box: BoxFolder, pods: str) -> None:
    mount = box.kubelet / pods / "uid" / "volumes" / "kubernetes.io~local-volume" / "volume-0"
    mount.mkdir(parents=True)
    there = volume(box, "Released")
    assert is_mounted(there, box)
    assert given_anew(box, [there], []) == []
    mount.rmdir()
    assert len(given_anew(box, [there], [])) == 1


def test_one_that_cannot_be_emptied_is_told_and_the_others_go_on(
    box: BoxFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    broken, whole = volume(box, "Released", 0), volume(box, "Released", 1)
    empty(box.volumes / "volume-0")
    (box.volumes / "volume-0").rmdir()
    (patch,) = given_anew(box, [broken, whole], [])
    assert patch.path == f"{PLACE}/volume-1"
    assert "volume-0 is not given anew yet: " in capsys.readouterr().out


def test_an_emptied_folder_is_whose_it_was(box: BoxFolder) -> None:
    empty(box.volumes / "volume-0")
    found = (box.volumes / "volume-0").stat()
    assert (found.st_uid, found.st_gid) == (os.geteuid(), os.getegid())
