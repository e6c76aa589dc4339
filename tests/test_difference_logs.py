from __future__ import annotations

import pytest

from conformance.image_difference.log_lines import Level, Said, lines_of, log_difference, said_in

STAMP = "2026-11-26 07:38:27.821 1"
CONTEXT = "[None req-5a487489-37f4-4bdc-9ed8-6dd8599503a7 - - - - - -]"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            f"{STAMP} WARNING keystone.common.fernet_utils {CONTEXT} key 3 is world readable",
            Said(Level.WARNING, "keystone.common.fernet_utils", "key N is world readable"),
        ),
        (
            f'{STAMP} WARNING oslo_config.cfg [-] Deprecated: Option "rounds" from group'
            ' "identity" is deprecated.',
            Said(
                Level.DEPRECATION,
                "oslo_config.cfg",
                'Deprecated: Option "rounds" from group "identity" is deprecated.',
            ),
        ),
        (
            f"{STAMP} WARNING py.warnings [-] /opt/k/lib/python3.13/site-packages/flask/app.py:7:"
            " FutureWarning: it goes",
            Said(Level.WARNING, "flask/app.py", "FutureWarning: it goes"),
        ),
        (
            "/opt/k/lib/python3.13/site-packages/webob/x.py:12: DeprecationWarning: cgi is no more",
            Said(Level.DEPRECATION, "webob/x.py", "DeprecationWarning: cgi is no more"),
        ),
        (
            f"{STAMP} ERROR keystone.server.flask.application pymysql.err.OperationalError: "
            "(1054, \"Unknown column 'local_user.x'\")",
            Said(
                Level.ERROR,
                "keystone.server.flask.application",
                "pymysql.err.OperationalError: (N, \"Unknown column 'local_user.x'\")",
            ),
        ),
        (
            "2026-11-26  7:34:32 0 [Warning] Could not increase number of max_open_files to more than 20000",
            Said(Level.WARNING, "mariadbd", "Could not increase number of max_open_files to more than N"),
        ),
        (
            "2026-11-26  7:34:32 0 [Warning] 'proxies_priv' entry '@% root@5cb6da201e8e' ignored",
            Said(Level.WARNING, "mariadbd", "'proxies_priv' entry '@% root@*' ignored"),
        ),
        (
            "2026-11-26 17:34:32 12 [ERROR] mariadbd: Table './a' is marked as crashed",
            Said(Level.ERROR, "mariadbd", "mariadbd: Table './a' is marked as crashed"),
        ),
    ],
)
def test_what_is_said_without_what_belongs_to_one_moment(line: str, said: Said) -> None:
    assert dict(said_in([line])) == {said: 1}


@pytest.mark.parametrize(
    "line",
    [
        "keystone: serving on 5000 and 35357 after 0.8 s (nothing to set up)",
        "2026-11-26T08:38:13.961Z request method=GET path=/ status=300 bytes=265 ms=2.3 id=x",
        f"{STAMP} INFO keystone.common {CONTEXT} a deprecated user",
        f"{STAMP} ERROR keystone.server.flask.application Traceback (most recent call last):",
        f'{STAMP} ERROR keystone.server.flask.application   File "x.py", line 3, in f',
        f"{STAMP} ERROR keystone.server.flask.application ",
        "2026-11-26  7:34:33 0 [Note] mariadbd: ready for connections.",
        "    from eventlet import event",
    ],
)
def test_what_is_no_warning(line: str) -> None:
    assert not said_in([line])


def test_words_that_stand_on_the_next_line() -> None:
    lines = [
        "/opt/k/site-packages/oslo_service/loop.py:19: EventletDeprecationWarning: ",
        "",
        "Eventlet is deprecated.",
        "For more detail see https://example.org",
        "/opt/k/site-packages/a.py:1: UserWarning: ",
        "keystone: stopped",
    ]
    assert dict(said_in(lines)) == {
        Said(
            Level.DEPRECATION,
            "oslo_service/loop.py",
            "EventletDeprecationWarning: Eventlet is deprecated.",
        ): 1,
        Said(Level.WARNING, "a.py", "UserWarning:"): 1,
    }


def test_only_what_one_side_alone_says_differs() -> None:
    form = "2026-11-26 07:38:27.{:03} 1 WARNING keystone.a [req-{}] {} {}"
    before = said_in([form.format(1, 1, "old", 5), form.format(2, 2, "both", 5)])
    after = said_in(form.format(n, n, words, n) for n, words in enumerate(("both", "new", "new")))
    found = log_difference(before, after)
    assert list(lines_of(found)) == [
        "new: 0 deprecations, 1 warnings, 0 errors; no longer said: 1",
        "new, 2 times: warning keystone.a: new N",
        "no longer, was 1 time: warning keystone.a: old N",
    ]
    assert log_difference(after, after).new == log_difference(after, after).gone == ()
