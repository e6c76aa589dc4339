"""In which words two statements on one run differ; pure."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.certificate.statement import Resource, Statement
from conformance.report.run_file import RUN_FILE

NOT_HERE = "missing"


def differences(signed: Statement, here: Statement) -> Iterator[str]:
    """Yield what `signed` says and what the report `here` comes to, a phrase for each promise and digest.

    Not of the files in the run's folder, nor of earlier runs: where those differ is found by looking at them.
    """
    before, now = _verdicts(signed), _verdicts(here)
    for identifier in sorted(before.keys() | now.keys()):
        yield from _one(identifier, before.get(identifier), now.get(identifier))
    for one, other in (
        (signed.subject, here.subject),
        (signed.predicate.configuration, here.predicate.configuration),
    ):
        digests, others = _digests(one), _digests(other)
        for name in sorted((digests.keys() | others.keys()) - {RUN_FILE}):
            yield from _one(name, digests.get(name), others.get(name))
    yield from _one("the result", str(signed.predicate.result), str(here.predicate.result))
    for field in ("run_id", "result", "suite_version", "manifest_set", "profiles", "required", "ordinal"):
        words = field.replace("_", " ")
        yield from _one(f"the run's {words}", _word(signed, field), _word(here, field))


def _one(what: str, signed: str | None, here: str | None) -> Iterator[str]:
    if signed != here:
        yield f"{what} was signed as {signed or NOT_HERE} and is {here or NOT_HERE} here"


def _word(statement: Statement, field: str) -> str:
    value = getattr(statement.run, field)
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _verdicts(statement: Statement) -> dict[str, str]:
    predicate = statement.predicate
    return {
        **dict.fromkeys(statement.run.skipped, "skipped"),
        **dict.fromkeys(predicate.failed_tests, "not kept"),
        **dict.fromkeys(predicate.warned_tests, "waived"),
        **dict.fromkeys(predicate.passed_tests, "kept"),
    }


def _digests(resources: tuple[Resource, ...]) -> dict[str, str]:
    return {
        each.name: " ".join(f"{algorithm}:{value}" for algorithm, value in each.digest.items())
        for each in resources
    }
