"""Which namespaces are a run's own, and which of the runs are dead: marks and clocks, no cluster."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from conformance.errors import BadInput
from conformance.lease import LASTS
from conformance.run_identity import new_run_id
from conformance.stack import KEPT_LABEL, MANAGED_LABEL, RUN_LABEL
from conformance.sweep.choice import check_run_id, choose_dead, choose_named
from conformance.sweep.marks import run_of
from conformance.sweep.runs import FoundRun, tell_runs
from tests.played_cluster import NOW, OTHER, RUN, lease, namespace, written


def dead(*found: FoundRun) -> list[str]:
    return [run.run_id for run in choose_dead(found, NOW).dead]


def told(namespaces: list[dict[str, Any]], leases: list[dict[str, Any]]) -> list[FoundRun]:
    return tell_runs(namespaces, leases)


def test_what_a_run_makes_carries_all_three_marks() -> None:
    run_id = new_run_id()
    assert run_of(namespace(run_id, "looked-at-1")) == run_id


def named(name: str, **changes: Any) -> dict[str, Any]:
    found = namespace()
    labels = {key: value for key, value in {**found["metadata"]["labels"], **changes}.items() if value}
    return {"metadata": {**found["metadata"], "name": name, "labels": labels}}


LOOK_ALIKES = {
    "label only": named("payments"),
    "name only": named(f"{RUN}-own-1", **{RUN_LABEL: "", MANAGED_LABEL: ""}),
    "name and label": named(f"{RUN}-own-1", **{MANAGED_LABEL: ""}),
    "managed by another": named(f"{RUN}-own-1", **{MANAGED_LABEL: "helm"}),
    "name of another run": named(f"{OTHER}-own-1"),
    "run without a purpose": named(RUN),
    "name that goes on": named(f"x-{RUN}-own-1"),
    "a label that is no run": named("payments-own-1", **{RUN_LABEL: "payments"}),
    "nothing": {"metadata": {"name": "default"}},
}


@pytest.mark.parametrize("look_alike", LOOK_ALIKES.values(), ids=LOOK_ALIKES)
def test_a_look_alike_is_no_run(look_alike: dict[str, Any]) -> None:
    assert run_of(look_alike) == ""
    found = {"creationTimestamp": written(9000), **look_alike["metadata"]}
    assert told([{"metadata": found}], []) == []


def test_a_run_that_renews_is_not_dead_however_old_it_is() -> None:
    leases = [lease(age=9000), lease(purpose="own-2", age=LASTS - 1)]
    assert dead(*told([namespace(), namespace(purpose="own-2")], leases)) == []
    leases = [lease(age=9000), lease(purpose="own-2", age=LASTS)]
    assert dead(*told([namespace(), namespace(purpose="own-2")], leases)) == [RUN]


def test_a_run_without_a_lease_is_dead_once_its_namespace_is_old_enough() -> None:
    assert dead(*told([namespace(age=LASTS - 1)], [])) == []
    assert dead(*told([namespace(age=LASTS)], [])) == [RUN]


def test_a_run_that_gave_up_its_lease_is_dead_at_once() -> None:
    (run,) = told([namespace(age=5)], [lease(age=1, holder="")])
    assert dead(run) == [RUN]
    assert run.last_sign == NOW - timedelta(seconds=1)


def test_a_run_whose_namespaces_all_go_is_not_kept_alive_by_their_age() -> None:
    going = namespace(age=5)
    going["metadata"]["deletionTimestamp"] = written(1)
    assert dead(*told([going], [])) == [RUN]
    assert dead(*told([going], [lease(age=1)])) == [], "a live run may give back one of its stacks"


def test_a_lease_that_was_never_renewed_counts_from_its_creation() -> None:
    fresh = lease(age=0)
    del fresh["spec"]["renewTime"]
    fresh["metadata"]["creationTimestamp"] = written(LASTS - 1)
    assert dead(*told([namespace()], [fresh])) == []


def test_a_lease_elsewhere_keeps_no_run_alive() -> None:
    foreign = lease(age=0)
    foreign["metadata"]["namespace"] = "payments"
    renamed = lease(age=0)
    renamed["metadata"]["name"] = "leader"
    assert dead(*told([namespace()], [foreign, renamed])) == [RUN]


def test_a_dead_run_is_told_with_all_it_left() -> None:
    (run,) = told([namespace(purpose="own-2"), namespace()], [lease(age=200)])
    assert run.namespaces == (f"{RUN}-own-1", f"{RUN}-own-2")
    assert run.last_sign == NOW - timedelta(seconds=200)


def test_a_live_run_beside_a_dead_one_is_left_alone() -> None:
    found = told([namespace(), namespace(OTHER, age=9000)], [lease(), lease(OTHER, age=3)])
    choice = choose_dead(found, NOW)
    assert [run.run_id for run in choice.dead] == [RUN]
    assert [(run.run_id, why) for run, why in choice.let_be] == [(OTHER, "it is alive")]


def test_only_what_is_older_is_taken_when_an_age_is_named() -> None:
    found = told([namespace()], [lease(age=7000)])
    assert choose_dead(found, NOW, older_than=7000).dead
    young = choose_dead(found, NOW, older_than=7200)
    assert young.dead == ()
    assert young.let_be[0][1] == "its last sign of life is only 1 h 56 min old"


def test_what_was_to_be_kept_is_taken_when_it_is_named_and_else_left() -> None:
    found = told([namespace(labels={KEPT_LABEL: "true"})], [])
    assert choose_dead(found, NOW).dead == ()
    assert f"--run {RUN}" in choose_dead(found, NOW).let_be[0][1]
    assert [run.run_id for run in choose_named(found, RUN, NOW).dead] == [RUN]


def test_a_run_that_is_named_and_alive_is_refused_and_one_is_told_until_when() -> None:
    found = told([namespace()], [lease(age=30)])
    with pytest.raises(BadInput, match=r"is alive, its last sign of life is 30\.0 s old") as refused:
        choose_named(found, RUN, NOW)
    assert "counts as dead in 70.0 s, from 04:01:10 UTC on" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_run_that_is_named_and_gone_is_nothing_to_do() -> None:
    assert choose_named([], RUN, NOW).dead == ()


@pytest.mark.parametrize("text", ["", "latest", "20261123", f"{RUN}-own-1", f"{RUN},{OTHER}"])
def test_what_is_no_name_of_a_run_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="no run is called so"):
        check_run_id(text)
