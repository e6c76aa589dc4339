from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from conformance.command_line import read_options
from conformance.errors import BadInput
from conformance.exit_codes import ExitCode
from conformance.options import FOLDERS, SUITE_FOLDER
from conformance.promises import read_promises
from conformance.verdict import Verdict
from sabotage.child_run import ChildRun
from sabotage.choice import APART, BEGUN_APART, Choice, as_begun, choose, sets_of
from sabotage.healthy import HEALTHY
from sabotage.manifest_objects import ManifestObjects
from sabotage.measured_patience import bound_of, overrides, roomy, waits_of
from sabotage.mutant import AT_THE_END, HealthyVariant, Mutant, breaks
from sabotage.mutants import MUTANTS, mutants_of, refuse_repeated_names
from sabotage.tasks import measuring_tasks, task_of_mutant, task_of_variant
from tests.report_records import run
from verbs import sabotage as verb

PROMISES = {promise.identifier: promise for promise in read_promises(SUITE_FOLDER / "features")}
EVERY = Choice(MUTANTS, HEALTHY)


UNPROVEN: frozenset[str] = frozenset()
"""Promises whose mutant is still to be written; the catalogue says so beside each. It only shrinks."""


def test_every_promise_has_a_mutant_that_it_must_find() -> None:
    assert {identifier for identifier in PROMISES if not mutants_of(identifier)} == UNPROVEN


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_mutant_names_sentences_that_are_there(mutant: Mutant) -> None:
    for expected in mutant.expected:
        sentences = [step.split(" ", 1)[1] for step in PROMISES[expected.promise].steps]
        assert expected.step in {*sentences, AT_THE_END}
    assert set(mutant.must_not_break) <= set(PROMISES)


def test_names_are_there_once() -> None:
    assert len(set(EVERY.names)) == len(EVERY.names)
    with pytest.raises(ValueError, match="two-replicas"):
        refuse_repeated_names((*MUTANTS, *mutants_of("pods_3")))


@pytest.mark.parametrize("one", [*MUTANTS, *HEALTHY], ids=lambda one: one.name)
def test_each_says_in_a_sentence_what_it_is(one: Mutant | HealthyVariant) -> None:
    assert one.what[0].isupper()
    assert one.what.endswith(".")


def test_there_are_at_least_twelve_healthy_variants() -> None:
    assert len(HEALTHY) >= 12


def test_a_mutant_must_be_expected_somewhere_and_have_a_name() -> None:
    with pytest.raises(ValueError, match="kebab"):
        Mutant("Not_Kebab", "What.", breaks("pods_1", "s", "p"))
    with pytest.raises(ValueError, match="no promise"):
        Mutant("m", "What.", ())
    with pytest.raises(ValueError, match="cannot both"):
        Mutant("m", "What.", breaks("pods_1", "s", "p"), must_not_break=("pods_1",))


def test_all_run_unless_some_are_asked_for() -> None:
    usual, of_updates = choose(EVERY, (), ()), choose(EVERY, (), (), updates=True)
    assert {*usual.mutants, *of_updates.mutants} == {*MUTANTS}
    assert {name.partition("_")[0] for each in of_updates.mutants for name in each.promises} == {"update"}
    assert (usual.healthy, of_updates.healthy) == (HEALTHY, ())
    assert not any(mutant.name in of_updates.names for mutant in usual.mutants)
    assert choose(EVERY, ("two-replicas", "sidecar"), ()).names == ("sidecar", "two-replicas")
    of_one = choose(EVERY, (), ("heal_1",))
    assert of_one.healthy == ()
    assert of_one.mutants == mutants_of("heal_1")


def test_the_longest_are_begun_early_each_beside_others_that_stay_as_they_stand() -> None:
    names = [mutant.name for mutant in as_begun(MUTANTS)]
    assert tuple(names[:: APART + 1][: len(BEGUN_APART)]) == BEGUN_APART
    assert [name for name in names if name not in BEGUN_APART] == [
        mutant.name for mutant in MUTANTS if mutant.name not in BEGUN_APART
    ]


def test_none_is_left_out_where_only_the_longest_are_asked_for() -> None:
    longest = [mutant for mutant in MUTANTS if mutant.name in BEGUN_APART]
    assert {mutant.name for mutant in as_begun(longest)} == set(BEGUN_APART)
    assert as_begun([]) == []


def test_no_two_steady_streams_stand_side_by_side() -> None:
    """The four came last, at once, and what one of them had to find quiet another one had filled."""
    streams = {mutant.name for identifier in ("heal_17", "heal_18") for mutant in mutants_of(identifier)}
    places = [place for place, name in enumerate(BEGUN_APART) if name in streams]
    assert len(places) == len(streams)
    assert all(after - before > 2 for before, after in pairwise(places))


