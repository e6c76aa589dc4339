"""What moved between two runs."""

from __future__ import annotations

from conformance.report.changes import changes_between
from conformance.verdict import Verdict
from tests.report_records import kept, run

K, B, U, S = Verdict.KEPT, Verdict.BROKEN, Verdict.UNKNOWN, Verdict.SKIPPED


def test_the_same_run_twice_has_not_changed() -> None:
    assert changes_between(kept("a_1"), kept("a_1")).phrases() == ()


def test_verdicts_are_told_the_worst_first() -> None:
    before = run(("a_1", K), ("a_2", K), ("a_3", K), ("a_4", B), ("a_5", K))
    after = run(("a_5", K), ("a_4", K), ("a_3", S), ("a_2", U), ("a_1", B))
    assert changes_between(before, after).phrases() == (
        "newly broken: a_1",
        "newly unknown: a_2",
        "newly kept: a_4",
        "newly skipped: a_3",
    )


def test_promises_of_only_one_run_are_told_apart_from_changed_ones() -> None:
    changes = changes_between(kept("a_1", "a_2"), kept("a_2", "a_3"))
    assert (changes.newly, changes.appeared, changes.gone) == ({}, ("a_3",), ("a_1",))


def test_many_promises_of_only_one_run_are_counted() -> None:
    before = kept(*(f"a_{number}" for number in range(1, 9)))
    (told,) = changes_between(before, run(faults=["no answer"])).phrases()[-1:]
    assert told == "recorded then, not now: a_1, a_2, a_3, a_4, a_5 and 3 more"


def test_facts_that_moved_are_told_with_before_and_after() -> None:
    before, after = kept("a_1"), kept("a_1", digest="sha256:" + "cd" * 32)
    after.cluster.server_version = "v1.37.2"
    after.deviations = ["keystone-controller.yaml: four replicas"]
    assert changes_between(before, after).phrases() == (
        "keystone image abababababab → cdcdcdcdcdcd",
        "Kubernetes v1.36.3 → v1.37.2",
        "deviations none → keystone-controller.yaml: four replicas",
    )


def test_of_many_deviations_only_those_that_one_run_had_are_told() -> None:
    before, after = kept("a_1"), kept("a_1")
    both = ["every object: the namespace of the run", "every object: labels keystone-conformance/run-id"]
    before.deviations = [*both, "pull secret: added"]
    after.deviations = [*both, "keystone image: bodepd/keystone:29 in place of bodepd/keystone"]
    assert changes_between(before, after).phrases() == (
        "deviations pull secret: added → keystone image: bodepd/keystone:29 in place of bodepd/keystone",
    )
    after.deviations = [*reversed(before.deviations)]
    assert changes_between(before, after).phrases() == ()


def test_an_image_that_only_one_run_saw_is_no_change() -> None:
    before, after = kept("a_1"), kept("a_1")
    after.images = []
    assert changes_between(before, after).facts == ()


def test_green_is_known_from_the_exit_code() -> None:
    assert changes_between(kept("a_1"), kept("a_1")).since_green
    assert not changes_between(run(("a_1", B)), kept("a_1")).since_green
