"""Verifies a run's certificates without any network, and says each reason why they do not hold."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from securesystemslib.signer import Key

from conformance.certificate.answer import Answer, account_of, signature_line
from conformance.certificate.demands import unmet_demands
from conformance.certificate.differences import differences
from conformance.certificate.earlier_runs import left_out_of_statement
from conformance.certificate.envelope import ForeignKey, NotGenuine, certificate_files, opened
from conformance.certificate.examination import Examined, examine
from conformance.certificate.finding import Finding, broken
from conformance.certificate.kept_files import files_beside
from conformance.certificate.keys import short
from conformance.certificate.statement import Decision, Statement, read_statement, statement_of
from conformance.errors import BadInput
from conformance.report.phrases import count
from conformance.report.run_file import RUN_FILE, read_run


@dataclass(frozen=True)
class _Certificate:
    statement: Statement
    key: Key


def verify(
    folder: Path,
    keys: Sequence[Key],
    threshold: int,
    suite: Path,
    profiles: Collection[str],
    today: date,
) -> Answer:
    """Return why the certificates in a run's `folder` do not hold on the day `today`, or what they say.

    At least `threshold` of `keys` must have signed. `suite` is the folder of the features and manifests;
    `profiles` are those whose promises are demanded, where none is named those of the run. Raises BadInput
    where there is no report, or where fewer keys than `threshold` are given.
    """
    known = {key.keyid: key for key in keys}
    if not 1 <= threshold <= len(known):
        raise BadInput(
            f"--threshold {threshold} cannot be met by {count(len(known), 'key')}",
            "give 1 or more, and as many different --key as that",
        )
    if not (folder / RUN_FILE).is_file():
        raise BadInput(f"there is no {RUN_FILE} in {folder}", "name the folder of a run")
    here = files_beside(folder)
    certificates, findings, foreign = _open_all(folder, list(known.values()))
    signers = {each.key.keyid for each in certificates}
    if len(signers) < threshold:
        findings += [broken(text) for text in foreign]
        # where the only signature needed is not there, it has been told why
        if not findings or threshold > 1:
            needed = f"{len(signers)} of the {count(threshold, 'signature')} needed"
            findings.append(broken(f"the threshold is not met: {needed}"))
    edited = [text for each in certificates for text in _edited(each, folder, here)]
    if findings or edited:
        return Answer(_once([*findings, *edited]))
    examined = examine(folder, suite, profiles)
    held = [text for each in certificates for text in _reasons(each, examined, profiles, today)]
    if reasons := _once([*examined.findings, *held]):
        return Answer(reasons)
    return Answer(
        lines=(*_account(certificates, examined, profiles), *(f"passed over: {text}" for text in foreign))
    )


def _open_all(folder: Path, keys: Sequence[Key]) -> tuple[list[_Certificate], list[Finding], list[str]]:
    """Return the genuine certificates, what is wrong with others, and those of keys that were not given."""
    certificates: list[_Certificate] = []
    findings: list[Finding] = []
    foreign: list[str] = []
    files = certificate_files(folder)
    if not files:
        findings.append(broken(f"nobody signed this run: there is no certificate in {folder}"))
    for file in files:
        try:
            payload, key = opened(file, keys)
            certificates.append(_Certificate(read_statement(payload), key))
        except ForeignKey as error:
            foreign.append(str(error))
        except NotGenuine as error:
            findings.append(broken(str(error)))
        except ValueError as error:
            findings.append(broken(f"{file.name} is signed, and is no certificate of a run ({error})"))
    return certificates, findings, foreign


def _edited(certificate: _Certificate, folder: Path, here: Mapping[str, str]) -> Iterator[Finding]:
    """Yield each file of the run's folder that is not the one that was signed, or was not signed at all."""
    signed = certificate.statement
    by = signed.signing.signer
    for name, sha256 in signed.files.items():
        if name not in here:
            yield broken(f"{name} is missing since {by} signed it")
        elif name == RUN_FILE and here[name] != sha256:
            yield broken(f"{name} was edited since {by} signed it: {_now_said(signed, folder, here)}")
        elif here[name] != sha256:
            yield broken(f"{name} was edited since {by} signed it")
    for name in sorted(here.keys() - signed.files.keys() - {RUN_FILE}):
        yield broken(f"{name} was put there since {by} signed it: take it away")
    if RUN_FILE not in signed.files:
        yield broken(f"{by} signed no {RUN_FILE}")


def _now_said(signed: Statement, folder: Path, here: Mapping[str, str]) -> str:
    """Return in which words an edited report differs from what was signed."""
    try:
        run = read_run(folder)
    except BadInput:
        return "it is no report of a run any more"
    required = tuple(dict.fromkeys(each for profile in run.profiles for each in profile.required))
    now = statement_of(run, here, required, signed.run.earlier, signed.signing)
    return "; ".join(differences(signed, now)) or "in nothing that the certificate names"


def _reasons(
    certificate: _Certificate, examined: Examined, profiles: Collection[str], today: date
) -> Iterator[Finding]:
    """Yield why what somebody signed does not hold of the run that was examined."""
    signed, signing = certificate.statement, certificate.statement.signing
    here = statement_of(examined.run, examined.files, examined.required(), signed.run.earlier, signing)
    for text in differences(signed, here):
        yield broken(f"what {signing.signer} signed is not what the report says: {text}")
    yield from left_out_of_statement(signed.run.earlier, examined.earlier, examined.run.chain)
    if signing.decision is Decision.REJECT:
        yield broken(
            f"the run was rejected by {signing.signer}, {signing.role} (key {short(certificate.key.keyid)})"
        )
    if signing.decision is Decision.ACCEPT and signing.waivers:
        yield broken(f"{signing.signer} accepts without a word of {count(len(signing.waivers), 'waiver')}")
    yield from unmet_demands(examined.run, examined.required(profiles), signing.waivers, today)


def _account(
    certificates: Sequence[_Certificate], examined: Examined, profiles: Collection[str]
) -> Iterator[str]:
    """Yield what the signers speak of, told once, and each of them."""
    most = max((each.statement.signing for each in certificates), key=lambda signing: len(signing.waivers))
    yield from account_of(examined, examined.required(profiles), most)
    for each in certificates:
        yield signature_line(each.statement, each.key)


def _once(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(dict.fromkeys(findings))
