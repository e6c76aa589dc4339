"""Asks the replicas' logs why Keystone does not come up, where the API server shows only that it does not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from conformance.conditions.own_words import rung_in_own_words
from conformance.conditions.rung import ORDER, BrokenRung
from conformance.container_logs import log_text
from conformance.errors import EnvironmentFault
from conformance.observed import PodView

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

LINES = 50
"""The end of a log that is read: a start writes some ten lines."""


def lowest_rung_in_own_words(
    api: ApiClient, namespace: str, replicas: Iterable[PodView], container: str
) -> BrokenRung | None:
    """Return the lowest rung that one of the replicas says it cannot reach; None where none says so.

    Of a container that was restarted the run before counts too: a new one has not come to it yet. Logs that
    cannot be read explain nothing.
    """
    said = []
    for pod in replicas:
        seen = pod.container(container)
        for previous in (False, True) if seen and seen.restarts else (False,):
            rung = rung_in_own_words(pod.name, _tail(api, namespace, pod.name, container, previous))
            if rung:
                said.append(rung)
                break
    return min(said, key=lambda rung: ORDER.index(rung.rung), default=None)


def _tail(api: ApiClient, namespace: str, pod: str, container: str, previous: bool) -> list[str]:
    try:
        text = log_text(api, namespace, pod, container, {"tailLines": LINES}, previous=previous)
    except EnvironmentFault:
        return []
    return text.splitlines()
