"""Projects that every replica makes and every replica must show: they share one database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from conformance.administrator import administrator_at
from conformance.identity import KeystoneRefused, OwnDomain, SignedIn
from conformance.live_stack import LiveStack
from conformance.replica_answers import at_each

NOT_THERE = 404


@dataclass(frozen=True)
class SharedProjects:
    """Pod -> the id of the project made through it, and who is signed in at each pod."""

    made: Mapping[str, str]
    signed_in: Mapping[str, SignedIn]


@contextmanager
def projects_made_through_each(stack: LiveStack) -> Iterator[SharedProjects]:
    """Make a project through each replica, in a new Keystone domain; who is signed in is so until the end.

    Raises PromiseBroken where a replica refuses, e.g. for the domain that another one has just made.
    """
    with ExitStack() as open_until_the_end:
        signed_in = at_each(
            stack.answering_replicas(),
            lambda url: open_until_the_end.enter_context(administrator_at(stack, url)),
        )
        domain = OwnDomain.create(next(iter(signed_in.values())), "shared")
        made = {pod: _make(each, pod, domain.domain_id) for pod, each in signed_in.items()}
        yield SharedProjects(made, signed_in)


def _make(signed_in: SignedIn, pod: str, domain_id: str) -> str:
    with signed_in.answered(f"creation of a project through pod {pod}"):
        return str(signed_in.keystone.projects.create(f"made-through-{pod}", domain_id).id)


def projects_shown(projects: SharedProjects) -> dict[str, list[str]]:
    """Return pod -> the pods whose projects it shows."""
    return {
        pod: [maker for maker, project in projects.made.items() if _shows(signed_in, project)]
        for pod, signed_in in projects.signed_in.items()
    }


def _shows(signed_in: SignedIn, project: str) -> bool:
    try:
        with signed_in.answered("look at a project"):
            signed_in.keystone.projects.get(project)
    except KeystoneRefused as refused:
        if refused.status == NOT_THERE:
            return False
        raise
    return True