def test_what_is_asked_for_must_be_there() -> None:
    with pytest.raises(BadInput, match="did you mean two-replicas"):
        choose(EVERY, ("two-replica",), ())
    with pytest.raises(BadInput, match="no mutant breaks 'pods_99'"):
        choose(EVERY, (), ("pods_99",))


def test_a_child_gets_words_that_the_suite_understands(tmp_path: Path) -> None:
    child = ChildRun(
        box="b",
        manifests=tmp_path,
        manifest_set="blog",
        folder=tmp_path,
        promises=("pods_1", "heal_1"),
        patience=("token=12.0",),
    )
    options = read_options(child.arguments())
    assert options.manifest_set == "blog"
    assert (options.box, options.manifests, options.reports) == ("b", tmp_path, tmp_path)
    assert (options.only, options.patience) == (("pods_1", "heal_1"), ("token=12.0",))
    assert options.cluster_stays
    assert not options.existing_cluster


def test_a_healthy_variant_is_judged_by_its_whole_profile(tmp_path: Path) -> None:
    options = read_options(task_of_variant(HEALTHY[0]).child("b", tmp_path, ()).arguments())
    assert (options.profiles, options.only) == (("core",), ())


def test_a_mutant_is_judged_by_its_own_promises_on_manifests_of_its_own(tmp_path: Path) -> None:
    task = task_of_mutant(next(mutant for mutant in MUTANTS if mutant.name == "any-password"))
    options = read_options(task.child("b", tmp_path, ()).arguments())
    assert options.only == ("token_2", "token_8", "token_1")
    assert options.manifests == tmp_path / "manifests" / "any-password"
    assert (options.manifests / "keystone-rc.yaml").is_file()


def with_requests(folder: Path) -> int:
    """How many containers of the controller's template ask for cpu or memory."""
    template = ManifestObjects(folder).template
    return sum("resources" in container for container in template["spec"]["containers"])


@pytest.mark.parametrize(
    "mutant", [each for each in MUTANTS if each.manifest_set == "hardened"], ids=lambda mutant: mutant.name
)
def test_the_keystones_of_stacks_have_equal_shares_of_the_cpus(tmp_path: Path, mutant: Mutant) -> None:
    """But those of which no request may fail while they are replaced."""
    assert with_requests(FOLDERS["hardened"]) == 2
    written = task_of_mutant(mutant).child("b", tmp_path, ()).manifests
    assert with_requests(written) == (2 if "heal_18" in mutant.promises else 0)


def test_measuring_runs_are_of_promises_that_are_there() -> None:
    assert {promise for task in measuring_tasks() for promise in task.promises} <= set(PROMISES)


SELDOM = ("probe-interval=0.3", "probe-interval-late=1")


def test_patience_is_three_times_the_99th_percentile_and_ten_seconds_at_least() -> None:
    assert bound_of([0.1, 0.2]) == 10.0
    assert bound_of([1.0] * 99 + [50.0]) == 10.0
    assert bound_of([1.0, 8.0]) == 24.0


def test_the_longest_wait_of_a_run_that_was_kept_is_measured() -> None:
    record = run(("pods_1", Verdict.KEPT), ("pods_2", Verdict.KEPT), ("pods_3", Verdict.BROKEN))
    assert waits_of([record, record]) == {"pods_ready": [2.5, 2.5]}
    of_work = ("exec=30", "schema-check=30", "sign-in=30")
    assert overrides({"token": [4.0]}) == ("token=12.0", *of_work, *SELDOM)
    assert "sign-in=12.0" in overrides({"sign-in": [4.0]})


def test_roomy_patience_is_understood_by_the_suite() -> None:
    from conformance.patience import Patience

    table = Patience.for_cluster(kubebox=True)
    assert table.with_overrides(roomy())["token"] == 3 * table["token"]
    assert table.with_overrides(roomy())["probe-interval"] == 0.3
    assert set(SELDOM) <= set(roomy())


def test_listing_runs_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert verb.main(["--list", "--promise", "heal_1"]) is ExitCode.KEPT
    assert "pod-that-does-not-go" in capsys.readouterr().out


def test_an_unknown_name_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert verb.main(["--only", "nothing-like-it"]) is ExitCode.BAD_INPUT
    assert "no mutant is called 'nothing-like-it'" in capsys.readouterr().err


def test_mutants_of_an_update_run_alone_unless_asked_otherwise() -> None:
    updates, others = choose(EVERY, (), (), updates=True), choose(EVERY, (), ())
    assert (verb.jobs_of(updates, None), verb.jobs_of(others, None)) == (1, verb.AT_ONCE)
    assert (verb.jobs_of(updates, 3), verb.jobs_of(others, 0)) == (3, 1)


def test_each_set_that_is_broken_is_measured() -> None:
    updates = choose(EVERY, (), (), updates=True)
    assert sets_of(updates.mutants) == ("blog", "hardened")
    assert [task.manifest_set for task in measuring_tasks(sets_of(updates.mutants))] == [
        *["blog"] * 3,
        "hardened",
    ]
