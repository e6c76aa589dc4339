"""What signing and verifying come to: reasons to refuse, or an account of what holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from securesystemslib.signer import Key

from conformance.certificate.demands import unkept
from conformance.certificate.earlier_runs import attempts
from conformance.certificate.examination import Examined
from conformance.certificate.finding import Finding
from conformance.certificate.keys import short
from conformance.certificate.statement import Decision, Signing, Statement
from conformance.exit_codes import ExitCode, decisive
from conformance.report.phrases import count, utc
from conformance.verdict import Verdict


@dataclass(frozen=True)
class Answer:
    """Reasons to refuse, and lines for a person."""

    findings: tuple[Finding, ...] = ()
    lines: tuple[str, ...] = ()

    @property
    def exit_code(self) -> ExitCode:
        """KEPT where there is no reason to refuse."""
        return decisive(finding.code for finding in self.findings)


def account_of(examined: Examined, required: tuple[str, ...], signing: Signing) -> Iterator[str]:
    """Yield what a signer speaks of: the result, what was demanded, which attempt it was, what ran."""
    run = examined.run
    kept = {scenario.identifier for scenario in run.scenarios if scenario.verdict is Verdict.KEPT}
    told = f"{len(kept & set(required))} of {count(len(required), 'required promise')} kept"
    yield f"{run.run_id}: {_result(signing, examined)}; {told}"
    yield f"demanded: {' '.join(required)}"
    for container, newer in run.updated_to.items():
        yield f"updated: {container} to {newer}; promises about another update are not demanded"
    for waiver in signing.waivers:
        yield f"waived: {waiver.identifier} by {waiver.who} until {waiver.until}: {waiver.reason}"
    for scenario in run.scenarios:
        if scenario.verdict is Verdict.SKIPPED and scenario.identifier not in unkept(run):
            yield f"skipped as accepted in the run: {scenario.identifier}, {scenario.reason}"
    yield attempts(run.chain.ordinal, examined.earlier)
    for image in run.images:
        yield f"ran: {image.container} {image.image} {image.digest}"
    yield f"suite: {run.suite_version}, commit {run.git_commit}"


def _result(signing: Signing, examined: Examined) -> str:
    if signing.decision is Decision.REJECT:
        return f"rejected, {examined.run.result}"
    return f"success with {count(len(signing.waivers), 'waiver')}" if signing.waivers else "success"


def signature_line(statement: Statement, key: Key) -> str:
    """Return who signed, in which role, and what he said."""
    signing = statement.signing
    who = f"{signing.signer}, {signing.role} (key {short(key.keyid)})"
    return f"signed by {who}: {signing.decision}, {utc(signing.signed_at)}"
