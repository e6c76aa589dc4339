"""Events: what components said about an object."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from conformance.observed.metadata import Json, ObjectView, identity, time_of


@dataclass(frozen=True, kw_only=True)
class EventView(ObjectView):
    """One event, or several alike that the API server keeps as one with a count."""

    type: str = "Normal"
    reason: str = ""
    message: str = ""
    about_kind: str = ""
    about_name: str = ""
    about_uid: str = ""
    field: str = ""
    """The part of the object it is about, e.g. `spec.containers{keystone}`."""
    count: int = 1
    first: datetime | None = None
    last: datetime | None = None
    source: str = ""

    @property
    def is_warning(self) -> bool:
        """Whether its type is Warning."""
        return self.type == "Warning"

    @classmethod
    def from_json(cls, raw: Json) -> EventView:
        """Return the view of an event's JSON, written by either of the two recorders that components use."""
        about: Json = raw.get("involvedObject") or {}
        series: Json = raw.get("series") or {}
        said = identity(raw)
        first = time_of(raw.get("firstTimestamp")) or time_of(raw.get("eventTime")) or said["created"]
        last = time_of(raw.get("lastTimestamp")) or time_of(series.get("lastObservedTime")) or first
        return cls(
            **said,
            type=raw.get("type") or "Normal",
            reason=raw.get("reason") or "",
            message=raw.get("message") or "",
            about_kind=about.get("kind", ""),
            about_name=about.get("name", ""),
            about_uid=about.get("uid", ""),
            field=about.get("fieldPath", ""),
            count=raw.get("count") or series.get("count") or 1,
            first=first,
            last=last,
            source=(raw.get("source") or {}).get("component") or raw.get("reportingComponent") or "",
        )
