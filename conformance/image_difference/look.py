"""Looks at two images on a run's cluster: what is in each, how it is set, what it says and what it takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from conformance.container_logs import logs_of
from conformance.errors import ConformanceError, MissingCapability
from conformance.image_contents import Contents, changes_between
from conformance.image_difference.found import ImageDifference, NotTold, Part
from conformance.image_difference.log_lines import log_difference, said_in
from conformance.image_difference.migration import migrate_seeded
from conformance.image_difference.pair import ImagePair, Updated
from conformance.image_difference.same_requests import Asker, answered_otherwise, ask_everything
from conformance.image_difference.settings import Settings, settings_difference
from conformance.image_difference.side_by_side import Side, SideBySide
from conformance.image_difference.timing import time_both
from conformance.inside.image_contents import image_contents
from conformance.inside.keystone_options import keystone_options
from conformance.inside.system_variables import OF_ONE_RUN, system_variables
from conformance.inside.upgrade_check import upgrade_check
from conformance.run import Run

WHILE_BOTH_SERVE = (Part.PACKAGES, Part.SETTINGS, Part.ANSWERS, Part.LOGS, Part.MEASURED)
NOT_OF_AN_IMAGE = ("config_file", "config_dir")
"""Options that say where the others come from."""


def look(run: Run, pair: ImagePair, rounds: int, users: int = 0) -> ImageDifference:
    """Run both images side by side and return what differs; what cannot be told is said in its place.

    `rounds` is how many tokens each issues to be timed; with `users` a Keystone's migration is measured over
    a database of so many. The stacks are asked to go before it returns.
    """
    found = ImageDifference(pair.updated, str(pair.before), str(pair.after))
    both = SideBySide(run, pair)
    looking = _Look(run, both, found, rounds)
    try:
        looking.at_both()
    finally:
        both.end()
    if users:
        looking.at_migration(users)
    return found


@dataclass
class _Look:
    run: Run
    both: SideBySide
    found: ImageDifference
    rounds: int
    of_keystone: bool = field(init=False)

    def __post_init__(self) -> None:
        self.of_keystone = self.both.pair.updated is Updated.KEYSTONE

    def at_both(self) -> None:
        of_its_own = [Part.UPGRADE_CHECK] if self.of_keystone else []
        with self.telling(*WHILE_BOTH_SERVE, *of_its_own):
            self.note("the older image")
            before = self.both.before()
            old = image_contents(*before.where)
            if self.of_keystone:
                self.before_it_serves(before, old)
            self.note("the newer image beside it")
            after = self.both.after(before)
            if not self.of_keystone:
                self.found.packages = changes_between(old, image_contents(*after.where))
            self.while_both_serve(before, after)

    def before_it_serves(self, before: Side, old: Contents) -> None:
        """Look at the newer Keystone in a pod that leaves the older one's database as it is."""
        with self.telling(Part.PACKAGES, Part.UPGRADE_CHECK):
            idle = self.both.idle(before)
            where = (before.stack.api, before.stack.namespace, idle, before.container)
            self.found.packages = changes_between(old, image_contents(*where))
            self.found.checked = upgrade_check(*where)

    def while_both_serve(self, before: Side, after: Side) -> None:
        found, sides = self.found, (before, after)
        with self.telling(Part.SETTINGS):
            left_out = NOT_OF_AN_IMAGE if self.of_keystone else OF_ONE_RUN
            found.settings = settings_difference(self.settings(before), self.settings(after), left_out)
        timeout = self.run.patience("answer")
        with self.telling(Part.ANSWERS):
            self.note("the same requests to both")
            asked = [ask_everything(Asker(side.url, side.password, timeout)) for side in sides]
            found.requests, found.answers = len(asked[0]), answered_otherwise(*asked)
        with self.telling(Part.MEASURED):
            self.note(f"time and memory: {self.rounds} tokens of each, in turn")
            found.measured = time_both(before, after, self.rounds, timeout)
        with self.telling(Part.LOGS):
            found.logs = log_difference(said_in(_lines(before)), said_in(_lines(after)))

    def at_migration(self, users: int) -> None:
        with self.telling(Part.MIGRATION):
            self.note(f"the migration, over {users} users")
            timeout = self.run.patience("answer")
            self.found.migration = migrate_seeded(self.run, self.both.pair, users, timeout)

    def settings(self, side: Side) -> Settings:
        if self.of_keystone:
            return keystone_options(*side.where)
        stack = side.stack
        timeout = stack.waiter.patience("exec")
        return system_variables(stack.api, stack.namespace, stack.names, timeout=timeout)

    @contextmanager
    def telling(self, *parts: Part) -> Iterator[None]:
        """Keep why such of `parts` as are not there yet cannot be told, and go on."""
        try:
            yield
        except ConformanceError as error:
            why = NotTold(str(error), isinstance(error, MissingCapability))
            for part in parts:
                if self.found.lacks(part):
                    self.found.not_told.setdefault(part, why)

    def note(self, what: str) -> None:
        self.run.progress.note(f"inside {self.both.pair}: {what}")


def _lines(side: Side) -> Iterator[str]:
    stack = side.stack
    for log in logs_of(stack.api, stack.namespace, side.pod, side.container):
        yield from log.lines
