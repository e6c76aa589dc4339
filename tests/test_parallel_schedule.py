"""Who judges which promise next: everything once, alone what measures, no more stacks than are told."""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Iterator, Sequence
from itertools import count

import pytest

from conformance.manifests import read_manifests
from conformance.options import FEATURES, FOLDERS, SUITE_FOLDER
from conformance.parallel.alone import judged_alone
from conformance.parallel.foreseen import STACK_S, seconds_in_workers
from conformance.parallel.schedule import SHARED_AT_MOST, Schedule, Task, Turn, stacks_at_most
from conformance.parallel.stack_kind import StackKind, kind_of
from conformance.plan.peak import peak_of
from conformance.promises import Promise, read_promises

PROMISES = {each.identifier: each for each in read_promises(FEATURES)}
BLOG = tuple(
    sorted(
        (each for each in PROMISES.values() if not each.sets or "blog" in each.sets),
        key=lambda each: not each.looks_at_the_shared_stack,
    )
)
LOOKS, DISTURBS, OWN = StackKind.LOOKED_AT, StackKind.DISTURBED, StackKind.OWN


class Played:
    """Workers that are idle or judge, in an order that a test or chance gives."""

    def __init__(self, promises: Sequence[Promise], workers: int) -> None:
        self.names = [f"w{number}" for number in range(1, workers + 1)]
        self.schedule = Schedule.of(promises, self.names)
        self.judging: dict[str, Task] = {}
        self.given: list[tuple[str, Task]] = []
        self.shared: dict[str, StackKind] = {}
        self.most_stacks = self.most_shared = 0

    def give_out(self) -> None:
        """Ask for each idle worker until nobody gets anything any more."""
        while any(self._turned(name) for name in self.names if name not in self.judging):
            pass
        own = sum(kind_of(each.promise) is OWN for each in self.judging.values())
        self.most_stacks = max(self.most_stacks, len(self.shared) + own)
        self.most_shared = max(self.most_shared, len(self.shared))

    def _turned(self, name: str) -> bool:
        turn = self.schedule.next_for(name)
        if isinstance(turn, Task):
            self.judging[name] = turn
            self.given.append((name, turn))
            if (kind := kind_of(turn.promise)) is not OWN:
                self.shared[name] = kind
        elif turn is Turn.END:
            self.end(name)
        return turn is not Turn.WAIT

    def end(self, name: str) -> None:
        """Let a worker be no more, and its stacks with it."""
        self.names.remove(name)
        self.shared.pop(name, None)
        self.judging.pop(name, None)
        self.schedule.gone(name)

    def over(self, name: str) -> None:
        del self.judging[name]
        self.schedule.over(name)


def chosen(*identifiers: str) -> tuple[Promise, ...]:
    return tuple(PROMISES[each] for each in identifiers)


@pytest.mark.parametrize("workers", range(1, 17))
@pytest.mark.parametrize("seed", range(4))
def test_whoever_is_quick_everything_is_judged_once_and_no_more_stacks_are_made_than_told(
    workers: int, seed: int
) -> None:
    chance = random.Random(100 * workers + seed)
    promises = BLOG if seed == 0 else tuple(each for each in BLOG if chance.random() < 0.3)
    played = Played(promises, workers)
    played.give_out()
    while played.judging:
        alone = [each for each in played.judging.values() if each.alone]
        assert not alone or len(played.judging) == 1
        played.over(chance.choice(sorted(played.judging)))
        played.give_out()
    assert sorted(task.promise.identifier for _, task in played.given) == sorted(
        each.identifier for each in promises
    )
    assert {task.promise.identifier for _, task in played.given if task.alone} == {
        each.identifier for each in promises if judged_alone(each)
    }
    peak = peak_of(promises, read_manifests(FOLDERS["blog"]), workers)
    assert played.most_stacks <= peak.namespaces <= stacks_at_most(workers)
    assert played.most_shared <= SHARED_AT_MOST


def test_a_stack_that_is_looked_at_is_one_worker_s_and_is_disturbed_only_when_nobody_looks() -> None:
    played = Played(BLOG, 4)
    played.give_out()
    while played.judging:
        played.over(next(iter(played.judging)))
        played.give_out()
    looking = {name for name, task in played.given if kind_of(task.promise) is LOOKS}
    assert len(looking) == 1
    of_the_looker = [kind_of(task.promise) for name, task in played.given if name in looking]
    last_look = max(place for place, kind in enumerate(of_the_looker) if kind is LOOKS)
    assert DISTURBS not in of_the_looker[:last_look]
    assert DISTURBS in of_the_looker[last_look:]


