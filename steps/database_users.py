"""Sentences about the database's users: what each reaches, and with which password."""

from __future__ import annotations

from pytest_bdd import given, then, when

from conformance.database_users import databases_shown, wrong_logins
from conformance.inside import refusal_of
from conformance.judges.database import administers, refused, sees_only
from conformance.judges.holding import must_hold
from conformance.live_stack import LiveStack
from conformance.run import Run


@given("the database answers")
def database_answers(stack: LiveStack) -> None:
    """To the keystone user: a pod that runs need not listen yet."""
    stack.database()
    stack.database_rows("SELECT 1")


@when("the keystone user asks which databases there are", target_fixture="shown")
def keystone_user_asks(stack: LiveStack, run: Run) -> list[str]:
    """`SHOW DATABASES`, with the name and the password that the manifests give it."""
    shown = databases_shown(stack, "user")
    run.recorder.saw(user=stack.credentials.database_user, databases=shown)
    return shown


@when("root asks which databases there are", target_fixture="shown")
def root_asks(stack: LiveStack, run: Run) -> list[str]:
    """`SHOW DATABASES`, with MYSQL_ROOT_PASSWORD."""
    shown = databases_shown(stack, "root")
    run.recorder.saw(user="root", databases=shown)
    return shown


@then("it is shown the keystone database and no other")
def only_its_database_is_shown(stack: LiveStack, shown: list[str]) -> None:
    """But for what every server shows to everybody."""
    must_hold(sees_only(shown, stack.credentials.database_name))


@then("it is refused the table in which the database keeps its users")
def users_are_out_of_reach(stack: LiveStack, run: Run) -> None:
    """`mysql.user` has everybody's password hash."""
    sql, timeout = "SELECT COUNT(*) FROM mysql.user", run.patience("exec")
    said = refusal_of(stack.api, stack.namespace, stack.names, sql, timeout=timeout)
    run.recorder.saw(tried=sql, said=said)
    must_hold(refused({"the keystone user's look into mysql.user": said}))


@then("root is shown the keystone database beside the database's own")
def root_sees_all(stack: LiveStack, shown: list[str]) -> None:
    """Keystone's, and `mysql`, which only an administrator may read."""
    must_hold(administers(shown, stack.credentials.database_name))


@when("the keystone user and root log in with a wrong password", target_fixture="said")
def wrong_passwords_are_tried(stack: LiveStack, run: Run) -> dict[str, str]:
    """Made from the right ones inside the container, which they never leave."""
    said = wrong_logins(stack)
    run.recorder.saw(logins=said)
    return said


@then("each of them is refused")
def each_is_refused(said: dict[str, str]) -> None:
    """By "access denied", and not because something else went wrong."""
    must_hold(refused(said))
