from __future__ import annotations

import configparser
import re

import pytest

from images.keystone.keystone_start.configuration import CACHED_SECTIONS, as_ini, sections
from images.keystone.keystone_start.refusal import RefusalError
from images.keystone.keystone_start.settings import CACHE_SECONDS, REQUIRED, Settings, read

BLOG = {
    "DB_PORT_3306_TCP_ADDR": "10.96.0.9",
    "MYSQL_USER": "keystone",
    "MYSQL_PASSWORD": "keystone",
    "MYSQL_DATABASE": "keystone",
    "ADMIN_TOKEN": "token123",
}


def written(settings: Settings) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser(default_section="none")
    parser.read_string(as_ini(sections(settings)))
    return parser


def test_the_blogs_environment_gives_the_blogs_connection() -> None:
    connection = written(read(BLOG))["database"]["connection"]
    assert connection == "mysql+pymysql://keystone:keystone@10.96.0.9/keystone"


def test_user_password_and_database_are_quoted_for_the_url() -> None:
    odd = {**BLOG, "MYSQL_USER": "a:b", "MYSQL_PASSWORD": "p@s/s$%", "MYSQL_DATABASE": "d?b"}
    assert read(odd).database_url == "mysql+pymysql://a%3Ab:p%40s%2Fs%24%25@10.96.0.9/d%3Fb"


@pytest.mark.parametrize("name", REQUIRED)
@pytest.mark.parametrize("value", [None, ""])
def test_a_missing_variable_is_named(name: str, value: str | None) -> None:
    environment = {key: given for key, given in BLOG.items() if key != name}
    if value is not None:
        environment[name] = value
    with pytest.raises(RefusalError, match=rf"^{name} \(.*must be set in the container's environment$"):
        read(environment)


def test_all_missing_variables_are_named_at_once() -> None:
    with pytest.raises(RefusalError, match=".*".join(REQUIRED)):
        read({"DB_PORT_3306_TCP_ADDR": "10.96.0.9"})


@pytest.mark.parametrize("value", ["5s", "-1", "1.5", "٣"])
def test_a_time_that_is_no_whole_number_is_refused(value: str) -> None:
    with pytest.raises(RefusalError, match=f"KEYSTONE_CACHE_SECONDS must be .*{re.escape(repr(value))}"):
        read({**BLOG, "KEYSTONE_CACHE_SECONDS": value})


@pytest.mark.parametrize("value", ["3", "32", "many", "-4"])
def test_a_cost_that_bcrypt_does_not_know_is_refused(value: str) -> None:
    with pytest.raises(
        RefusalError, match=f"KEYSTONE_PASSWORD_HASH_ROUNDS must be a number from 4 to 31, not '{value}'"
    ):
        read({**BLOG, "KEYSTONE_PASSWORD_HASH_ROUNDS": value})


def test_a_password_costs_what_keystone_wants_unless_told() -> None:
    assert written(read(BLOG))["identity"]["password_hash_rounds"] == "12"
    quick = written(read({**BLOG, "KEYSTONE_PASSWORD_HASH_ROUNDS": "4"}))
    assert quick["identity"]["password_hash_rounds"] == "4"


def test_no_secret_shows_when_settings_are_printed() -> None:
    secret = {**BLOG, "MYSQL_PASSWORD": "hush1", "ADMIN_TOKEN": "hush2"}
    assert "hush" not in repr(read(secret))


def test_one_variable_bounds_every_cache() -> None:
    conf = written(read({**BLOG, "KEYSTONE_CACHE_SECONDS": "7"}))
    assert conf["cache"]["enabled"] == "true"
    assert conf["cache"]["expiration_time"] == "7"
    assert {conf[name]["cache_time"] for name in CACHED_SECTIONS} == {"7"}


def test_zero_keeps_nothing_from_one_request_to_the_next() -> None:
    conf = written(read({**BLOG, "KEYSTONE_CACHE_SECONDS": "0"}))
    # no time of 0 anywhere: Keystone refuses to start with one
    assert dict(conf["cache"]) == {"enabled": "true", "backend": "dogpile.cache.null"}
    assert not any("cache_time" in conf[name] for name in conf.sections())


def test_without_the_variable_the_cache_is_short() -> None:
    assert read(BLOG).cache_seconds == CACHE_SECONDS


def test_the_admin_token_is_never_written_to_the_configuration() -> None:
    assert "token123" not in as_ini(sections(read(BLOG)))


def test_the_identity_section_keeps_its_own_option_beside_the_cache_time() -> None:
    assert set(written(read(BLOG))["identity"]) == {
        "cache_time",
        "max_password_length",
        "password_hash_rounds",
    }
