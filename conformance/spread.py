"""Which replica answered which request, told by a query string of its own in each replica's log."""

from __future__ import annotations

import math
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance.answering import answer_of
from conformance.capability import Capability
from conformance.container_logs import log_text
from conformance.errors import MissingCapability, PromiseBroken
from conformance.judgement import Judgement, Kept, NotYet

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

    from conformance.live_stack import LiveStack

FALSE_ALARM = 1e-9
"""How likely an even spread may look like one that leaves a replica out: once in a thousand million runs."""
LOG_SECONDS = 120
"""How far back a log is read: the requests are sent right before."""
LOG_BYTES = 4 * 1024 * 1024


def requests_needed(replicas: int, false_alarm: float = FALSE_ALARM) -> int:
    """Return the least N for which `replicas` that share requests evenly are all seen, but for `false_alarm`.

    One given replica of n gets none of N with probability (1 - 1/n)^N, so some replica gets none with
    n (1 - 1/n)^N at most (union bound); N is the least number for which that is no more than `false_alarm`.
    For three replicas: 54.
    """
    if replicas < 2:
        return 1
    return math.ceil(math.log(false_alarm / replicas) / math.log(1 - 1 / replicas))


@dataclass(frozen=True)
class MarkedRequests:
    """Requests that can be told from all others: `probe=MARK-NUMBER` in the query string of each."""

    mark: str
    numbers: range

    @classmethod
    def of(cls, count: int) -> MarkedRequests:
        """Return `count` requests under a mark that nobody used before."""
        return cls(f"spread{secrets.token_hex(4)}", range(count))

    def send(self, base_url: str, timeout: float) -> tuple[int, ...]:
        """Ask for `/v3` once for each number, each on a new connection; return the statuses.

        Raises PromiseBroken where one is not answered within `timeout`, in seconds.
        """
        urls = [f"{base_url}/v3?probe={self.mark}-{n}" for n in self.numbers]
        return tuple(answer_of(url, timeout=timeout).status for url in urls)

    def in_log(self, text: str) -> frozenset[int]:
        """Return the numbers that a log shows."""
        return frozenset(int(number) for number in re.findall(rf"probe={self.mark}-(\d+)\b", text))


@dataclass(frozen=True)
class RequestLogs:
    """The replicas' logs, read back a little way."""

    api: ApiClient
    namespace: str
    container: str

    def text(self, pod: str) -> str:
        """Return what Keystone in `pod` wrote lately."""
        query = {"sinceSeconds": LOG_SECONDS, "limitBytes": LOG_BYTES}
        return log_text(self.api, self.namespace, pod, self.container, query)

    def seen(self, requests: MarkedRequests, pods: Iterable[str]) -> dict[str, frozenset[int]]:
        """Return by pod which of the requests it has in its log."""
        return {pod: requests.in_log(self.text(pod)) for pod in pods}

    def all_seen(
        self, requests: MarkedRequests, pods: Iterable[str]
    ) -> Judgement[Mapping[str, frozenset[int]]]:
        """Judge whether each request is in a log; a probe for `Waiter.until_answers`: a log lags a little."""
        seen = self.seen(requests, pods)
        missing = set(requests.numbers).difference(*seen.values())
        if missing:
            sent = len(requests.numbers)
            return NotYet(f"endpoint not listed: {len(missing)} of {sent} requests are in no replica's log")
        return Kept(seen, f"each of {len(requests.numbers)} requests is in a log")


def spread_of(stack: LiveStack, base_url: str, urls: Mapping[str, str]) -> Mapping[str, frozenset[int]]:
    """Send as many requests to `base_url` as show every replica; return which replica logged which.

    `urls` has the URL of each replica, all of which answer.

    Raises MissingCapability where no replica's log shows query strings, and PromiseBroken where a request is
    not answered, or answered by nobody of the stack.
    """
    logs = RequestLogs(stack.api, stack.namespace, stack.names.keystone_container)
    _logs_must_show_queries(stack, logs, urls)
    requests = MarkedRequests.of(requests_needed(len(urls)))
    requests.send(base_url, stack.waiter.patience("answer"))
    return stack.waiter.until_answers(
        lambda: logs.all_seen(requests, urls), "each request in a replica's log", "log-line"
    )


def _logs_must_show_queries(stack: LiveStack, logs: RequestLogs, urls: Mapping[str, str]) -> None:
    pod, url = next(iter(urls.items()))
    sign = MarkedRequests.of(1)
    sign.send(url, stack.waiter.patience("answer"))
    try:
        stack.waiter.until_answers(
            lambda: logs.all_seen(sign, [pod]), f"a request in the log of pod {pod}", "log-line"
        )
    except PromiseBroken as unseen:
        raise MissingCapability(
            Capability.REQUEST_LOG, f"the log of pod {pod} shows no query string"
        ) from unseen
