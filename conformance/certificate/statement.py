"""What is signed: an in-toto statement (v1) with the test-result predicate (v0.1), of one run.

Its subjects are the images that ran and the report. What the predicate has no word for (who accepts, the
earlier attempts) stands in one field of our own, as the framework's parsing rules allow.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

from conformance.certificate.demands import accepted_skip, unkept
from conformance.certificate.earlier_runs import EarlierRun
from conformance.certificate.waivers import Waiver
from conformance.first_invalid import first_invalid
from conformance.record import RunRecord
from conformance.report.run_file import RUN_FILE
from conformance.result import Result
from conformance.verdict import Verdict

CAMEL: ConfigDict = ConfigDict(alias_generator=to_camel)


class Decision(StrEnum):
    """What a signer says to a run."""

    ACCEPT = "accept"
    ACCEPT_WITH_WAIVERS = "accept with waivers"
    REJECT = "reject"


class PredicateResult(StrEnum):
    """The predicate's own three words."""

    PASSED = "PASSED"
    WARNED = "WARNED"
    """Accepted with waivers."""
    FAILED = "FAILED"


@dataclass(frozen=True)
class Resource:
    """A file, an image or a commit by its digest: in-toto's ResourceDescriptor."""

    name: str
    digest: dict[str, str]


@dataclass(frozen=True)
class Signing:
    """Who says what to a run, and which promises he lets pass."""

    __pydantic_config__: ClassVar[ConfigDict] = CAMEL

    signer: str
    role: str
    decision: Decision
    signed_at: datetime
    """By the signer's clock, UTC."""
    waivers: tuple[Waiver, ...] = ()


@dataclass(frozen=True)
class Judged:
    """The run: what was demanded of it, and which attempt it was."""

    __pydantic_config__: ClassVar[ConfigDict] = CAMEL

    run_id: str
    result: Result
    suite_version: str
    manifest_set: str
    profiles: tuple[str, ...]
    required: tuple[str, ...]
    """The identifiers that the profiles demand."""
    skipped: tuple[str, ...]
    """Skipped for a capability whose absence was accepted by name."""
    ordinal: int
    earlier: tuple[EarlierRun, ...]
    """The attempts before it, oldest first, as far as their reports were there."""


@dataclass(frozen=True)
class Conformance:
    """What the predicate has no word for."""

    run: Judged
    signing: Signing
    pages: tuple[Resource, ...]
    """What else lies beside the report for people and programs: the page, JUnit's file, a fault's own run."""


@dataclass(frozen=True)
class Predicate:
    """The test-result predicate."""

    __pydantic_config__: ClassVar[ConfigDict] = CAMEL

    result: PredicateResult
    configuration: tuple[Resource, ...]
    """The suite's commit, its features and the manifests."""
    passed_tests: tuple[str, ...]
    warned_tests: tuple[str, ...]
    """Waived."""
    failed_tests: tuple[str, ...]
    keystone_conformance: Conformance


@dataclass(frozen=True)
class Statement:
    """The in-toto statement."""

    __pydantic_config__: ClassVar[ConfigDict] = CAMEL

    subject: tuple[Resource, ...]
    predicate: Predicate
    type: Annotated[Literal["https://in-toto.io/Statement/v1"], Field(alias="_type")] = (
        "https://in-toto.io/Statement/v1"
    )
    predicate_type: Literal["https://in-toto.io/attestation/test-result/v0.1"] = (
        "https://in-toto.io/attestation/test-result/v0.1"
    )

    @property
    def run(self) -> Judged:
        """The run that it is about."""
        return self.predicate.keystone_conformance.run

    @property
    def signing(self) -> Signing:
        """Who signed, and what he says."""
        return self.predicate.keystone_conformance.signing

    @property
    def files(self) -> dict[str, str]:
        """By name the SHA-256 of the report, and of what lies beside it, as they were signed."""
        resources = (*self.subject, *self.predicate.keystone_conformance.pages)
        pages = {each.name for each in self.predicate.keystone_conformance.pages}
        named = (each for each in resources if each.name in {RUN_FILE, *pages})
        return {each.name: each.digest.get("sha256", "") for each in named}


_FORM = TypeAdapter(Statement)


def statement_of(
    run: RunRecord,
    files: Mapping[str, str],
    required: tuple[str, ...],
    earlier: tuple[EarlierRun, ...],
    signing: Signing,
) -> Statement:
    """Return what `signing` says of `run`.

    `files` maps the report, and what lies beside it, to the SHA-256 of each; `required` are the identifiers
    that the run's profiles demand.
    """
    waived = {waiver.identifier for waiver in signing.waivers}
    passed = tuple(each.identifier for each in run.scenarios if each.verdict is Verdict.KEPT)
    warned = tuple(identifier for identifier in unkept(run) if identifier in waived)
    failed = tuple(identifier for identifier in unkept(run) if identifier not in waived)
    pages = {name: sha256 for name, sha256 in files.items() if name != RUN_FILE}
    judged = Judged(
        run_id=run.run_id,
        result=run.result,
        suite_version=run.suite_version,
        manifest_set=run.manifest_set,
        profiles=run.profile_names,
        required=required,
        skipped=tuple(each.identifier for each in run.scenarios if accepted_skip(run, each)),
        ordinal=run.chain.ordinal,
        earlier=earlier,
    )
    predicate = Predicate(
        result=_result(run, required, warned, failed),
        configuration=_configuration(run),
        passed_tests=passed,
        warned_tests=warned,
        failed_tests=failed,
        keystone_conformance=Conformance(judged, signing, tuple(_resources(pages))),
    )
    return Statement((*_images(run), *_resources({RUN_FILE: files[RUN_FILE]})), predicate)


def _result(
    run: RunRecord, required: Collection[str], warned: Collection[str], failed: Collection[str]
) -> PredicateResult:
    missing = set(required) - {scenario.identifier for scenario in run.scenarios}
    if failed or missing or not run.scenarios:
        return PredicateResult.FAILED
    return PredicateResult.WARNED if warned else PredicateResult.PASSED


def _images(run: RunRecord) -> tuple[Resource, ...]:
    """Return each image and digest once; names are to be unique, so several digests of one are numbered."""
    rows = sorted({(each.container, each.image, each.digest) for each in run.images})
    names = [f"{container} {image}" for container, image, _ in rows]
    return tuple(
        Resource(
            name if names.count(name) == 1 else f"{name} ({names[:at].count(name) + 1})", _digest(digest)
        )
        for at, (name, (_, _, digest)) in enumerate(zip(names, rows, strict=True))
    )


def _digest(text: str) -> dict[str, str]:
    algorithm, _, value = text.partition(":")
    return {algorithm: value}


def _configuration(run: RunRecord) -> tuple[Resource, ...]:
    suite = Resource("suite", {"gitCommit": run.git_commit})
    return (suite, *_resources(run.features), *_resources(run.manifests))


def _resources(files: Mapping[str, str]) -> Iterator[Resource]:
    for name, sha256 in sorted(files.items()):
        yield Resource(name, {"sha256": sha256})


def payload_of(statement: Statement) -> bytes:
    """Return the statement as it is signed."""
    plain = _FORM.dump_python(statement, mode="json", by_alias=True)
    return json.dumps(plain, indent=1, ensure_ascii=False, sort_keys=True).encode()


def read_statement(payload: bytes) -> Statement:
    """Return the statement in `payload`. Raises ValueError, in one line, where it is none of this form."""
    try:
        return _FORM.validate_json(payload, strict=True)
    except ValidationError as error:
        raise ValueError(first_invalid(error, "the whole payload")) from error
