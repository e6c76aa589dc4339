"""Whether the report's images are those that the pods' statuses, kept as evidence, say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from conformance.certificate.finding import Finding, broken
from conformance.evidence import POD_STATUSES
from conformance.record import RunRecord
from conformance.report.phrases import short_digest
from conformance.verdict import Verdict

RanAs = frozenset[tuple[str, str]]
"""For one container: the pods' uids, each with the digest that ran in it."""


@dataclass(frozen=True)
class _Container:
    name: str
    imageID: str = ""  # noqa: N815 - the Kubernetes API's own name for it


@dataclass(frozen=True)
class _Pod:
    uid: str
    containerStatuses: tuple[_Container, ...] = ()  # noqa: N815 - likewise
    initContainerStatuses: tuple[_Container, ...] = ()  # noqa: N815 - likewise


@dataclass(frozen=True)
class _Statuses:
    pods: tuple[_Pod, ...]


_FORM = TypeAdapter(_Statuses)


def other_images(run: RunRecord, folder: Path) -> Iterator[Finding]:
    """Yield each container whose digests in the report are not those of the pod statuses in `folder`."""
    kept_any = any(scenario.verdict is Verdict.KEPT for scenario in run.scenarios)
    if kept_any and not run.images:
        yield broken("nothing shows which images ran: the report names none")
    if POD_STATUSES not in {each.path for each in run.evidence}:
        if run.images:
            yield broken(f"nothing shows which images ran: the report names no {POD_STATUSES}")
        return
    try:
        kept = _by_status(_FORM.validate_json((folder / POD_STATUSES).read_bytes(), strict=True))
    except OSError:
        # that it is missing is told with the other evidence
        return
    except ValidationError:
        yield broken(f"{POD_STATUSES} holds no pod statuses")
        return
    said = _by_report(run)
    for container in sorted(said.keys() | kept.keys()):
        if said.get(container) != kept.get(container):
            yield broken(
                f"the digests of {container} are not those of the pod statuses kept as evidence: "
                f"{_digests(said, container)} in the report, {_digests(kept, container)} there"
            )


def _by_report(run: RunRecord) -> dict[str, RanAs]:
    rows: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for image in run.images:
        rows[image.container] |= {(pod.uid, image.digest) for pod in image.pods}
    return {container: frozenset(ran) for container, ran in rows.items()}


def _by_status(statuses: _Statuses) -> dict[str, RanAs]:
    rows: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for pod in statuses.pods:
        for container in (*pod.initContainerStatuses, *pod.containerStatuses):
            if digest := container.imageID.rpartition("@")[2]:
                rows[container.name].add((pod.uid, digest))
    return {container: frozenset(ran) for container, ran in rows.items()}


def _digests(rows: Mapping[str, RanAs], container: str) -> str:
    digests = {digest for _, digest in rows.get(container, ())}
    return (
        ", ".join(f"{short_digest(each)} in {_pods(rows[container], each)}" for each in sorted(digests))
        or "none"
    )


def _pods(ran: RanAs, digest: str) -> str:
    number = sum(1 for _, each in ran if each == digest)
    return f"{number} pod{'s' * (number != 1)}"
