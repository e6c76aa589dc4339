"""cucumber.ndjson: the run as Cucumber Messages, for the tools of Cucumber's own world.

The order is that of Cucumber's own emitters: meta; source, document and pickles of each feature; hooks; the
run starts; all test cases; each test case from start to end; the run ends, where it did.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from itertools import count
from typing import Any

import cucumber_messages as messages

from conformance.exit_codes import ExitCode
from conformance.record import RunRecord, ScenarioRecord, StepRecord
from conformance.report.cucumber_results import AFTER, BEFORE, Result, Status, nanoseconds, results_of
from conformance.report.cucumber_sources import Sources, Told
from conformance.report.headline import headline_of
from conformance.report.junit import SUITE
from conformance.report.outcome import is_internal
from conformance.report.phrases import clean, one_line

LOG = "text/x.cucumber.log+plain"
"""The media type of a line that a step logs."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def cucumber_messages(run: RunRecord, sources: Sources) -> bytes:
    """Return the run as NDJSON, UTF-8, one envelope a line; `sources` tells each of its scenarios."""
    # one encoder for all lines: json.dumps would make one for each
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    lines = (encode(envelope) + "\n" for envelope in _envelopes(run, sources))
    return "".join(lines).encode(errors="replace")


def _envelopes(run: RunRecord, sources: Sources) -> Iterator[dict[str, Any]]:
    yield _envelope("meta", _meta(run))
    wanted = {each.pickle["id"] for each in sources.told}
    for parsed in sources.parsed():
        # the parser has them in the form of the protocol already
        yield {"source": parsed.source}
        yield {"gherkinDocument": parsed.document}
        yield from ({"pickle": pickle} for pickle in parsed.pickles if pickle["id"] in wanted)
    yield from _Course(run, sources).envelopes()


def _envelope(kind: str, message: Any) -> dict[str, Any]:
    """Return what the converter makes of an `Envelope` with this one message; without its twenty empty fields
    it takes a third of the time.
    """
    return {kind: messages.message_converter.to_dict(message)}


def _meta(run: RunRecord) -> Any:
    """Say what wrote the messages: the suite, on the machine that it runs on."""
    return messages.Meta(
        protocol_version=version("cucumber-messages"),
        implementation=messages.Product(SUITE, one_line(run.suite_version)),
        cpu=messages.Product(platform.machine()),
        os=messages.Product(platform.system(), platform.release()),
        runtime=messages.Product(platform.python_implementation(), platform.python_version()),
    )


class _Course:
    """What happened, in order; ids go on where those of the sources end."""

    def __init__(self, run: RunRecord, sources: Sources) -> None:
        self._run = run
        self._told = sources.told
        self._numbers = count(sources.next_id)
        self._before, self._after, self._run_id = self._next_id(), self._next_id(), self._next_id()

    def _next_id(self) -> str:
        return str(next(self._numbers))

    def envelopes(self) -> Iterator[dict[str, Any]]:
        yield self._hook(self._before, BEFORE, messages.HookType.before_test_case)
        yield self._hook(self._after, AFTER, messages.HookType.after_test_case)
        yield _envelope(
            "testRunStarted", messages.TestRunStarted(_timestamp(self._run.started), self._run_id)
        )
        cases = [(told.scenario, self._test_case(told)) for told in self._told]
        yield from (_envelope("testCase", case) for _, case in cases)
        for scenario, case in cases:
            yield from self._judged(scenario, case)
        if self._run.finished is not None:
            yield self._end(self._run.finished)

    def _hook(self, identifier: str, name: str, kind: Any) -> dict[str, Any]:
        return _envelope("hook", messages.Hook(identifier, messages.SourceReference(), name, type=kind))

    def _test_case(self, told: Told) -> Any:
        sentences = [messages.TestStep(self._next_id(), pickle_step_id=s["id"]) for s in told.pickle["steps"]]
        return messages.TestCase(
            id=self._next_id(),
            pickle_id=told.pickle["id"],
            test_steps=[
                messages.TestStep(self._next_id(), hook_id=self._before),
                *sentences,
                messages.TestStep(self._next_id(), hook_id=self._after),
            ],
            test_run_started_id=self._run_id,
        )

    def _judged(self, scenario: ScenarioRecord, case: Any) -> Iterator[dict[str, Any]]:
        began = scenario.started or self._run.started
        attempt = self._next_id()
        started_case = messages.TestCaseStarted(
            0, attempt, case.id, _timestamp(began), scenario.worker or None
        )
        yield _envelope("testCaseStarted", started_case)
        results = results_of(scenario)
        sentences = zip(case.test_steps[1:-1], results.steps, scenario.steps, strict=True)
        moment = began
        for step, result, record in (
            (case.test_steps[0], results.before, None),
            *sentences,
            (case.test_steps[-1], results.after, None),
        ):
            started = messages.TestStepStarted(attempt, step.id, _timestamp(moment))
            yield _envelope("testStepStarted", started)
            moment += timedelta(seconds=result.seconds)
            for line in _waited(record) if record else ():
                yield _envelope("attachment", _log(line, attempt, step.id, moment))
            if result.verdict is not None:
                for file in scenario.evidence:
                    yield _envelope(
                        "attachment", _log(f"evidence: {one_line(file.path)}", attempt, step.id, moment)
                    )
            yield _envelope("testStepFinished", _finished(attempt, step.id, result, moment))
        yield _envelope("testCaseFinished", messages.TestCaseFinished(attempt, _timestamp(moment), False))

    def _end(self, finished: datetime) -> dict[str, Any]:
        """End the run: only the exit code 0 is a success; faults of no scenario are its exception."""
        faults = self._run.faults
        kind = "suite" if any(is_internal(fault) for fault in faults) else "set-up"
        return _envelope(
            "testRunFinished",
            messages.TestRunFinished(
                success=self._run.exit_code is ExitCode.KEPT,
                timestamp=_timestamp(finished),
                exception=messages.Exception(kind, clean("\n".join(faults))) if faults else None,
                message=one_line(str(headline_of(self._run))),
                test_run_started_id=self._run_id,
            ),
        )


def _waited(step: StepRecord) -> Iterator[str]:
    for wait in step.waits:
        yield one_line(
            f"waited for {wait.awaited}: {wait.needed_s:.3f} s of {wait.allowed_s:g} s ({wait.patience}), "
            f"last seen: {wait.last_seen}"
        )


def _log(line: str, attempt: str, step: str, moment: datetime) -> Any:
    return messages.Attachment(
        body=line,
        content_encoding=messages.AttachmentContentEncoding.identity,
        media_type=LOG,
        test_case_started_id=attempt,
        test_step_id=step,
        timestamp=_timestamp(moment),
    )


def _finished(attempt: str, step: str, result: Result, moment: datetime) -> Any:
    seconds, nanos = divmod(nanoseconds(result.seconds), 10**9)
    told = messages.TestStepResult(
        messages.Duration(nanos, seconds), messages.TestStepResultStatus(result.status)
    )
    if result.verdict is not None:
        told.message = result.message
    if result.status is Status.FAILED:
        told.exception = messages.Exception(str(result.verdict), result.message.partition("\n")[0])
    return messages.TestStepFinished(attempt, step, told, _timestamp(moment))


def _timestamp(moment: datetime) -> Any:
    """Return a moment as the protocol has it; one without a time zone is taken for UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    since = aware - EPOCH
    return messages.Timestamp(since.microseconds * 1000, since.days * 86400 + since.seconds)
