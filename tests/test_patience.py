from __future__ import annotations

import re

import pytest

from conformance.errors import BadInput
from conformance.patience import BOUNDS, Course, Patience


def test_each_event_has_a_name_a_reason_and_a_bound_that_is_no_shorter_elsewhere() -> None:
    for event, bound in BOUNDS.items():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", event)
        assert bound.why
        assert 0 < bound.kubebox <= bound.elsewhere, event


def test_the_cluster_chooses_the_column() -> None:
    assert Patience.for_cluster(kubebox=True)["service-address"] == BOUNDS["service-address"].kubebox
    assert Patience.for_cluster(kubebox=False)["service-address"] == 600


def test_an_override_changes_its_own_event_only() -> None:
    patience = Patience.for_cluster(kubebox=True)
    changed = patience.with_overrides(["service-address=900", "token=1.5"])
    assert (changed["service-address"], changed["token"]) == (900, 1.5)
    assert changed["pod-running"] == patience["pod-running"]
    assert patience["service-address"] != 900


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "servic-address=9",
            "--patience servic-address=9: no event is called 'servic-address': did you mean service-address?",
        ),
        (
            "service-address",
            "--patience service-address: no seconds given: write EVENT=SECONDS, e.g. service-address=900",
        ),
        ("token=soon", "--patience token=soon: 'soon' is no number: give seconds, e.g. 90"),
        ("token=", "--patience token=: '' is no number: give seconds, e.g. 90"),
        *(
            (
                f"token={number}",
                f"--patience token={number}: {number} is no length of time that a run can wait: "
                "give seconds above zero and within a month, e.g. 90",
            )
            for number in ("-1", "nan", "inf", "9e9")
        ),
    ],
)
def test_bad_input_is_named_with_its_remedy(text: str, line: str) -> None:
    with pytest.raises(BadInput) as caught:
        Patience.for_cluster(kubebox=True).with_overrides([text])
    assert str(caught.value) == line


def test_an_event_unlike_any_is_answered_with_all_of_them() -> None:
    with pytest.raises(BadInput, match="known are account-ready, answer, api-answers"):
        Patience.for_cluster(kubebox=True).with_overrides(["zzz=1"])


def test_a_course_notes_changes_only_and_tells_the_newest() -> None:
    now = [100.0]
    course = Course(lambda: now[0], "a thing", "token", 60)
    for second in range(50):
        now[0] = 100.0 + second
        assert course.saw(f"state {second}")
        assert not course.saw(f"state {second}")
    detail = course.detail().splitlines()
    assert detail[:2] == ["awaited: a thing", "waited: 49.0 s of 60 s (token)"]
    assert detail[3:5] == ["  +0.0 s  state 0", "  +21.0 s  state 21"]
    assert detail[-1] == "  +49.0 s  state 49"
    assert course.left == 11
    assert [each.last_seen for each in course.records(kept=False)] == ["state 49"]
