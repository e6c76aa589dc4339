"""A namespace is known before it is made: whatever interrupts that, it is taken away."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from conformance import stack_maker as module
from conformance.api_requests import RequestRefused
from conformance.errors import ClusterUnreachable, CredentialsRefused
from conformance.inputs import Inputs
from conformance.lease import RunLease
from conformance.patience import Patience
from conformance.redact import Redactor
from conformance.site import NOTHING, SiteOverlay
from conformance.stack import KEPT_LABEL
from conformance.stack_maker import StackMaker
from tests.report_records import run

RECORD = run()
NAME = f"{RECORD.run_id}-own-1"


def maker(*, keep: bool = False, deadline: Any = None) -> StackMaker:
    options = SimpleNamespace(keep=keep, blog_credentials=True, site=NOTHING)
    patience = Patience.for_cluster(kubebox=True)
    inputs = SimpleNamespace(existing=None, options=options, patience=patience, deadline=deadline)
    lease = SimpleNamespace(hold=lambda _: (_ for _ in ()).throw(ClusterUnreachable("no answer")))
    return StackMaker(
        cast(Any, None),
        cast(Inputs, inputs),
        RECORD,
        lambda _: None,
        lambda _: None,
        cast(RunLease, lease),
        Redactor(),
    )


def created_with(monkeypatch: pytest.MonkeyPatch, error: BaseException | None = None) -> list[Any]:
    """Let namespaces be made, or not; return the labels that were asked for."""
    asked: list[Any] = []

    def create(_api: object, _run_id: str, _purpose: str, site: SiteOverlay, *, labels: Any) -> None:
        assert site is NOTHING
        asked.append(labels)
        if error is not None:
            raise error

    monkeypatch.setattr(module, "create_namespace", create)
    return asked


@pytest.mark.parametrize(
    "lost",
    [
        KeyboardInterrupt(),
        ClusterUnreachable("timed out"),
        RequestRefused("POST", 504, "Timeout", "etcdserver: request timed out"),
    ],
)
def test_a_namespace_whose_creation_is_cut_off_may_be_there(
    monkeypatch: pytest.MonkeyPatch, lost: BaseException
) -> None:
    created_with(monkeypatch, lost)
    making = maker()
    with pytest.raises(type(lost)):
        making.make("own-1")
    assert making.namespaces == [NAME]


@pytest.mark.parametrize(
    "refused", [RequestRefused("POST", 403, "Forbidden", "quota"), CredentialsRefused("a right is missing")]
)
def test_a_namespace_that_is_refused_is_not_there(
    monkeypatch: pytest.MonkeyPatch, refused: Exception
) -> None:
    created_with(monkeypatch, refused)
    making = maker()
    with pytest.raises(type(refused)):
        making.make("own-1")
    assert making.namespaces == []


@pytest.mark.parametrize(("keep", "labels"), [(False, {}), (True, {KEPT_LABEL: "true"})])
def test_what_is_to_be_kept_is_marked(
    monkeypatch: pytest.MonkeyPatch, keep: bool, labels: dict[str, str]
) -> None:
    asked = created_with(monkeypatch)
    with pytest.raises(ClusterUnreachable, match="no answer"):
        maker(keep=keep).make("own-1")
    assert asked == [labels]


def test_the_deadline_cuts_what_is_judged_and_not_the_end() -> None:
    late = maker(deadline=SimpleNamespace(to_judge=lambda: -1.0))
    assert late.waiter(cast(Any, object()))._until_deadline() == -1.0
    assert late.waiter(None)._until_deadline() > 1e9
    assert maker().waiter(cast(Any, object()))._until_deadline() > 1e9
