"""Which Gherkin tells a scenario: the feature file where it says what ran, else one made of the record."""

from __future__ import annotations

from pathlib import Path

from conformance.options import FEATURES
from conformance.report.cucumber_sources import COMPOSED, Sources, sources_of
from tests.feature_records import real_run
from tests.report_records import kept


def uris(sources: Sources) -> list[str]:
    return [parsed.source["uri"] for parsed in sources.parsed()]


def test_the_feature_files_tell_what_ran_as_they_have_it() -> None:
    record = real_run("heal_1", "pods_1")
    sources = sources_of(record.scenarios, FEATURES)
    assert uris(sources) == ["features/heal.feature", "features/pods.feature"]
    told = [parsed.source["data"] for parsed in sources.parsed()]
    assert told[0] == (FEATURES / "heal.feature").read_text(encoding="utf-8")
    assert [each.pickle["name"] for each in sources.told] == [each.title for each in record.scenarios]


def test_what_the_feature_files_tell_otherwise_is_composed_from_the_record() -> None:
    record = real_run("heal_1", "pods_1")
    record.scenarios[0].steps[1].text = "one keystone pod is asked to go"
    sources = sources_of(record.scenarios, FEATURES)
    assert uris(sources) == ["composed/1.feature", "features/pods.feature"]
    heal = sources.told[0]
    assert COMPOSED in heal.parsed.source["data"]
    assert [step["text"] for step in heal.pickle["steps"]] == [
        step.text for step in record.scenarios[0].steps
    ]
    assert "@heal_1" in {tag["name"] for tag in heal.pickle["tags"]}


def test_composed_scenarios_keep_the_order_of_the_run_whatever_their_rules() -> None:
    record = kept("a_1", "a_2", "a_3")
    for scenario, rule in zip(record.scenarios, ("the second", "", "the first"), strict=True):
        scenario.rule = rule
    told = sources_of(record.scenarios, FEATURES).told
    assert [each.pickle["name"] for each in told] == [scenario.title for scenario in record.scenarios]
    document = told[0].parsed.document["feature"]
    assert [next(iter(child)) for child in document["children"]] == ["scenario", "rule", "rule"]


def test_features_that_are_no_gherkin_are_not_at_hand(tmp_path: Path) -> None:
    (tmp_path / "heal.feature").write_text("this is prose\n")
    assert uris(sources_of(real_run("heal_1").scenarios, tmp_path)) == ["composed/1.feature"]


def test_ids_go_on_where_those_of_the_sources_end() -> None:
    sources = sources_of(real_run("heal_1").scenarios, FEATURES)
    taken = [int(step["id"]) for told in sources.told for step in told.pickle["steps"]]
    assert max(taken) < sources.next_id
