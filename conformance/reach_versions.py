"""Keystone's versions document: whether it answers, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from conformance.judgement import Judgement, Kept, NotYet
from conformance.port_forward import no_way_to
from conformance.reach import Answer, NoAnswer, ask

STABLE_V3 = "v3."
MULTIPLE_CHOICES = 300
"""The status that discovery at `/` answers with (keystone/api/discovery.py)."""


def answers_versions(url: str, timeout: float = 5.0) -> Judgement[Answer]:
    """Judge whether Keystone at `url` answers with its versions document; a probe for `Waiter.until_answers`.

    Not yet while nothing answers, or something else does: a load balancer's own page, a proxy's 502, a
    pod that is being replaced. What is wrong with a document that came is for `judge_versions`. `timeout`
    is in seconds.

    With a cause where the cluster gave no way to the pod that `url` leads to.
    """
    answer = ask(f"{url}/", timeout)
    if isinstance(answer, NoAnswer):
        if nobody_asked := no_way_to(url):
            return NotYet(nobody_asked.message, nobody_asked.cause)
        return NotYet(f"{url}: {answer.why}")
    if answer.status != MULTIPLE_CHOICES or not versions_listed(answer):
        return NotYet(f"{url} answered {answer.status} and no versions document")
    return Kept(answer, f"{url} answered {answer.status} with {', '.join(versions_listed(answer))}")


def silent(url: str, timeout: float = 1.0) -> Judgement[None]:
    """Judge whether no Keystone answers at `url`; a probe for `Waiter.until_answers`.

    Whoever else gets the address may answer there. `timeout` is in seconds.
    """
    judged = answers_versions(url, timeout)
    if isinstance(judged, Kept):
        return NotYet(judged.seen)
    return judged if judged.cause else Kept(None, judged.why)


def judge_versions(answer: Answer, base_url: str) -> list[str]:
    """Return what is wrong with a versions document that came from `base_url`, a line each; pure.

    Well-formed is: status 300, a stable v3, and of every version a self link that leads to the address asked.
    """
    return [*well_formed(answer), *lists_stable_v3(answer), *links_carry(answer, base_url)]


def well_formed(answer: Answer) -> list[str]:
    """Return what is wrong with the form of a versions document: status 300, and of each version its
    identifier, its status, when it was updated, and links that are addresses.
    """
    wrong = _judge_status(answer)
    for one in _values(answer):
        name = one.get("id", "a version without identifier")
        lacking = [part for part in ("id", "status", "updated", "links") if not one.get(part)]
        wrong += [f"versions: {name} is listed without {part}" for part in lacking]
        addresses = [_address(str(link.get("href"))) for link in _links(one)]
        if not all(address and address[1] for address in addresses):
            wrong.append(f"versions: {name} has a link that is no address")
    return wrong


def _judge_status(answer: Answer) -> list[str]:
    wrong = []
    if answer.status != MULTIPLE_CHOICES:
        wrong.append(f"versions: {answer.url} answered {answer.status}, not {MULTIPLE_CHOICES}")
    if not _values(answer):
        wrong.append(f"versions: {answer.url} answered with no versions document")
    return wrong


def lists_stable_v3(answer: Answer) -> list[str]:
    """Return what is wrong with the v3 of a versions document: nothing where there is a stable one."""
    found = {str(one.get("id")): str(one.get("status")) for one in _values(answer)}
    third = {version: status for version, status in found.items() if version.startswith(STABLE_V3)}
    if not third:
        return [f"versions: v3 is not listed, {', '.join(found) or 'nothing'} is"]
    if "stable" not in third.values():
        return [f"versions: {version} is {status}, not stable" for version, status in third.items()]
    return []


def links_carry(answer: Answer, base_url: str) -> list[str]:
    """Return a line for each version without a self link to scheme, host and port of `base_url`."""
    asked = _address(base_url)
    wrong = []
    for one in _values(answer):
        links = [str(link.get("href")) for link in _links(one) if link.get("rel") == "self"]
        if not links:
            wrong.append(f"versions: {one.get('id')} has no self link")
        wrong += [
            f"versions: the self link of {one.get('id')} is {link}, it does not lead to {base_url}"
            for link in links
            if _address(link) != asked
        ]
    return wrong


def versions_listed(answer: Answer) -> list[str]:
    """Return the identifiers of the versions, e.g. `v3.14`."""
    return [str(one["id"]) for one in _values(answer) if "id" in one]


def _values(answer: Answer) -> list[Mapping[str, Any]]:
    versions = answer.body.get("versions") if isinstance(answer.body, Mapping) else None
    values = versions.get("values") if isinstance(versions, Mapping) else None
    return [one for one in values if isinstance(one, Mapping)] if isinstance(values, list) else []


def _address(url: str) -> tuple[str, str | None, int | None] | None:
    """Return scheme, host and port; None where that is no address, as with a setting not filled in."""
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return None


def _links(version: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    links = version.get("links")
    return [one for one in links if isinstance(one, Mapping)] if isinstance(links, list) else []
