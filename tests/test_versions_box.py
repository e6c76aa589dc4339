"""The images to update between, on a box: each release serves, and each candidate does what its name says."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from os import getpid
from pathlib import Path

import pytest

from conformance.clusters.kubebox import images, programs
from conformance.clusters.kubebox.boot import boot
from conformance.clusters.kubebox.images import read_list
from conformance.clusters.kubebox.making_versions import make_versions, versions_folder
from conformance.clusters.kubebox.options import BoxOptions
from conformance.clusters.kubebox.readiness import until
from conformance.exit_codes import ExitCode
from conformance.image_contents import Packager, changes_between
from conformance.inside.image_contents import image_contents
from conformance.options import SUITE_FOLDER
from conformance.places import cache_dir
from conformance.verdict import Verdict
from sabotage.child_run import run_politely
from tests.stack_to_update import PATIENCE_S, StackToUpdate, stack_to_update

pytestmark = pytest.mark.box

HEAD_OF_28 = {"47147121", "c88cdce8f248"}
HEAD_OF_29 = {"742c857f1dfb", "c88cdce8f248"}


@pytest.fixture(scope="module")
def versions() -> Path:
    """Give the set of versions; it is built by whoever wants it, as most people never update anything."""
    folder = versions_folder(images.SOURCE, cache_dir(), programs.SOURCE)
    if not folder.is_dir():
        pytest.skip("not built: ./toxw -e images -- build --versions")
    return folder


@pytest.fixture(scope="module")
def stack(versions: Path) -> Iterator[StackToUpdate]:
    """Give a stack of Keystone 28 on MariaDB 10.11, a database that is still empty."""
    made = make_versions(cache_dir(), print)
    assert made.images == versions
    with boot(BoxOptions(name=f"update-{getpid()}"), made.programs, made.images, lambda *_: None) as box:
        yield stack_to_update(box, "bodepd/keystone:28", "mariadb:10.11")


def test_the_set_holds_the_versions_that_its_names_say(versions: Path) -> None:
    built = {f"{image.name}:{image.tag}": image for image in read_list(versions)}
    found = {name: next(iter(image.versions.values())) for name, image in built.items()}
    assert found["bodepd/keystone:28"] == "28.1.0"
    assert found["bodepd/keystone:29"] == "29.1.0"
    assert found["bodepd/keystone:30"] == "30.0.0"
    assert found["library/mariadb:10.11"].startswith("10.11.")
    assert found["library/mariadb:11.8"].startswith("11.8.")
    assert built["bodepd/keystone:30"].digest == built["bodepd/keystone:latest"].digest
    assert built["library/mariadb:11.8"].digest == built["library/mariadb:latest"].digest


def test_each_release_takes_the_database_of_the_one_before(stack: StackToUpdate) -> None:
    assert stack.served() == "db_sync and bootstrap"
    assert stack.revisions() == HEAD_OF_28
    status, token = stack.sign_in()
    assert status == 201
    of_28 = image_contents(stack.box.api(), "default", stack.pod(), "keystone")

    assert stack.update("29") == "db_sync --expand"
    assert stack.revisions() == HEAD_OF_29
    assert (stack.validate(token), stack.sign_in()[0]) == (200, 201)
    of_29 = image_contents(stack.box.api(), "default", stack.pod(), "keystone")
    changed = {each.name: (each.before, each.after) for each in changes_between(of_28, of_29)}
    assert changed["keystone"] == ("28.1.0", "29.1.0")
    assert changed["scrypt"][1] == "", "Keystone 29 does without it"
    assert {each.packager for each in changes_between(of_28, of_29)} == {Packager.PIP}

    assert stack.update("30") == "nothing to set up"
    assert (stack.validate(token), stack.sign_in()[0]) == (200, 201)

    assert stack.update("28") == "nothing to set up"
    assert stack.revisions() == HEAD_OF_29
    assert (stack.validate(token), stack.sign_in()[0]) == (200, 201)


def test_a_candidate_crashes_at_its_start(stack: StackToUpdate) -> None:
    stack.run("crashes-at-start")
    restarts = "jsonpath={.items[*].status.containerStatuses[?(@.name=='keystone')].restartCount}"
    get = ("get", "pods", "--selector=name=keystone", "-o", restarts)
    assert until(lambda: stack.kubectl(*get).strip() not in ("", "0"), PATIENCE_S)
    # The log is that of the container that was started last, which may not have come so far.
    why = "No module named 'a_dependency_that_was_left_out'"
    assert until(lambda: why in stack.logs(), PATIENCE_S), stack.logs()


def test_a_candidate_starts_and_answers_500(stack: StackToUpdate) -> None:
    assert stack.update("answers-500") == "nothing to set up"
    assert stack.sign_in()[0] == 500


def test_a_candidate_forgets_the_tokens_of_others(stack: StackToUpdate) -> None:
    stack.update("30")
    _, token = stack.sign_in()
    stack.update("forgets-tokens")
    assert stack.validate(token) == 401
    status, own = stack.sign_in()
    assert (status, stack.validate(own)) == (201, 200)
    stack.update("30")
    assert (stack.validate(token), stack.validate(own)) == (200, 401)


def test_a_candidate_leaves_a_schema_that_no_older_release_can_read(stack: StackToUpdate) -> None:
    assert stack.update("breaks-old-release") == "db_sync --expand"
    assert stack.revisions() == {"5eedb4ad0001", "c88cdce8f248"}
    assert stack.sign_in()[0] == 201
    for older in ("30", "29"):
        assert stack.update(older) == "nothing to set up"
        assert stack.sign_in()[0] == 500
        assert "Unknown column 'local_user" in stack.logs()


def test_an_update_to_a_bad_candidate_is_given_up_and_undone(stack: StackToUpdate, tmp_path: Path) -> None:
    """By a run of the suite, which makes the update as any other."""
    words = ["--box", stack.box.name, "--only", "update_10", "--keystone-image", "bodepd/keystone:29"]
    end = run_politely([*words, "--reports", str(tmp_path)], tmp_path).end
    assert end.record is not None, end.why
    (scenario,) = end.record.scenarios
    assert (scenario.verdict, scenario.reason) == (Verdict.KEPT, "")
    seen = scenario.observed[0]
    assert "one from before is answered 401 by the new pod" in seen["given_up"]
    assert seen["went_back"]["not_as_before"] == []
    assert set(seen["went_back"]["digests"].values()) == set(seen["digests_before"].values())


def test_what_is_inside_a_newer_release_is_told(stack: StackToUpdate, tmp_path: Path) -> None:
    words = ("--from", "bodepd/keystone:28", "--to", "bodepd/keystone:29", "--only-inside", "--tokens", "8")
    ended = subprocess.run(
        [sys.executable, "-m", "verbs.update", *words, "--box", stack.box.name, "--reports", str(tmp_path)],
        cwd=SUITE_FOLDER,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == ExitCode.PARTIAL, ended.stdout + ended.stderr
    (inside,) = tmp_path.glob("2*/inside.json")
    found = json.loads(inside.read_text())
    assert found["not_told"] == {}
    changed = {each["name"]: (each["before"], each["after"]) for each in found["packages"]}
    assert changed["keystone"] == ("28.1.0", "29.1.0")
    assert [each["result"] for each in found["checked"]["checks"]] == ["success"] * 3
    assert found["answers"] == [], "28 and 29 answer these requests alike"
    p50, p95 = found["measured"][:2]
    assert p50["before"]["interval"]["low"] <= p50["before"]["value"] <= p50["before"]["interval"]["high"]
    assert (p95["before"]["size"], p95["before"]["interval"]) == (8, None)
