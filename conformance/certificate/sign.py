"""Signs a run: what a signer says to it, beside its report."""

from __future__ import annotations

from pathlib import Path

from securesystemslib.signer import CryptoSigner

from conformance.certificate.answer import Answer, account_of, signature_line
from conformance.certificate.demands import unmet_demands
from conformance.certificate.envelope import certificate_file, seal
from conformance.certificate.examination import examine
from conformance.certificate.statement import Decision, Signing, payload_of, statement_of
from conformance.errors import BadInput
from conformance.report.files import write_whole
from conformance.report.phrases import count


def sign(folder: Path, key: CryptoSigner, signing: Signing, suite: Path) -> Answer:
    """Write the certificate of `key` into a run's `folder`, unless there is a reason not to.

    What is not what was judged is signed by nobody; what does not meet its demands can be rejected only.
    `suite` is the folder of the features and manifests. Raises BadInput where there is no report, where the
    key has signed already, or where the decision does not fit the waivers.
    """
    _check_decision(signing)
    file = certificate_file(folder, key.public_key.keyid)
    if file.exists():
        raise BadInput(f"{file.name} is in {folder} already", "take it away to sign anew")
    examined = examine(folder, suite)
    required = examined.required()
    unmet = unmet_demands(examined.run, required, signing.waivers, signing.signed_at.date())
    findings = (*examined.findings, *(unmet if signing.decision is not Decision.REJECT else ()))
    if findings:
        return Answer(findings)
    statement = statement_of(examined.run, examined.files, required, examined.earlier, signing)
    write_whole(file, seal(payload_of(statement), key))
    signed = signature_line(statement, key.public_key)
    return Answer(lines=(*account_of(examined, required, signing), signed, f"certificate {file}"))


def _check_decision(signing: Signing) -> None:
    number = len(signing.waivers)
    if signing.decision is Decision.ACCEPT_WITH_WAIVERS and not number:
        raise BadInput("there are no waivers to accept with", "name their file with --waivers FILE")
    if signing.decision is not Decision.ACCEPT_WITH_WAIVERS and number:
        remedy = "leave out --waivers, or decide accept-with-waivers"
        raise BadInput(f"'{signing.decision}' does not go with {count(number, 'waiver')}", remedy)
