from __future__ import annotations

from conformance.disrupt.database_copy import keeping_out, letting_in, made_by, restoring

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


def test_keystone_is_kept_out_while_its_database_is_put_back() -> None:
    """It read a user without a name meanwhile, and its cache answered 500 for seconds afterwards."""
    accounts = ["'keystone'@'%'", "'keystone'@'localhost'"]
    assert keeping_out(accounts) == [
        "ALTER USER 'keystone'@'%' ACCOUNT LOCK",
        "ALTER USER 'keystone'@'localhost' ACCOUNT LOCK",
        "KILL USER 'keystone'@'%'",
        "KILL USER 'keystone'@'localhost'",
    ]
    assert letting_in(accounts) == [each.replace(" LOCK", " UNLOCK") for each in keeping_out(accounts)[:2]]
