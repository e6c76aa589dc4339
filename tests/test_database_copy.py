from __future__ import annotations

from conformance.disrupt.database_copy import made_by, restoring

USER = "CREATE TABLE `user` (`id` varchar(64))"
ROLE = "CREATE TABLE `role` (`id` varchar(64))"
RENAMED = "CREATE TABLE `user` (`identifier` varchar(64))"


def test_statements_are_found_among_their_headings() -> None:
    heading = {"Table": "Table", "Create Table": "Create Table"}
    rows = [
        {"Table": "role", "Create Table": ROLE},
        heading,
        {"Table": "user", "Create Table": USER},
    ]
    assert made_by(rows) == {"role": ROLE, "user": USER}


def test_a_table_that_is_as_before_is_filled_again() -> None:
    assert restoring({"role": ROLE}, {"role": ROLE}) == [
        "DELETE FROM `role`",
        "INSERT INTO `role` SELECT * FROM `conformance_copy`.`role`",
    ]


def test_a_table_that_changed_is_made_anew_and_one_that_came_goes() -> None:
    said = restoring({"user": USER}, {"user": RENAMED, "more": "CREATE TABLE `more` (`a` int)"})
    assert said[:3] == ["DROP TABLE `user`", "DROP TABLE `more`", USER]
    assert said[3:] == ["DELETE FROM `user`", "INSERT INTO `user` SELECT * FROM `conformance_copy`.`user`"]


def test_a_table_that_went_comes_again() -> None:
    assert restoring({"user": USER}, {})[0] == USER
