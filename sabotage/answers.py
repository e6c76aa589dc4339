"""Changes of what Keystone answers, each through a wrapper that a variable tells more."""

from __future__ import annotations

import json

from sabotage.changes import Change, env, several, wrapped


def answered_by_another(
    method: str, path: str, status: str, body: str, kind: str = "application/json"
) -> Change:
    """Let requests of that method whose path begins so be answered in Keystone's place."""
    answers = json.dumps([[method, path, status, kind, body]])
    return several(env("keystone", "SABOTAGE_ANSWERS", answers), wrapped("answers_in_its_place.py"))


def refusal(code: int, title: str) -> str:
    """Return an error body as Keystone's own."""
    return json.dumps({"error": {"code": code, "title": title, "message": f"{title}."}})


def options(**sections: dict[str, str]) -> Change:
    """Set options of keystone.conf, by section, over those that the image writes."""
    return several(env("keystone", "SABOTAGE_OPTIONS", json.dumps(sections)), wrapped("option.py"))


def keys_of_its_own(repository: str) -> Change:
    """Let each replica make that set of keys for itself: `fernet-keys` or `credential-keys`."""
    return several(env("keystone", "SABOTAGE_KEYS", repository), wrapped("keys_of_its_own.py"))
