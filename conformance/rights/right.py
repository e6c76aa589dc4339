"""One thing that RBAC lets somebody do."""

from __future__ import annotations

from dataclasses import dataclass

OF_THE_CLUSTER = frozenset({"namespaces", "nodes"})
"""Resources without a namespace; a right to one is never a namespace's to give."""


@dataclass(frozen=True, order=True)
class Right:
    """A verb on a resource, in RBAC's terms; the core group's name is empty."""

    verb: str
    resource: str
    subresource: str = ""
    group: str = ""

    def __str__(self) -> str:
        """Return it as `kubectl auth can-i` takes it."""
        group = f".{self.group}" if self.group else ""
        return f"{self.verb} {self.resource}{group}" + (f"/{self.subresource}" if self.subresource else "")
