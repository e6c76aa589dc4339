"""The earlier run that a new one is held against, and which attempt a run is."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from conformance.evidence import sha256_of
from conformance.provenance import Chain, Earlier, ImageSeen
from conformance.record import RunRecord
from conformance.report import find_previous, write_reports
from conformance.report.history import chain_of, runs_like, runs_timed_like
from conformance.result import Result
from conformance.verdict import Verdict
from tests.report_records import kept, run

NOW = "20261123-041011-3fa9c1"
GREEN = kept("a_1", run_id="20261120-000000-aaaaaa")
RED = run(("a_1", Verdict.BROKEN), run_id="20261121-000000-bbbbbb")
JUDGED_NOTHING = run(faults=["no answer"], run_id="20261122-000000-cccccc")
LATER = kept("a_1", run_id="20261124-000000-dddddd")
OTHER_DIGEST = "sha256:" + "cd" * 32


def earlier(tmp_path: Path, *records: RunRecord) -> Path:
    for record in records:
        write_reports(record, tmp_path / record.run_id)
    return tmp_path


def killed(run_id: str) -> RunRecord:
    record = kept("a_1", run_id=run_id)
    record.finished = record.exit_code = None
    return record


def test_the_last_green_run_is_preferred(tmp_path: Path) -> None:
    found = find_previous(earlier(tmp_path, GREEN, RED, JUDGED_NOTHING, LATER), kept("a_1", run_id=NOW))
    assert found == GREEN


def test_without_a_green_run_the_last_that_judged_anything_is_taken(tmp_path: Path) -> None:
    assert find_previous(earlier(tmp_path, RED, JUDGED_NOTHING, LATER), kept("a_1", run_id=NOW)) == RED


def test_a_run_that_was_killed_is_not_compared_with(tmp_path: Path) -> None:
    reports = earlier(tmp_path, RED, killed("20261122-000000-eeeeee"))
    assert find_previous(reports, kept("a_1", run_id=NOW)) == RED


def test_a_run_of_another_environment_is_not_compared_with(tmp_path: Path) -> None:
    elsewhere = kept("a_1", run_id="20261122-000000-eeeeee")
    elsewhere.cluster.kind, elsewhere.cluster.name = "existing", "gke_one"
    assert find_previous(earlier(tmp_path, elsewhere), kept("a_1", run_id=NOW)) is None
    here = kept("a_1", run_id=NOW)
    here.cluster.kind, here.cluster.name = "existing", "gke_two"
    assert find_previous(tmp_path, here) is None
    here.cluster.name = "gke_one"
    assert find_previous(tmp_path, here) == elsewhere


def test_clusters_that_a_provider_makes_for_one_run_each_are_one_environment(tmp_path: Path) -> None:
    before, here = kept("a_1", run_id="20261122-000000-eeeeee"), kept("a_1", run_id=NOW)
    before.cluster.kind, before.cluster.name = "kind", "pytest-keystone-4711"
    here.cluster.kind, here.cluster.name = "kind", "pytest-keystone-12"
    assert find_previous(earlier(tmp_path, before), here) == before
    here.cluster.name = "kind-of-somebody"
    assert find_previous(tmp_path, here) is None


def test_runs_of_the_same_environment_come_newest_first_and_killed_ones_among_them(tmp_path: Path) -> None:
    other_set = kept("a_1", run_id="20261122-000000-ffffff")
    other_set.manifest_set = "hardened"
    dead = killed("20261122-000000-eeeeee")
    reports = earlier(tmp_path, GREEN, RED, other_set, dead, LATER)
    assert list(runs_like(reports, kept("a_1", run_id=NOW))) == [dead, RED, GREEN]


def test_what_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    reports = earlier(tmp_path, GREEN)
    (reports / "20261122-broken").mkdir()
    (reports / "20261122-broken" / "report.json").write_text("{")
    assert find_previous(reports, kept("a_1", run_id=NOW)) == GREEN


def test_a_folder_that_is_not_there_has_no_runs(tmp_path: Path) -> None:
    assert find_previous(tmp_path / "nowhere", kept("a_1")) is None
    assert chain_of(tmp_path / "nowhere", kept("a_1")) == Chain(1, None)


def chained(reports: Path, record: RunRecord) -> Chain:
    """Give the record its place in the chain, write it, and return that place."""
    record.chain = chain_of(reports, record)
    write_reports(record, reports / record.run_id)
    return record.chain


def test_attempts_are_numbered_and_each_names_the_one_before_whatever_came_of_it(tmp_path: Path) -> None:
    assert chained(tmp_path, run(("a_1", Verdict.BROKEN), run_id=GREEN.run_id)) == Chain(1, None)
    first = Earlier(GREEN.run_id, sha256_of(tmp_path / GREEN.run_id / "report.json"))
    assert chained(tmp_path, killed(RED.run_id)) == Chain(2, first)
    second = Earlier(RED.run_id, sha256_of(tmp_path / RED.run_id / "report.json"), Result.SUCCESS)
    assert chained(tmp_path, kept("a_1", run_id=NOW)) == Chain(3, second, (first,))


def test_a_run_that_ended_after_this_one_is_no_attempt_before_it(tmp_path: Path) -> None:
    now, longer = kept("a_1", run_id=NOW), run(("a_1", Verdict.BROKEN), run_id=RED.run_id)
    assert now.finished
    longer.finished = now.finished + timedelta(seconds=1)
    reports = earlier(tmp_path, GREEN, longer)
    assert chain_of(reports, now) == chain_of(earlier(tmp_path / "alone", GREEN), now)
    assert chain_of(reports, now, overlapping=True).ordinal == 3
    now.finished = None
    assert chain_of(reports, now).ordinal == 3


def test_a_later_run_is_no_earlier_attempt(tmp_path: Path) -> None:
    assert chain_of(earlier(tmp_path, LATER), kept("a_1", run_id=NOW)) == Chain(1, None)


def test_other_digests_are_another_thing(tmp_path: Path) -> None:
    reports = earlier(tmp_path, kept("a_1", run_id=GREEN.run_id, digest=OTHER_DIGEST))
    assert chain_of(reports, kept("a_1", run_id=NOW)) == Chain(1, None)


def test_other_manifests_or_promises_make_no_new_count(tmp_path: Path) -> None:
    manifest = kept("a_1", run_id=RED.run_id)
    manifest.manifests = {"manifests/keystone-db.yaml": "ff" * 32}
    feature = kept("a_1", run_id=JUDGED_NOTHING.run_id)
    feature.features = {"features/pods.feature": "ff" * 32}
    assert chain_of(earlier(tmp_path, manifest, feature), kept("a_1", run_id=NOW)).ordinal == 3


def test_an_attempt_that_ended_before_all_images_ran_counts_too(tmp_path: Path) -> None:
    now = kept("a_1", run_id=NOW)
    now.images.append(ImageSeen("keystone-db", "mariadb", OTHER_DIGEST, ()))
    assert chain_of(earlier(tmp_path, RED), now).ordinal == 2


def test_a_run_that_ran_no_image_is_no_attempt_at_any(tmp_path: Path) -> None:
    nothing = kept("a_1", run_id=RED.run_id)
    nothing.images = []
    assert chain_of(earlier(tmp_path, nothing), kept("a_1", run_id=NOW)).ordinal == 1


def test_an_attempt_that_was_deleted_still_counts(tmp_path: Path) -> None:
    red = run(("a_1", Verdict.BROKEN), run_id=RED.run_id)
    red.chain = Chain(7, None)
    assert chain_of(earlier(tmp_path, red), kept("a_1", run_id=NOW)).ordinal == 8


def test_durations_are_those_of_runs_that_judged_as_many_at_once(tmp_path: Path) -> None:
    several = kept("a_1", run_id="20261119-000000-ffffff")
    several.workers = 4
    reports, now = earlier(tmp_path, several, GREEN), kept("a_1", run_id=NOW)
    assert list(runs_timed_like(reports, now)) == [GREEN]
    now.workers = 4
    assert list(runs_timed_like(reports, now)) == [several]
