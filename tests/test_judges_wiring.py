"""What the promises of wiring rest on: ends, words, the schema, what is shared."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.container_logs import ContainerLog
from conformance.inside import DatabaseUrl, Output
from conformance.judges.endings import HALF_MADE, UNLINKED, each_says, exited_with
from conformance.judges.link import still_wired_to
from conformance.judges.schema import has_revisions, nothing_is_gone, schema_is_complete
from conformance.judges.shared import every_one_shows_all
from conformance.observed import Termination


def logs(*lines: str) -> dict[str, list[ContainerLog]]:
    return {"pod": [ContainerLog("pod", "keystone", lines)]}


def test_another_exit_code_is_told() -> None:
    assert exited_with({"pod": Termination(1, "Error")}, 1, "keystone") == []
    assert exited_with({"pod": Termination(0, "Completed")}, 1, "keystone") == [
        "container keystone of pod pod ended with exit code 0, not exit code 1"
    ]
    assert exited_with({"pod": Termination(137, "OOMKilled")}, 1, "keystone") == [
        "container keystone of pod pod ended with OOMKilled, exit code 137, not exit code 1"
    ]


def test_the_blogs_message_must_stand_there() -> None:
    assert each_says(logs(UNLINKED), UNLINKED) == []
    assert each_says(logs("KeyError: 'DB_PORT'"), UNLINKED) == [
        f"pod pod does not say {UNLINKED!r}: its last line is \"KeyError: 'DB_PORT'\""
    ]
    assert each_says(logs(), UNLINKED)[0].endswith("it says nothing")
    assert each_says({"pod": []}, UNLINKED)[0].endswith("it says nothing")


def test_all_the_words_must_stand_in_one_line() -> None:
    line = "keystone: the database is half-made: 2 tables, and … Nothing was dropped. Remedy: DROP it"
    assert each_says(logs("waiting", line), *HALF_MADE) == []
    assert len(each_says(logs("the database is half-made", "Remedy: none"), *HALF_MADE)) == 1


@pytest.mark.parametrize(
    ("code", "stderr", "why"),
    [
        (2, "", "expansions are left to do"),
        (4, "", "contractions are left to do"),
        (1, "INFO x\nCRITICAL no database\n", "exit code 1: CRITICAL no database"),
        (1, "", "exit code 1: no words"),
    ],
)
def test_a_schema_that_lacks_something_is_told(code: int, stderr: str, why: str) -> None:
    assert schema_is_complete(Output("", stderr, code, 1.0), "pod") == [
        f"schema not there: db_sync --check in pod pod: {why}"
    ]


def test_a_complete_schema_and_its_revisions() -> None:
    assert schema_is_complete(Output("", "INFO whatever", 0, 1.0), "pod") == []
    assert has_revisions(["a", "b"]) == []
    assert has_revisions([]) == ["schema not there: alembic_version names no revision"]


def test_what_is_gone_or_new_in_a_half_made_database_is_told() -> None:
    assert nothing_is_gone(("table a", "table b"), ("table a", "table b")) == []
    assert nothing_is_gone(("table a", "table b"), ("table b", "table c")) == [
        "schema: table a is gone from the half-made database",
        "schema: table c was put into the half-made database",
    ]


def test_a_replica_that_does_not_see_anothers_project_is_told() -> None:
    assert every_one_shows_all({"a": ["a", "b"], "b": ["b", "a"]}) == []
    assert every_one_shows_all({"a": ["a"], "b": ["b", "a"]}) == [
        "pod a does not show the project that was made through pod b"
    ]


def test_a_running_container_that_follows_the_service_is_told() -> None:
    old, new = "10.96.0.7", "10.96.0.9"
    environment = {"DB_PORT_3306_TCP_ADDR": old}
    connection = DatabaseUrl("mysql+pymysql", "keystone", old, None, "keystone")
    assert still_wired_to({"pod": environment}, {"pod": connection}, old) == []
    assert still_wired_to({"pod": {}}, {"pod": replace(connection, host=new)}, old) == [
        "environment: DB_PORT_3306_TCP_ADDR in pod pod is not set, not 10.96.0.7 as at its start",
        "configuration: keystone.conf in pod pod connects to 10.96.0.9, not 10.96.0.7 as at its start",
    ]
