"""Names that differ by little: which of them Keystone takes side by side, and whom it finds by each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from conformance.answering import answer_of
from conformance.identity import OwnDomain
from conformance.identity.exchange import v3_url
from conformance.identity.plain_requests import ask_with_token
from conformance.reach import Answer

PAIRS: Mapping[str, tuple[str, str]] = {
    "case": ("Jane", "jane"),
    "accent": ("jose", "josé"),
    "trailing space": ("anna", "anna "),
    "emoji": ("zoe", "zoe\N{SLIGHTLY SMILING FACE}"),
}
"""By what they differ in."""


@dataclass(frozen=True)
class Similar:
    """What became of one pair, as a user of the API sees it."""

    differ_by: str
    second_made: int
    """The status with which Keystone answered to a user of the second name, beside one of the first."""
    found: Mapping[str, tuple[str, ...]]
    """By name: the names of the users that a list by that name has."""

    @property
    def told(self) -> dict[str, object]:
        """What a report shows of it."""
        found = {name: list(names) for name, names in self.found.items()}
        return {"differ_by": self.differ_by, "second_made": self.second_made, "found": found}


def make_similar(url: str, domain: OwnDomain, prefix: str, *, timeout: float) -> tuple[Similar, ...]:
    """Make a user of each name in a domain, and ask for each by its name; `timeout` is in seconds.

    `prefix` begins each name, so that it can be done twice in one domain. Raises PromiseBroken where Keystone
    does not answer.
    """
    token = domain.operator.token.token
    found = []
    for differ_by, (first, second) in PAIRS.items():
        _make(url, token, domain.domain_id, f"{prefix}{first}", timeout)
        made = _make(url, token, domain.domain_id, f"{prefix}{second}", timeout)
        names = (f"{prefix}{first}", f"{prefix}{second}")
        found.append(Similar(differ_by, made.status, found_by(url, token, domain.domain_id, names, timeout)))
    return tuple(found)


def find_similar(
    url: str, domain: OwnDomain, prefix: str, before: tuple[Similar, ...], *, timeout: float
) -> tuple[Similar, ...]:
    """Ask anew for the users that `make_similar` has made."""
    token = domain.operator.token.token
    return tuple(
        Similar(
            each.differ_by,
            each.second_made,
            found_by(
                url,
                token,
                domain.domain_id,
                (f"{prefix}{PAIRS[each.differ_by][0]}", f"{prefix}{PAIRS[each.differ_by][1]}"),
                timeout,
            ),
        )
        for each in before
    )


def _make(url: str, token: str, domain_id: str, name: str, timeout: float) -> Answer:
    return answer_of(
        f"{v3_url(url)}/users",
        timeout=timeout,
        method="POST",
        json={"user": {"name": name, "domain_id": domain_id, "enabled": True}},
        headers={"X-Auth-Token": token},
    )


def found_by(
    url: str, token: str, domain_id: str, names: tuple[str, ...], timeout: float
) -> dict[str, tuple[str, ...]]:
    """Return by name the names of the users that a list by that name has; a refusal by its status."""
    found = {}
    for name in names:
        path = f"users?domain_id={domain_id}&name={quote(name)}"
        answer = ask_with_token(url, token, path, timeout=timeout)
        users = answer.body["users"] if answer.status == 200 else [{"name": f"status {answer.status}"}]
        found[name] = tuple(sorted(str(user["name"]) for user in users))
    return found


def told_apart_differently(
    before: tuple[Similar, ...], after: tuple[Similar, ...], what: str, prefixes: tuple[str, str] = ("", "")
) -> list[str]:
    """Judge that each pair is treated as before; `prefixes` are those that the names begin with; pure."""
    pairs = [
        (old.differ_by, _words(old, prefixes[0]), _words(new, prefixes[1]))
        for old, new in zip(before, after, strict=True)
    ]
    return [
        f"names: {what} that differ by {differ_by} were {was}, and are {now}"
        for differ_by, was, now in pairs
        if was != now
    ]


def _words(similar: Similar, prefix: str) -> str:
    found = [
        f"{name.removeprefix(prefix)!r} finds {[each.removeprefix(prefix) for each in names]}"
        for name, names in similar.found.items()
    ]
    return f"made with {similar.second_made}, {' and '.join(found)}"
