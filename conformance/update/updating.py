"""One update from its beginning to its end: load, replacement, looks, and the way back where it fails."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from conformance.disrupt import DatabaseCopy, copy_database
from conformance.errors import MissingCapability, PromiseBroken
from conformance.live_stack import LiveStack
from conformance.probe import Kind
from conformance.update.belongings import Belongings, accepted_at, make_belongings
from conformance.update.form import Form, Replaced, serving
from conformance.update.going_back import go_back
from conformance.update.load import BEGINS, Load, Pace
from conformance.update.look import look_at
from conformance.update.observed import ObservedUpdate
from conformance.update.one_by_one import OneByOne, image_in_template
from conformance.update.state import did, schema_left, state_of

QUIET_SECONDS = 3.0
"""Some 75 requests of each kind: what fails in them would have failed undisturbed too."""
STEADY_SECONDS = 3.0
"""So long requests go on after the last new replica serves, or after the update is given up."""
GIVEN_UP, WENT_BACK = "the update is given up", "the old image is back"


@dataclass
class Updating:
    """An update of one stack to `image`, under load; `name` is the run's and the scenario's own."""

    stack: LiveStack
    image: str
    name: str
    public_url: str | None
    pace: Pace = field(default_factory=Pace)
    form: Form = field(default_factory=OneByOne)

    def run(self) -> ObservedUpdate:
        """Do all of it and return what was seen; nothing is judged.

        Raises PromiseBroken where the stack is not whole before, EnvironmentFault where the cluster fails.
        """
        urls = self.stack.answering_replicas()
        belongings = make_belongings(self.stack, urls)
        before = state_of(self.stack, urls, next(iter(urls)))
        seen = ObservedUpdate(self.image, before)
        database = self.stack.database()
        copy = copied(self.stack)
        seen.copied = copy is not None
        token = belongings.tokens[next(iter(urls))].token
        load = Load.start(self.name, self.public_url, dict(list(urls.items())[1:]), token, self.pace)
        try:
            load.lasts(QUIET_SECONDS)
            load.mark(BEGINS)
            self._replace(seen, belongings, load, copy)
            if not seen.given_up:
                self._after(seen, belongings, load)
            seen.database = (database, self.stack.snapshot.pod(database.name))
            load.stop()
        finally:
            load.close()
            seen.public, seen.tokens, seen.old = load.records()
            seen.marks = load.marks
        return seen

    def _replace(
        self, seen: ObservedUpdate, belongings: Belongings, load: Load, copy: DatabaseCopy | None
    ) -> None:
        """Replace pod by pod; at the first that is not as the old ones are, give up and go back."""
        old_image = image_in_template(self.stack)
        old_pods = self.stack.replicas()
        try:
            for one in self.form.replaced(self.stack, self.image, load.mark, load.goes):
                self._look(seen, belongings, one)
        except PromiseBroken as refused:
            seen.given_up = refused.message
            load.mark(GIVEN_UP)
            load.lasts(STEADY_SECONDS)
            undo = partial(self.form.undo, self.stack, old_image, old_pods)
            seen.went_back = go_back(self.stack, undo, seen.before, belongings, copy)
            load.mark(WENT_BACK)
            load.lasts(load.old_are_asked_enough_in())

    def _look(self, seen: ObservedUpdate, belongings: Belongings, one: Replaced) -> None:
        """See what the replicas make of each other; raises PromiseBroken where any is not as before."""
        seen.replaced.append(one)
        seen.did[one.new.name] = did(self.stack, one.new)
        new = frozenset(each.new.name for each in seen.replaced)
        look = look_at(self.stack, belongings, serving(self.stack), new)
        seen.looks.append(look)
        if wrong := look.wrong():
            raise PromiseBroken(wrong[0], "\n".join(wrong[1:]))

    def _after(self, seen: ObservedUpdate, belongings: Belongings, load: Load) -> None:
        """Look at the stack on the new release, while requests go on."""
        self._as_it_is_now(seen, belongings)
        load.lasts(STEADY_SECONDS)
        while missing := self._missing_requests(load):
            load.lasts(missing)

    def _as_it_is_now(self, seen: ObservedUpdate, belongings: Belongings) -> None:
        urls = self.stack.answering_replicas()
        newest = seen.replaced[-1].new.name
        seen.left = schema_left(self.stack, newest)
        seen.after = state_of(self.stack, urls, newest)
        seen.accepted = [accepted_at(self.stack, belongings, pod, url) for pod, url in urls.items()]

    def _missing_requests(self, load: Load) -> float:
        """Return how many seconds more it takes until there are as many requests as are due."""
        if load.public is None:
            return 0.0
        record = load.public.so_far()
        sent = len(record.within(record.since(BEGINS), Kind.NEW))
        return 0.0 if record.stopped_early else max(0.0, (self.pace.least - sent) / self.pace.rate)


def copied(stack: LiveStack) -> DatabaseCopy | None:
    """Copy the database, as an operator does before an update; None where nobody may or can."""
    try:
        return copy_database(stack.api, stack.namespace, stack.names, stack.credentials.database_name)
    except (MissingCapability, PromiseBroken):
        return None
