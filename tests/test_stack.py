from __future__ import annotations

from conformance.stack import EXPECTED


def test_the_injected_variables_are_those_of_a_docker_link_to_db() -> None:
    assert EXPECTED.injected_variables == (
        "DB_SERVICE_HOST",
        "DB_SERVICE_PORT",
        "DB_PORT",
        "DB_PORT_3306_TCP",
        "DB_PORT_3306_TCP_PROTO",
        "DB_PORT_3306_TCP_PORT",
        "DB_PORT_3306_TCP_ADDR",
    )
    assert EXPECTED.database_address_variable in EXPECTED.injected_variables
