from __future__ import annotations

from conformance.image_difference.settings import (
    SettingChanged,
    Settings,
    SettingsDifference,
    lines_of,
    settings_difference,
)

OLD = Settings(
    {"token.expiration": "3600", "cache.size": "10", "crypt.rounds": "4", "same": "1", "debug": "False"},
    {"token.expiration": "3600", "cache.size": "7", "crypt.rounds": "4", "same": "1", "debug": "False"},
    {"debug": "long so"},
)
NEW = Settings(
    {"token.expiration": "7200", "cache.size": "20", "same": "1", "debug": "False", "oauth2.url": ""},
    {"token.expiration": "7200", "cache.size": "7", "same": "1", "debug": "True", "oauth2.url": ""},
    {"debug": "long so", "same": "nobody\nuses it", "oauth2.url": "new and old at once"},
)


def test_each_kind_of_change() -> None:
    found = settings_difference(OLD, NEW)
    assert found.changed == (
        SettingChanged("cache.size", ("10", "20"), ("7", "7")),
        SettingChanged("debug", ("False", "False"), ("False", "True")),
        SettingChanged("token.expiration", ("3600", "7200"), ("3600", "7200")),
    )
    assert [each.felt for each in found.changed] == [False, True, True]
    assert [each.name for each in found.new] == ["oauth2.url"]
    assert [each.name for each in found.gone] == ["crypt.rounds"]
    assert found.newly_deprecated == {"same": "nobody uses it"}, "what is new is told as new"


def test_it_is_told_in_lines() -> None:
    assert list(lines_of(settings_difference(OLD, NEW))) == [
        "3 changed (2 of them felt), 1 new, 1 gone, 1 newly deprecated",
        "cache.size: default 10 → 20, configured: 7",
        "debug: False → True, the default is the same",
        "token.expiration: default 3600 → 7200",
        'oauth2.url: new, ""',
        "crypt.rounds: gone, was 4",
        "same: deprecated: nobody uses it",
    ]


def test_nothing_differs_from_itself() -> None:
    assert settings_difference(OLD, OLD) == SettingsDifference()


def test_addresses_of_pods_and_what_differs_each_time_are_no_difference() -> None:
    one = Settings({"bind": "10.244.0.9", "pid": "1"}, {"bind": "10.244.0.9", "pid": "1"})
    other = Settings({"bind": "10.244.0.12", "pid": "2"}, {"bind": "10.244.0.12", "pid": "2"})
    assert settings_difference(one, other, left_out=("pid",)).changed == ()
    assert [each.name for each in settings_difference(one, other).changed] == ["pid"]


def test_of_lists_the_entries_are_told() -> None:
    def change(before: str, after: str) -> str:
        return str(SettingChanged("auth.methods", (before, after), (before, after)))

    assert change("['a', 'b']", "['b', 'c', 'd']") == "auth.methods: default without a and with c, d"
    assert change("['a', 'b']", "['a']") == "auth.methods: default without b"
    assert change("['a', 'b']", "['b', 'a']") == "auth.methods: default in another order"
    assert change("a=on,b=off", "a=on,b=on") == "auth.methods: default without b=off and with b=on"
    assert change("['a']", "a") == "auth.methods: default ['a'] → a"
