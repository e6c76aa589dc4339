"""Faults that show in requests that go on while a pod is replaced."""

from __future__ import annotations

from sabotage.changes import DATABASE, drop, wrapped
from sabotage.mutant import Mutant, breaks

MUTANTS = (
    Mutant(
        "replacement-that-answers-errors",
        "A fourth replica on one database answers the API with 503, and its list of versions as it should.",
        breaks(
            "heal_17",
            "requests are answered steadily again, by 100 of each kind at least",
            "requests failed, the last: ",
        ),
        wrapped("fourth_answers_errors.py", beside=DATABASE),
    ),
    Mutant(
        "hangs-after-a-hundred-connections",
        "A replica lets each fourth request for the API wait once it has had a hundred connections.",
        breaks(
            "heal_17",
            "requests are answered steadily again, by 100 of each kind at least",
            "requests failed, the last: ",
        ),
        wrapped("hangs_after_a_hundred.py"),
    ),
    Mutant(
        "ready-before-it-serves",
        "A replica counts as ready before Keystone serves in it.",
        breaks(
            "heal_18",
            "no request on a new connection failed, of 100 at least",
            "requests on new connections failed",
        ),
        drop("keystone.readinessProbe"),
        manifest_set="hardened",
    ),
    Mutant(
        "errors-while-it-stops",
        "A replica that is told to stop answers 503 to what still comes.",
        breaks(
            "heal_18",
            "no request on a kept connection failed after it was read",
            "requests on kept connections failed after they may have been read",
        ),
        wrapped("errors_while_stopping.py"),
        manifest_set="hardened",
    ),
)
