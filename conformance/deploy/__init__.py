"""Deploying: a namespace of the run's own, and the objects of a prepared set of manifests in it."""

from conformance.deploy.dry_run import try_admission
from conformance.deploy.namespace import (
    Namespace,
    create_namespace,
    default_service_account,
    namespace_name,
)
from conformance.deploy.objects import Deployed, deploy
from conformance.deploy.pull_secret import (
    PullSecret,
    copy_pull_secret,
    named_in_stack,
    parse_pull_secret,
    registry_credentials,
)

__all__ = [
    "Deployed",
    "Namespace",
    "PullSecret",
    "copy_pull_secret",
    "create_namespace",
    "default_service_account",
    "deploy",
    "named_in_stack",
    "namespace_name",
    "parse_pull_secret",
    "registry_credentials",
    "try_admission",
]
