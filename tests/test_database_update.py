from __future__ import annotations

from dataclasses import replace

from conformance.update.database_settings import DatabaseSettings, set_as_before, set_differently
from conformance.update.similar_names import Similar, told_apart_differently

OLD = DatabaseSettings(
    {
        "version": "10.11.19-MariaDB",
        "sql_mode": "STRICT_TRANS_TABLES",
        "collation_server": "utf8mb4_general_ci",
    },
    {"user.extra": "utf8mb3 utf8mb3_general_ci"},
)
JANES = Similar("case", 409, {"a-Jane": ("a-Jane",), "a-jane": ("a-Jane",)})


def test_a_newer_server_may_have_other_defaults_for_new_tables() -> None:
    new = replace(
        OLD, server={**OLD.server, "version": "11.8.9", "collation_server": "utf8mb4_uca1400_ai_ci"}
    )
    assert set_as_before(OLD, new) == []
    assert set_differently(OLD, new) == [
        "version was 10.11.19-MariaDB, and is 11.8.9",
        "collation_server was utf8mb4_general_ci, and is utf8mb4_uca1400_ai_ci",
    ]


def test_it_may_not_take_statements_otherwise() -> None:
    new = replace(OLD, server={**OLD.server, "sql_mode": ""})
    assert set_as_before(OLD, new) == ["database: sql_mode was STRICT_TRANS_TABLES, and is "]


def test_a_column_that_compares_otherwise_or_is_gone_is_told() -> None:
    assert set_as_before(OLD, replace(OLD, columns={"user.extra": "utf8mb4 utf8mb4_bin"})) == [
        "database: column user.extra was utf8mb3 utf8mb3_general_ci, and is utf8mb4 utf8mb4_bin"
    ]
    assert set_as_before(OLD, replace(OLD, columns={}))[0].endswith("and is gone")


def test_names_that_are_treated_as_before_are_kept_whatever_they_begin_with() -> None:
    again = Similar("case", 409, {"b-Jane": ("b-Jane",), "b-jane": ("b-Jane",)})
    assert told_apart_differently((JANES,), (JANES,), "users") == []
    assert told_apart_differently((JANES,), (again,), "new users", ("a-", "b-")) == []


def test_names_that_are_told_apart_now_are_told() -> None:
    apart = Similar("case", 201, {"a-Jane": ("a-Jane",), "a-jane": ("a-jane",)})
    assert told_apart_differently((JANES,), (apart,), "users", ("a-", "a-")) == [
        "names: users that differ by case were made with 409, "
        "'Jane' finds ['Jane'] and 'jane' finds ['Jane'], "
        "and are made with 201, 'Jane' finds ['Jane'] and 'jane' finds ['jane']"
    ]