def test_what_is_alone_waits_for_all_others_and_lets_nothing_begin() -> None:
    played = Played(chosen("pods_1", "token_16", "wiring_7", "heal_2", "heal_10"), 3)
    played.give_out()
    assert {task.promise.identifier for task in played.judging.values()} == {"pods_1", "heal_2", "wiring_7"}
    looker = next(name for name, task in played.judging.items() if task.promise.identifier == "pods_1")
    played.over(looker)
    played.give_out()
    assert looker not in played.judging, "token_16 is due, and others still judge"
    for name in sorted(played.judging):
        played.over(name)
        played.give_out()
    assert {name: task.promise.identifier for name, task in played.judging.items()} == {looker: "token_16"}
    assert played.judging[looker].alone


def test_the_others_end_with_their_stacks_before_the_last_are_judged_alone() -> None:
    played = Played(chosen("heal_2", "wiring_7", "heal_1", "heal_12"), 2)
    played.give_out()
    for name in sorted(played.judging):
        played.over(name)
    played.give_out()
    ((name, task),) = played.judging.items()
    assert (name, played.names, task.promise.identifier) == ("w1", ["w1"], "heal_1")
    assert [each.identifier for each in task.then] == ["heal_12"], "its stack may be laid out ahead"


@pytest.mark.parametrize("lost", ["w1", "w2", "w3"])
def test_a_worker_that_is_lost_leaves_its_work_to_the_others(lost: str) -> None:
    played = Played(BLOG, 3)
    played.give_out()
    was_judging = played.judging[lost].promise.identifier
    played.end(lost)
    played.give_out()
    while played.judging:
        played.over(next(iter(played.judging)))
        played.give_out()
    given = [task.promise.identifier for _, task in played.given]
    assert len(given) == len(set(given)) == len(BLOG)
    assert was_judging in given
    assert played.schedule.left == []


def test_a_run_that_must_stop_gives_nothing_out() -> None:
    played = Played(BLOG, 2)
    played.give_out()
    played.schedule.stop()
    for name in sorted(played.judging):
        played.over(name)
    played.give_out()
    assert (played.names, played.judging) == ([], {})
    assert len(played.schedule.left) == len(BLOG) - 2


@pytest.mark.parametrize(
    ("identifier", "alone"),
    [
        ("heal_1", True),
        ("heal_9", True),
        ("heal_12", True),
        ("heal_17", True),
        ("reach_6", True),
        ("token_16", True),
        ("heal_2", False),
        ("wiring_7", False),
        ("pods_1", False),
    ],
)
def test_what_measures_time_or_loads_the_cluster_is_judged_alone(identifier: str, alone: bool) -> None:
    assert judged_alone(PROMISES[identifier]) is alone


MEASURING = frozenset(("probe", "clock_reading", "logins", "judges.replacement"))
"""Modules of conformance/ that measure time, or load all that is there."""


def test_the_steps_that_measure_are_only_of_promises_that_are_judged_alone() -> None:
    """By what their modules import: whoever writes another such sentence is told here."""
    measuring = {
        words
        for file in (SUITE_FOLDER / "steps").glob("*.py")
        for words in _sentences_that_use(file.read_text(encoding="utf-8"))
    }
    streams = "one keystone pod is deleted under a steady stream of requests"
    assert {streams, "a hundred clients log in at once"} <= measuring
    for promise in PROMISES.values():
        said = {step.split(" ", 1)[1] for step in promise.steps}
        if any(_is(words, sentence) for words in measuring for sentence in said):
            assert judged_alone(promise), promise.identifier


def _sentences_that_use(source: str) -> Iterator[str]:
    """Yield the texts of the steps in whose functions a name occurs that is imported from MEASURING."""
    tree = ast.parse(source)
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").removeprefix("conformance.") in MEASURING
        for alias in node.names
    }
    for step in ast.walk(tree):
        if isinstance(step, ast.FunctionDef):
            used = {node.id for part in step.body for node in ast.walk(part) if isinstance(node, ast.Name)}
            if used & names:
                yield from _texts_of(step)


def _texts_of(step: ast.FunctionDef) -> Iterator[str]:
    for decorator in step.decorator_list:
        for node in ast.walk(decorator):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
                yield node.value


def _is(text: str, sentence: str) -> bool:
    """Return whether `sentence` is one of the step `text`, which may have parameters in braces."""
    parts = [re.escape(part) for part in re.split(r"\{[^}]*\}", text)]
    return re.fullmatch(".+".join(parts), sentence) is not None


def test_several_at_once_take_as_long_as_what_is_alone_and_their_share_of_the_rest() -> None:
    promises = chosen("wiring_7", "wiring_8", "heal_1")
    assert seconds_in_workers(promises, 2, lambda _: 10.0) == 10.0 + 10.0 + STACK_S
    assert seconds_in_workers(promises, 1, lambda _: 10.0) == 30.0 + STACK_S
    numbers = count(1)
    seconds = {each.identifier: float(next(numbers)) for each in BLOG}
    times = [seconds_in_workers(BLOG, n, lambda each: seconds[each.identifier]) for n in (1, 2, 4)]
    assert times == sorted(times, reverse=True)
    assert times[2] > sum(seconds[each.identifier] for each in BLOG if judged_alone(each))
