"""All that was seen of one update; judged afterwards, part by part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from conformance.errors import InternalError
from conformance.inside import Output
from conformance.observed import PodView
from conformance.probe import ProbeRecord, figures
from conformance.update.api_shape import ApiShape
from conformance.update.belongings import Accepted
from conformance.update.form import Replaced, gone
from conformance.update.inventory import Inventory
from conformance.update.load import BEGINS
from conformance.update.look import Look


@dataclass(frozen=True)
class State:
    """A stack on one release."""

    digests: Mapping[str, str]
    """By pod: the image that its keystone container runs, by digest."""
    revisions: tuple[str, ...]
    inventory: Inventory
    shape: ApiShape


@dataclass(frozen=True)
class SchemaLeft:
    """What Keystone itself finds left to do, before and after the operator's own step."""

    check: Output
    contracted: Output | None
    """The output of `db_sync --contract`; None where there was nothing to contract."""
    pod: str


@dataclass(frozen=True)
class WentBack:
    """What came of going back to the old image; empty `wrong`: everything is as before."""

    digests: Mapping[str, str]
    wrong: tuple[str, ...]
    database_restored: bool
    seconds: float

    @property
    def told(self) -> dict[str, object]:
        """What a report shows of it."""
        return {
            "digests": dict(self.digests),
            "not_as_before": list(self.wrong),
            "database_restored": self.database_restored,
            "seconds": self.seconds,
        }


@dataclass
class ObservedUpdate:
    """One update; what was not reached is None or empty."""

    image: str
    """The new one, as it was named in the template."""
    before: State
    after: State | None = None
    replaced: list[Replaced] = field(default_factory=list)
    did: dict[str, str] = field(default_factory=dict)
    """By new pod, in their order: what its start did to the database, in its own words."""
    looks: list[Look] = field(default_factory=list)
    left: SchemaLeft | None = None
    accepted: list[Accepted] = field(default_factory=list)
    """What each replica made of the ways in from before, at the end."""
    given_up: str = ""
    """Why it was not gone on with; empty for one that was completed."""
    went_back: WentBack | None = None
    marks: list[str] = field(default_factory=list)
    public: ProbeRecord | None = None
    tokens: ProbeRecord | None = None
    """Of a token from before, asked about in public."""
    old: Mapping[str, ProbeRecord] = field(default_factory=dict)
    """By old pod, until its own turn."""
    copied: bool = False
    """Whether the database had been copied before."""
    database: tuple[PodView | None, PodView | None] = (None, None)
    """The pod before and after."""

    def in_public(self, *, tokens: bool = False) -> ProbeRecord:
        """Return what was seen at the public address, of the versions document or of a token from before.

        Raises InternalError where nothing was sent there.
        """
        record = self.tokens if tokens else self.public
        if record is None:
            raise InternalError("the update was made without requests in public")
        return record

    @property
    def last_turn(self) -> str:
        """The mark of the moment at which the last old pod was deleted."""
        return gone(len(self.replaced))

    def told(self) -> dict[str, object]:
        """Return what a report shows of it whatever is judged."""
        return {
            "image": self.image,
            "digests_before": dict(self.before.digests),
            "digests_after": dict(self.after.digests) if self.after else None,
            "replaced": [
                {
                    "number": each.number,
                    "old": each.old.name if each.old else "",
                    "new": each.new.name,
                    "seconds": each.seconds,
                }
                for each in self.replaced
            ],
            "database_copied": self.copied,
            "given_up": self.given_up,
            "went_back": self.went_back.told if self.went_back else None,
            "old_replicas": old_told(self.old),
        }


def old_told(old: Mapping[str, ProbeRecord]) -> dict[str, dict[str, object]]:
    """Return by old pod how often it was asked about a token meanwhile, and how often it answered."""
    return {
        pod: {"asked": seen.sent, "answered": seen.sent - seen.failed, "p99_ms": seen.p99_ms}
        for pod, seen in ((pod, figures(record, record.since(BEGINS))) for pod, record in old.items())
    }
