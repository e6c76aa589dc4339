from __future__ import annotations

from conformance.image_difference.measured import in_turn, measured


def test_the_sides_are_in_turn_the_first() -> None:
    done: list[tuple[str, int]] = []
    in_turn(("old", "new"), 3, lambda side, number: done.append((side, number)))
    assert done == [("old", 0), ("new", 0), ("new", 1), ("old", 1), ("old", 2), ("new", 2)]


def test_figures_come_with_their_intervals() -> None:
    before = [0.2 + number / 1000 for number in range(100)]
    found = measured("token issue", "s", before, [value + 0.1 for value in before])
    assert [str(each) for each in found] == [
        "token issue p50: 249 ms (239 ms to 260 ms) → 349 ms (339 ms to 360 ms): more (100 readings)",
        "token issue p95: 294 ms (289 ms to 299 ms) → 394 ms (389 ms to 399 ms): more (100 readings)",
    ]


def test_of_few_readings_nothing_is_claimed() -> None:
    p50, p95 = measured("token issue", "s", [0.1] * 10, [0.9] * 10)
    assert (p50.verdict, p95.verdict) == ("more", "sample too small")
    assert str(p95) == (
        "token issue p95: 100 ms (sample too small) → 900 ms (sample too small): sample too small "
        "(10 readings)"
    )
    assert measured("token issue", "s", [], [0.9] * 10) == ()


def test_intervals_that_meet_tell_nothing_apart() -> None:
    values = [float(number) for number in range(1, 31)]
    (one,) = measured("memory of the container", "bytes", values, [v + 2 for v in values], shares=(0.5,))
    assert one.verdict == "not told apart"
    (one,) = measured("memory of the container", "bytes", [v * 1e6 for v in values], values, shares=(0.5,))
    assert str(one).endswith(": less (30 readings)")
    assert one.name == "memory of the container p50"
    assert one.told(one.before) == "15 MB (10 MB to 21 MB)"
