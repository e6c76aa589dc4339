"""How available Keystone is while something happens: an open-loop probe, its figures and its judges.

with start_probe(url, name=f"{run_id}-heal_12") as probe:
    quiet(quiet_window(probe, 10.0), last=10.0)
    probe.mark("deleted")
    ...
must_hold(back_within(probe.stop(), "deleted", 40.0))
"""

from __future__ import annotations

from conformance.probe.attempt import Attempt, Kind, Phase
from conformance.probe.figures import Figures, figures
from conformance.probe.fitness import enough_probes, kept_its_pace, may_have_missed, quiet
from conformance.probe.judges import (
    back_within,
    no_failures_after_the_request_was_read,
    no_failures_on_new_connections,
)
from conformance.probe.probe_record import Mark, ProbeRecord
from conformance.probe.quiet_window import quiet_window
from conformance.probe.running import RunningProbe, start_probe
from conformance.probe.written_down import availability_of, facts_of

__all__ = [
    "Attempt",
    "Figures",
    "Kind",
    "Mark",
    "Phase",
    "ProbeRecord",
    "RunningProbe",
    "availability_of",
    "back_within",
    "enough_probes",
    "facts_of",
    "figures",
    "kept_its_pace",
    "may_have_missed",
    "no_failures_after_the_request_was_read",
    "no_failures_on_new_connections",
    "quiet",
    "quiet_window",
    "start_probe",
]
