"""Which promises of an update are judged, by what a run was told to update to."""

from __future__ import annotations

import pytest

from conformance.command_line import read_options
from conformance.errors import BadInput
from conformance.options import FEATURES
from conformance.promises import Selection, read_promises, select
from conformance.registry.tags import Pins
from conformance.update.images import deployed_as, read_images
from conformance.update.options import UpdateOptions
from conformance.update.wanted import of_this_update, without_other_updates

PROMISES = read_promises(FEATURES)


def wanted(*words: str) -> Selection:
    options = read_options(list(words))
    every = select(PROMISES, options.profiles, options.only, options.manifest_set)
    return of_this_update(every, options.only, options.update)


def test_an_update_of_keystone_is_judged_where_its_image_is_named() -> None:
    chosen = wanted("--profile", "update", "--update-to", "bodepd/keystone:30").identifiers()
    assert {"update_1", "update_7", "update_8"} <= chosen


def test_a_profile_without_an_image_is_bad_input_with_its_remedy() -> None:
    with pytest.raises(BadInput, match=r"needs an image to update to.* --update-to bodepd/keystone:30"):
        wanted("--profile", "core,update")


def test_a_promise_asked_for_by_name_needs_its_image() -> None:
    with pytest.raises(BadInput, match="update_1 is about an update, and --update-to names none"):
        wanted("--only", "update_1")


def test_an_image_that_nothing_judges_is_bad_input() -> None:
    with pytest.raises(BadInput, match="no promise of an update is judged: add --profile update"):
        wanted("--update-to", "bodepd/keystone:30")


def test_other_runs_know_nothing_of_updates() -> None:
    assert not any(each.startswith("update_") for each in wanted().identifiers())


def test_the_images_are_read_as_names() -> None:
    images = read_images(UpdateOptions("a/b:1", None, "mariadb:11.8"), on_kubebox=True)
    assert list(images.named()) == ["a/b:1", "mariadb:11.8"]
    assert images.candidate("answers-500") == "bodepd/keystone:answers-500"
    assert images.why_no_candidates == ""
    with pytest.raises(BadInput, match="--update-to 'A b' is no image name"):
        read_images(UpdateOptions("A b"), on_kubebox=True)


def test_a_digest_may_be_due() -> None:
    with pytest.raises(BadInput, match="--update-to a/b:1 names no digest"):
        read_images(UpdateOptions("a/b:1"), on_kubebox=True).refuse_tags()
    digest = "sha256:" + 64 * "0"
    read_images(UpdateOptions(f"a/b@{digest}"), on_kubebox=True).refuse_tags()


def test_elsewhere_there_are_candidates_where_they_are_named() -> None:
    assert "--update-candidates" in read_images(UpdateOptions("a/b:1"), on_kubebox=False).why_no_candidates
    named = read_images(UpdateOptions("a/b:1", "registry.example/k"), on_kubebox=False)
    assert named.candidate("forgets-tokens") == "registry.example/k:forgets-tokens"


def test_what_was_resolved_is_deployed_by_its_digest() -> None:
    assert deployed_as("a:1", Pins({"a:1": "a@sha256:00"})) == "a@sha256:00"
    assert deployed_as("a:1", Pins()) == "a:1"


@pytest.mark.parametrize(
    "words",
    [
        ("--update-to", "bodepd/keystone:30"),
        ("--update-database-to", "mariadb:11.8"),
        ("--update-to", "bodepd/keystone:30", "--update-database-to", "mariadb:11.8"),
    ],
)
def test_a_report_tells_what_was_demanded_of_its_update(words: tuple[str, ...]) -> None:
    """Whoever signed a run of Keystone's update was asked for the database's too."""
    options = read_options(["--profile", "update", *words])
    every = select(PROMISES, ("update",), (), options.manifest_set)
    demanded = without_other_updates(every, UpdateOptions.of_report(options.update.told))
    assert demanded.required_by("update") == wanted("--profile", "update", *words).required_by("update")
