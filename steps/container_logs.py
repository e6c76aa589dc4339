"""Sentences about what the containers write into their logs."""

from __future__ import annotations

from pytest_bdd import given, then, when

from conformance.container_logs import ContainerLog, every_log
from conformance.judges.holding import must_hold
from conformance.judges.logs import passwords_in, tokens_in
from conformance.live_stack import LiveStack
from conformance.redact import held_as
from conformance.run import Run
from conformance.secrets_used import passwords_of, use_secrets


@given("every replica has taken the right password and refused a wrong one")
def every_replica_has_handled_secrets(stack: LiveStack, run: Run) -> None:
    """With a token for the right one, which it validates too."""
    run.recorder.saw(logins=use_secrets(stack))


@when("the logs of all containers are read", target_fixture="logs")
def logs_are_read(stack: LiveStack, run: Run) -> tuple[ContainerLog, ...]:
    """Those of earlier runs too, of every pod in the namespace."""
    logs = tuple(every_log(stack.api, stack.snapshot))
    run.recorder.saw(lines={str(log): len(log.lines) for log in logs})
    return logs


@then("none of them holds a password")
def no_password_is_logged(stack: LiveStack, logs: tuple[ContainerLog, ...]) -> None:
    """The three that the manifests give, and what begins with them."""
    must_hold(passwords_in(logs, passwords_of(stack.credentials)))


@then("none of them holds a token")
def no_token_is_logged(logs: tuple[ContainerLog, ...]) -> None:
    """Those that the run was issued, and whatever looks like one."""
    must_hold(tokens_in(logs, held_as("token")))
