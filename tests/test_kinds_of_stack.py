"""Each promise asks, in one sentence, for one kind of stack: what the plan and the schedule take it for."""

from __future__ import annotations

import ast

from conformance.options import FEATURES, SUITE_FOLDER
from conformance.promises import DISTURBED, LOOKED_AT, UPDATED, read_promises

PROMISES = {each.identifier: each for each in read_promises(FEATURES)}


def _given_texts(asked: str) -> set[str]:
    """Return the sentences whose steps ask the run for a stack by the method `asked`."""
    found = set()
    for file in (SUITE_FOLDER / "steps").glob("*.py"):
        for step in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(step, ast.FunctionDef) and f"run.{asked}(" in ast.unparse(step):
                found |= {
                    str(each.args[0].value)
                    for each in step.decorator_list
                    if isinstance(each, ast.Call) and each.args and isinstance(each.args[0], ast.Constant)
                }
    return found


def test_each_promise_has_the_kind_of_stack_that_the_plan_takes_it_for() -> None:
    texts = [_given_texts(kind) for kind in ("looked_at", "to_disturb", "to_update")]
    assert texts == [{LOOKED_AT}, {DISTURBED}, {UPDATED}]
    own = _given_texts("own")
    for promise in PROMISES.values():
        sentences = {step.split(" ", 1)[1] for step in promise.steps}
        kinds = [
            promise.looks_at_the_shared_stack,
            promise.may_disturb,
            promise.updates,
            bool(sentences & own),
        ]
        assert kinds.count(True) == 1, promise.identifier
