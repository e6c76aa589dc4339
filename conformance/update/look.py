"""What the replicas of two releases make of each other while both run, and of what was issued before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from conformance.errors import PromiseBroken
from conformance.identity import TokenIssued, sign_in
from conformance.identity.plain_requests import ask_about_token
from conformance.judges.between_replicas import tokens_valid_everywhere
from conformance.live_stack import LiveStack
from conformance.reach import Answer
from conformance.replica_answers import every_pair, statuses, table_of
from conformance.table_record import TableRecord
from conformance.update.belongings import Belongings

Table = Mapping[str, Mapping[str, Answer]]


@dataclass(frozen=True)
class Look:
    """The replicas at one moment of an update."""

    when: str
    """How many of them are new, in words."""
    new: frozenset[str]
    """The pods of the new image."""
    issue_none: Mapping[str, str]
    """By pod: why it issued the administrator no token; without those that did."""
    between: Table
    """By the pod that issued a token now, and the pod that was asked about it."""
    before: Table
    """The same of the tokens that were issued before the update."""

    @property
    def mixed(self) -> bool:
        """Whether replicas of both releases were there."""
        pods = {pod for row in self.before.values() for pod in row}
        return bool(pods & self.new) and bool(pods - self.new)

    def wrong(self) -> list[str]:
        """Judge that every replica issues tokens, and takes those from before and those of the others."""
        return [*self.issues(), *self.from_before(), *self.both_ways()]

    def issues(self) -> list[str]:
        """Judge that every replica issues tokens."""
        return [f"token: {self.called(pod)} issues none: {why}" for pod, why in self.issue_none.items()]

    def both_ways(self) -> list[str]:
        """Judge that each takes the others' tokens."""
        return [f"{self.when}: {wrong}" for wrong in tokens_valid_everywhere(statuses(self.between))]

    def from_before(self) -> list[str]:
        """Judge that each takes the tokens from before."""
        return [
            f"{self.when}: token: one from before is answered {answer.status} by {self.called(pod)}"
            for row in self.before.values()
            for pod, answer in row.items()
            if answer.status != 200
        ]

    def called(self, pod: str) -> str:
        """Return the pod, by the release it runs."""
        return f"the {'new' if pod in self.new else 'old'} pod {pod}"

    def tables(self) -> tuple[TableRecord, TableRecord]:
        """Return both for the record."""
        return (
            table_of(f"Token valid, {self.when}", "issuer", "replica asked", self.between, _is_valid),
            table_of(
                f"Token from before valid, {self.when}", "issuer", "replica asked", self.before, _is_valid
            ),
        )


def _is_valid(_: str, answer: Answer) -> bool:
    return answer.status == 200


def look_at(stack: LiveStack, belongings: Belongings, urls: Mapping[str, str], new: frozenset[str]) -> Look:
    """Have each replica in `urls`, which is by pod, issue a token, and ask each about all of them.

    Raises PromiseBroken where one does not answer at all.
    """
    issued, why_none = _issued(stack, urls)
    timeout = stack.waiter.patience("answer")

    def ask(token: TokenIssued, url: str) -> Answer:
        return ask_about_token(url, token.token, timeout=timeout)

    when = f"{len(new & urls.keys())} of {len(urls)} replicas new"
    return Look(when, new, why_none, every_pair(issued, urls, ask), every_pair(belongings.tokens, urls, ask))


def _issued(stack: LiveStack, urls: Mapping[str, str]) -> tuple[dict[str, TokenIssued], dict[str, str]]:
    """Return by pod the administrator's token, or why there is none."""
    issued, why_none = {}, {}
    timeout, password = stack.waiter.patience("sign-in"), stack.credentials.admin_password
    for pod, url in urls.items():
        try:
            with sign_in(url, password=password, timeout=timeout) as signed_in:
                issued[pod] = signed_in.token
        except PromiseBroken as no_token:
            why_none[pod] = no_token.message
    return issued, why_none
