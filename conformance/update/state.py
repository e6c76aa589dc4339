"""What a stack is and keeps at one moment, on whichever release it runs."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.administrator import administrator_at
from conformance.container_logs import logs_of
from conformance.inside.schema import REVISIONS, schema_check
from conformance.live_stack import LiveStack
from conformance.observed import PodView
from conformance.update.api_shape import shape_of
from conformance.update.contraction import contract
from conformance.update.inventory import take_inventory
from conformance.update.observed import SchemaLeft, State
from conformance.update.start_lines import did_at_start

NEEDS_CONTRACTION = 4
"""The exit code of `db_sync --check` for it (keystone 30, keystone/cmd/cli.py)."""


def state_of(stack: LiveStack, urls: Mapping[str, str], newest: str) -> State:
    """Return what is there; `urls` is by pod, `newest` the pod whose answers are looked at.

    Raises PromiseBroken where a replica does not answer, or refuses the administrator one of the lists.
    """
    timeout = stack.waiter.patience("answer")
    with administrator_at(stack, urls[newest]) as operator:
        inventory = take_inventory(urls[newest], operator.token.token, timeout=timeout)
    return State(
        digests_of(stack),
        revisions_of(stack),
        inventory,
        shape_of(urls[newest], stack.credentials.admin_password, timeout=timeout),
    )


def digests_of(stack: LiveStack) -> dict[str, str]:
    """Return by pod of the controller which image its keystone container runs."""
    pods = stack.snapshot.pods_of(stack.controller().uid)
    return {
        pod.name: seen.image_id.rpartition("@")[2]
        for pod in pods
        if not pod.terminating and (seen := pod.container(stack.names.keystone_container))
    }


def revisions_of(stack: LiveStack) -> tuple[str, ...]:
    """Return which revisions the database names."""
    rows = stack.database_rows(REVISIONS.format(stack.credentials.database_name))
    return tuple(row["version_num"] for row in rows)


def did(stack: LiveStack, pod: PodView) -> str:
    """Return what the start of Keystone in `pod` did to the database, in its own words; may be empty."""
    logs = logs_of(stack.api, stack.namespace, pod.name, stack.names.keystone_container)
    return did_at_start(line for log in logs for line in log.lines)


def schema_left(stack: LiveStack, pod: str) -> SchemaLeft:
    """Have Keystone in `pod` say what its schema lacks, contract where it says so, and ask again.

    That is the operator's own step, after the last old replica (Keystone's own order: expand, replace,
    contract).
    """
    where, timeout = (
        (stack.api, stack.namespace, pod, stack.names.keystone_container),
        stack.waiter.patience("schema-check"),
    )
    check = schema_check(*where, timeout)
    if check.exit_code != NEEDS_CONTRACTION:
        return SchemaLeft(check, None, pod)
    contracted = contract(*where, timeout)
    return SchemaLeft(schema_check(*where, timeout), contracted, pod)
