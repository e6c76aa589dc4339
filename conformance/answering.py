"""A request that has to be answered, whatever the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.errors import PromiseBroken
from conformance.port_forward import refuse_without_a_way
from conformance.reach import Answer, NoAnswer, ask


def answer_of(
    url: str,
    *,
    timeout: float,
    method: str = "GET",
    json: Any = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Return the answer of `url`, asked on a connection of its own; `timeout` is in seconds.

    Nothing asks again: its time-out is patience, the run's `answer`.

    Raises PromiseBroken where nothing comes back, and NoWayToPod where the cluster gave no way to the pod
    that was asked: its silence is not the product's.
    """
    return answered(ask(url, timeout, method=method, json=json, headers=headers))


def answered(reply: Answer | NoAnswer) -> Answer:
    """Return an answer; raises as `answer_of` where there is none."""
    if isinstance(reply, NoAnswer):
        refuse_without_a_way(reply.url)
        raise PromiseBroken(f"no answer: {reply.url}: {reply.why}")
    return reply
