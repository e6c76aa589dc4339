"""What the database shows to its two users, and what it says to them when their password is wrong."""

from __future__ import annotations

from conformance.inside import query, refusal_of
from conformance.inside.sql import User
from conformance.live_stack import LiveStack


def databases_shown(stack: LiveStack, user: User) -> list[str]:
    """Return the names of the databases that the keystone user, or root, is shown."""
    rows = query(
        stack.api, stack.namespace, stack.names, "SHOW DATABASES", user, timeout=stack.waiter.patience("exec")
    )
    return [row["Database"] for row in rows]


def wrong_logins(stack: LiveStack) -> dict[str, str]:
    """Return the database's words to each user's login with a wrong password; empty where it lets in."""

    def said(user: User) -> str:
        return refusal_of(
            stack.api,
            stack.namespace,
            stack.names,
            "SELECT 1",
            user,
            wrong_password=True,
            timeout=stack.waiter.patience("exec"),
        )

    return {"keystone with a wrong password": said("user"), "root with a wrong password": said("root")}
