from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from conformance.errors import EnvironmentFault, InternalError
from conformance.inside import Output
from conformance.judges import update as judges
from conformance.observed import PodView
from conformance.probe import Phase
from conformance.update.belongings import Accepted
from conformance.update.inventory import Inventory
from conformance.update.load import BEGINS
from conformance.update.observed import ObservedUpdate, SchemaLeft
from tests.observed_updates import AFTER, NEW, OLD, SHAPE, given_up, look, probe, updated
from tests.probe_records import fails, is_late

JUDGES = (
    judges.completed,
    judges.on_one_new_digest,
    judges.database_untouched,
    judges.pending_done_once,
    judges.nothing_left_to_do,
    judges.tokens_from_before_accepted,
    judges.taken_both_ways,
    judges.all_there,
    judges.ways_in_from_before,
    judges.api_as_before,
)
WHY = "container keystone of pod n1 keeps ending"


@pytest.mark.parametrize("judge", JUDGES)
def test_an_update_that_went_well_is_kept(judge: Callable[[ObservedUpdate], list[str]]) -> None:
    assert judge(updated()) == []


@pytest.mark.parametrize("judge", [each for each in JUDGES if each is not judges.database_untouched])
def test_what_was_not_reached_is_broken_by_the_reason_of_giving_up(
    judge: Callable[[ObservedUpdate], list[str]],
) -> None:
    assert judge(given_up(WHY)) == [f"update given up: {WHY}"]


def test_nobody_is_blamed_on_a_machine_that_is_too_busy_to_ask() -> None:
    late = given_up(WHY, public=probe(is_late(4.0, 9.0, 1.5)))
    for judge in (judges.completed, judges.on_one_new_digest, judges.all_there):
        with pytest.raises(EnvironmentFault, match="could not keep its pace"):
            judge(late)
    assert judges.completed(updated(public=late.public)) == []


def test_replicas_that_all_run_the_older_image_are_told() -> None:
    older = replace(AFTER, digests=dict.fromkeys(NEW, "sha256:a"))
    assert judges.on_one_new_digest(updated(image="keystone@sha256:b", after=older)) == [
        "image: the replicas run the older one as before, sha256:a"
    ]
    assert judges.on_one_new_digest(updated(image="keystone@sha256:a", after=older)) == []
    assert judges.on_one_new_digest(updated(image="keystone:30", after=older)) == []


def test_a_token_that_nobody_answered_for_shows_nothing() -> None:
    with pytest.raises(EnvironmentFault, match=r"only 0 of 360 requests .* were answered"):
        judges.never_refused(probe(fails(0.0, 20.0)))


def test_replicas_of_two_images_are_told() -> None:
    two = replace(AFTER, digests={"n1": "sha256:b", "n2": "sha256:b", "o3": "sha256:a"})
    assert judges.on_one_new_digest(updated(after=two)) == [
        "image: pod o3 was not replaced",
        "image: the replicas run 2 different ones: sha256:a, sha256:b",
    ]


def test_a_database_that_was_touched_is_told() -> None:
    was, other = PodView(name="keystone-db", uid="1"), PodView(name="keystone-db", uid="2")
    wrong = "database: its pod is another one after the update"
    assert judges.database_untouched(updated(database=(was, other))) == [wrong]
    assert judges.database_untouched(updated(database=(was, None))) == [wrong]


def test_two_starts_that_change_the_schema_are_told() -> None:
    did = dict.fromkeys(NEW, "db_sync --expand")
    assert judges.pending_done_once(updated(did=did)) == ["schema: 3 replicas changed it, n1, n2, n3"]


def test_what_is_left_of_the_schema_is_told() -> None:
    left = SchemaLeft(Output("", "", 2, 2.0), None, "n3")
    assert "expansions are left to do" in judges.nothing_left_to_do(updated(left=left))[0]


def test_a_token_from_before_that_one_replica_refuses_is_told_with_the_moment() -> None:
    seen = updated(looks=[look(1, n1=401), look(2), look(3)])
    assert judges.tokens_from_before_accepted(seen)[0] == (
        "1 of 3 replicas new: token: one from before is answered 401 by the new pod n1"
    )


def test_tokens_are_judged_both_ways_only_while_both_releases_ran() -> None:
    assert judges.taken_both_ways(updated(looks=[look(1, o2=404), look(3)]))[0] == (
        "1 of 3 replicas new: token: one that pod n1 issued is answered 404 by pod o2"
    )
    assert judges.taken_both_ways(updated(looks=[look(1), look(3, n1=404)])) == []
    assert judges.taken_both_ways(updated(looks=[look(3)])) == [
        "update: the two releases never ran side by side"
    ]


def test_a_replica_that_issues_no_token_is_told_by_its_release() -> None:
    silent = replace(look(1), issue_none={"o2": "token: http://o2 answered 500: broken"})
    assert judges.taken_both_ways(updated(looks=[silent]))[0].startswith("token: the old pod o2 issues none")


def test_what_is_gone_is_told() -> None:
    assert judges.all_there(updated(after=replace(AFTER, inventory=Inventory({})))) == ["users: jane is gone"]
    shape = replace(SHAPE, headers={})
    assert judges.api_as_before(updated(after=replace(AFTER, shape=shape))) == ["headers: GET / vary is gone"]


def test_a_way_in_that_is_closed_is_told() -> None:
    closed = Accepted("n2", "token: 401", 401, ec2_secret=False)
    assert judges.ways_in_from_before(updated(accepted=[closed])) == [
        "password: pod n2: token: 401",
        "application credential: pod n2 answered 401, not 201",
        "credential: pod n2 does not give the secret that it was made with",
    ]


def test_a_request_without_an_answer_refuses_no_token() -> None:
    assert judges.never_refused(probe(fails(3.0, 4.0))) == []
    refused = probe(fails(3.0, 4.0, Phase.STATUS, "status 401"))
    assert judges.never_refused(refused)[0] == "token: 20 of 360 requests were refused with one from before"
    assert judges.never_refused(probe(fails(0.0, 1.0, Phase.STATUS, "status 401"))) == []


def test_an_answer_after_the_end_of_a_window_says_nothing_of_it() -> None:
    refused = probe(fails(9.9, 10.0, Phase.STATUS, "status 404"), is_late(9.9, 10.0, 0.2))
    assert judges.never_refused(refused, (refused.at(BEGINS), refused.at("old pod 3 deleted"))) == []
    assert judges.never_refused(refused) != []


def test_an_update_without_a_public_address_has_no_figures_of_it() -> None:
    with pytest.raises(InternalError, match="without requests in public"):
        updated(public=None).in_public()


def test_what_a_report_shows_is_plain() -> None:
    told = updated().told()
    assert told["digests_before"] == dict.fromkeys(OLD, "sha256:a")
    assert told["old_replicas"] == {
        pod: {"asked": 360, "answered": 360, "p99_ms": 5.0} for pod in ("o2", "o3")
    }
    assert told["went_back"] is None
