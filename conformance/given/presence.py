"""Whether the namespace that is given is there: a name typed wrongly is told before anything else is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.deploy.namespace import default_service_account
from conformance.errors import BadInput, RightMissing
from conformance.judgement import NotYet

if TYPE_CHECKING:
    from kubernetes.client import ApiClient


def refuse_absent(api: ApiClient, namespace: str) -> None:
    """Raise BadInput where there is no such namespace, or none that pods can be made in.

    Who may not look is told of that right later, with all others. Raises EnvironmentFault where the API
    server cannot be asked.
    """
    try:
        is_missing = isinstance(default_service_account(api, namespace), NotYet)
    except RightMissing:
        return
    if is_missing:
        raise BadInput(
            f"--namespace {namespace}: it is not there, or has no service account `default`",
            "name one that was given to you; without --namespace a run makes its own",
        )
