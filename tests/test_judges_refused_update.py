from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.errors import EnvironmentFault
from conformance.judges.refused_update import REASONS, given_up_for, old_replicas_answered, undone
from tests.observed_updates import BACK, given_up, look, probe, updated
from tests.probe_records import fails, is_late

WORDS = {
    "keeps ending": "container keystone of pod n1 keeps ending (exit code 1)",
    "answers errors": "http://127.0.0.1:1 answered 500 and no versions document",
    "refuses tokens from before": (
        "1 of 3 replicas new: token: one from before is answered 401 by the new pod n1"
    ),
    "old ones issue no tokens any more": (
        "token: the old pod o2 issues none: token: http://127.0.0.1:1/v3 answered 500: broken"
    ),
}


@pytest.mark.parametrize("does", REASONS)
def test_each_reason_is_its_own(does: str) -> None:
    assert given_up_for(given_up(WORDS[does]), does) == []
    for other in WORDS.keys() - {does}:
        assert given_up_for(given_up(WORDS[other]), does) == [
            f"update: it was given up for another reason: {WORDS[other]}"
        ]


def test_a_pods_own_readiness_probe_may_find_its_errors() -> None:
    met = "Readiness probe failed: HTTP probe failed with statuscode: 500"
    why = f"not started: pod n1 Running, 1/2 ready (keystone running; {met}) (not within 40 s: o1 replaced)"
    assert given_up_for(given_up(why), "answers errors") == []


def test_a_new_pod_that_ends_for_the_first_time_counts() -> None:
    why = "not started: pod n1: container keystone ended (exit code 1)"
    assert given_up_for(given_up(why), "keeps ending") == []


@pytest.mark.parametrize("does", REASONS)
def test_a_candidate_that_is_not_there_was_never_refused(does: str) -> None:
    why = "image not pulled: pod n1: image not found: bodepd/keystone:crashes-at-start (not within 10 s)"
    with pytest.raises(
        EnvironmentFault, match="the candidate is not where it was looked for: image not pull"
    ):
        given_up_for(given_up(why), does)


def test_a_bad_image_that_is_taken_is_told() -> None:
    assert given_up_for(updated(), "keeps ending") == [
        "update: it was not given up, every new pod was taken for a good one"
    ]
    late = given_up(WORDS["keeps ending"], replaced=updated().replaced[:2])
    assert given_up_for(late, "keeps ending")[0].startswith("update: it was given up at new pod 2 only")


def test_two_old_replicas_are_due_all_the_while() -> None:
    assert old_replicas_answered(given_up("x")) == []
    failed = given_up("x", old={"o2": probe(), "o3": probe(fails(5.0, 5.1))})
    first, second = old_replicas_answered(failed)
    assert first == "update: 1 old replicas answered all the while, 2 are due"
    assert second.startswith("old pod o3: failed 2 of 360 requests, the first: ")
    assert old_replicas_answered(given_up("x", old={"o2": probe()})) != []


def test_answers_to_late_requests_are_answers_and_late_failures_blame_nobody() -> None:
    late = probe(is_late(5.0, 9.0, 1.5))
    assert old_replicas_answered(given_up("x", old={"o2": late, "o3": late})) == []
    lost = probe(is_late(5.0, 9.0, 1.5), fails(10.0, 11.0))
    with pytest.raises(EnvironmentFault, match="could not keep its pace"):
        old_replicas_answered(given_up("x", old={"o2": late, "o3": lost}))


def test_what_was_before_it_does_not_count() -> None:
    assert old_replicas_answered(given_up("x", old=dict.fromkeys("ab", probe(fails(0.0, 1.0))))) == []


def test_the_way_back_leads_to_what_was_before() -> None:
    assert undone(given_up("x")) == []
    assert undone(given_up("x", went_back=replace(BACK, wrong=("users: jane is gone",)))) == [
        "way back: users: jane is gone"
    ]
    assert undone(updated()) == ["update: nobody went back, as it was not given up"]


def test_a_way_back_that_needed_the_database_is_one_only_where_that_was_said() -> None:
    restored = given_up("x", went_back=replace(BACK, database_restored=True))
    assert undone(restored)[0].startswith("way back: the old image was not enough")
    assert undone(restored, by_the_database=True) == []


def test_of_all_that_other_keys_do_the_users_tokens_are_told_first() -> None:
    assert look(1, n1=401, o2=401).wrong()[0] == WORDS["refuses tokens from before"]
