"""Updates as they might have been seen: one that went well, and what differs in others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from conformance.inside import Output
from conformance.observed import PodView
from conformance.probe import ProbeRecord
from conformance.reach import Answer
from conformance.update.api_shape import ApiShape
from conformance.update.belongings import Accepted
from conformance.update.form import Replaced
from conformance.update.inventory import Inventory
from conformance.update.load import BEGINS
from conformance.update.look import Look
from conformance.update.observed import ObservedUpdate, SchemaLeft, State, WentBack
from tests.probe_records import Change, probed

OLD, NEW = ("o1", "o2", "o3"), ("n1", "n2", "n3")
INVENTORY = Inventory({"users": {"u": {"id": "u", "name": "jane"}}})
SHAPE = ApiShape({"v3.14": "stable"}, {"GET / vary": "X-Auth-Token"}, {"token.roles": "list"})
BEFORE = State(dict.fromkeys(OLD, "sha256:a"), ("r1", "c1"), INVENTORY, SHAPE)
AFTER = State(dict.fromkeys(NEW, "sha256:b"), ("r2", "c1"), INVENTORY, SHAPE)
COMPLETE = SchemaLeft(Output("", "", 0, 2.0), None, "n3")
BACK = WentBack(dict.fromkeys(OLD, "sha256:a"), (), database_restored=False, seconds=9.0)


def answer(status: int) -> Answer:
    return Answer("http://127.0.0.1/v3/auth/tokens", status, {}, {}, "req-1", 0.01)


def look(new: int, **refused: int) -> Look:
    """Return a look with so many new pods; `refused` gives by pod the status of what is asked there."""
    pods = (*NEW[:new], *OLD[new:])
    row = {pod: answer(refused.get(pod, 200)) for pod in pods}
    when = f"{new} of 3 replicas new"
    return Look(when, frozenset(NEW[:new]), {}, dict.fromkeys(pods, row), dict.fromkeys(OLD, row))


def probe(*changes: Change) -> ProbeRecord:
    """Return twenty seconds of requests, of which the update has all but the first two."""
    return probed(20.0, *changes, marks={BEGINS: 2.0, "old pod 3 deleted": 10.0})


def pod(name: str, restarts: int = 0) -> PodView:
    return PodView(name=name, uid=f"uid-{name}-{restarts}")


def updated(**changes: Any) -> ObservedUpdate:
    """Return an update from o1, o2, o3 to n1, n2, n3 in which all went well, but for `changes`."""
    database = PodView(name="keystone-db", uid="db")
    seen = ObservedUpdate(
        "bodepd/keystone:30",
        BEFORE,
        AFTER,
        [Replaced(number, pod(f"o{number}"), pod(f"n{number}"), 4.0) for number in (1, 2, 3)],
        {"n1": "db_sync --expand", "n2": "nothing to set up", "n3": "nothing to set up"},
        [look(1), look(2), look(3)],
        COMPLETE,
        [Accepted(name, "", 201, ec2_secret=True) for name in NEW],
        public=probe(),
        tokens=probe(),
        old={"o2": probe(), "o3": probe()},
        database=(database, database),
    )
    return replace(seen, **changes)


def given_up(why: str, **changes: Any) -> ObservedUpdate:
    """Return an update that was given up at its first new pod, after which all was as before."""
    return updated(
        **{
            "after": None,
            "replaced": updated().replaced[:1],
            "looks": [],
            "left": None,
            "accepted": [],
            "given_up": why,
            "went_back": BACK,
            **changes,
        }
    )
