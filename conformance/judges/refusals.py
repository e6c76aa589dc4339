"""Pure judges of answers that must be a no, and must not say why."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.identity.plain_requests import token_in
from conformance.reach import Answer


def answered_with(answers: Mapping[str, Answer], status: int) -> list[str]:
    """Judge that each request, by its name, was answered with `status`; a token comes with no refusal."""
    wrong = []
    for what, answer in answers.items():
        if status >= 400 and token_in(answer):
            wrong.append(f"{what} got a token")
        elif answer.status != status:
            wrong.append(f"{what} is answered {answer.status}, not {status}")
    return wrong


def told_alike(answers: Mapping[str, Answer]) -> list[str]:
    """Judge that all answers have one status and one body: who asks cannot tell what was wrong."""
    kinds: dict[str, list[str]] = {}
    for what, answer in answers.items():
        kinds.setdefault(f"{answer.status} {_without(answer.body, answer.request_id)}", []).append(what)
    if len(kinds) < 2:
        return []
    told = [f"{' and '.join(of)}: {words}" for words, of in kinds.items()]
    return [f"the answers tell {' from '.join(' and '.join(of) for of in kinds.values())}", *told]


def _without(body: object, request_id: str) -> str:
    text = str(body)
    return text.replace(request_id, "") if request_id else text
