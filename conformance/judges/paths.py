"""Pure judges of what is found under a path of the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.reach import Answer
from conformance.reach_versions import versions_listed

OLD_API = "v2.0"


def describes_v3(answers: Mapping[str, Answer]) -> list[str]:
    """Judge that each replica, by name, answers 200 with the description of a stable v3."""
    wrong = []
    for pod, answer in answers.items():
        version = _version(answer)
        if answer.status != 200:
            wrong.append(f"API not up: {answer.url} in pod {pod} answered {answer.status}, not 200")
        elif not str(version.get("id", "")).startswith("v3"):
            wrong.append(f"API not up: /v3 in pod {pod} describes {version.get('id', 'no version')}, not v3")
        elif version.get("status") != "stable":
            wrong.append(f"versions: /v3 in pod {pod} is {version.get('status')}, not stable")
    return wrong


def _version(answer: Answer) -> Mapping[str, Any]:
    found = answer.body.get("version") if isinstance(answer.body, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def old_api_as_listed(documents: Mapping[str, Answer], answers: Mapping[str, Answer]) -> list[str]:
    """Judge that v2.0 answers 200 at each replica that lists it, and 404 at each that does not."""
    wrong = []
    for pod, answer in answers.items():
        listed = OLD_API in versions_listed(documents[pod])
        due = 200 if listed else 404
        if answer.status != due:
            said = "lists" if listed else "does not list"
            wrong.append(
                f"versions: pod {pod} {said} {OLD_API}, and answers {answer.status} there, not {due}"
            )
    return wrong
