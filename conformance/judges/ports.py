"""Pure judges of which ports of an address are open."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.reach_ports import Knock


def open_only_at(knocks: Mapping[int, Knock], port: int) -> list[str]:
    """Judge that `port` takes connections and none of the others that were tried does."""
    wrong = [
        f"no answer: {each.host} takes no connection on {port} ({each.refused})"
        for each in knocks.values()
        if each.port == port and not each.is_open
    ]
    wrong += [
        f"{each.host} takes connections on {each.port} as well"
        for each in knocks.values()
        if each.port != port and each.is_open
    ]
    return wrong
