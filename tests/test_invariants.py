"""A green scenario must not hide a restart, a traceback or a 5xx."""

from __future__ import annotations

from conformance.invariants import ContainerLife, ill_lines, unasked_restarts


def test_a_container_that_was_started_again_is_named_with_its_last_end() -> None:
    life = ContainerLife("keystone-rc-1", "u1", "keystone", 3, "OOMKilled, exit code 137")
    assert unasked_restarts({("u1", "keystone"): 1}, [life]) == [
        "container keystone of pod keystone-rc-1 restarted unasked, 2 times (OOMKilled, exit code 137)"
    ]


def test_a_restart_from_before_is_not_told_again() -> None:
    assert unasked_restarts({("u1", "keystone"): 3}, [ContainerLife("p", "u1", "keystone", 3)]) == []


def test_a_pod_of_the_same_name_is_another_pod() -> None:
    assert unasked_restarts({("old", "keystone"): 1}, [ContainerLife("p", "new", "keystone", 1)]) != []


def test_tracebacks_and_server_errors_are_found() -> None:
    log = [
        '10.0.0.1 "GET /v3 HTTP/1.1" 200 512',
        "Traceback (most recent call last):",
        '10.0.0.1 "POST /v3/auth/tokens HTTP/1.1" 503 12',
        "2026-11-23T05:00:00Z request method=GET path=/v3/users status=500 bytes=12 ms=1.9 client=10.0.0.9",
    ]
    assert ill_lines("p", log) == [
        "pod p wrote a traceback",
        "pod p answered 503 to POST /v3/auth/tokens",
        "pod p answered 500 to GET /v3/users",
    ]


def test_a_path_with_500_in_it_is_no_server_error() -> None:
    assert ill_lines("p", ['10.0.0.1 "GET /v3/users/500 HTTP/1.1" 404 500']) == []


def test_a_traceback_counts_though_server_errors_are_allowed() -> None:
    log = ["Traceback (most recent call last):", '10.0.0.1 "POST /v3/auth/tokens HTTP/1.1" 503 12']
    assert ill_lines("p", log, server_errors=False) == ["pod p wrote a traceback"]


def test_what_keystone_writes_of_a_request_that_it_refuses_is_no_fault() -> None:
    """403 as Keystone 30 logs it; the answer's own line says what it was."""
    log = [
        "19:20:09.164 1 ERROR keystone.server.flask.application Traceback (most recent call last):",
        "T request method=GET path=/v3/users status=403 bytes=132 ms=9.0 client=::1 id=req-1",
    ]
    assert ill_lines("p", log) == []
