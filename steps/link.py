"""Sentences about the link: the injected environment and keystone.conf."""

from __future__ import annotations

from pytest_bdd import then, when

from conformance.inside import DatabaseUrl, connection_in, options_in
from conformance.judges.holding import must_hold
from conformance.judges.link import (
    connection_names,
    connections_lead_to,
    db_link_address,
    db_link_of,
    db_link_sisters,
)
from conformance.live_stack import LiveStack
from conformance.observed import PodView
from conformance.run import Run
from conformance.stack import EXPECTED


@when("the environment of every keystone container is read", target_fixture="environments")
def environments_are_read(
    stack: LiveStack, replicas: tuple[PodView, ...], run: Run
) -> dict[str, dict[str, str]]:
    """Of the container's first process, as it was started."""
    environments = {pod.name: stack.environment(pod.name) for pod in replicas}
    run.recorder.saw(environment=run.redactor.json(environments))
    return environments


@then("DB_PORT_3306_TCP_ADDR is the cluster IP of the db service")
def address_is_the_cluster_ip(stack: LiveStack, environments: dict[str, dict[str, str]], run: Run) -> None:
    """The variable that the blog's entrypoint refuses to start without."""
    run.recorder.saw(
        addresses={pod: seen.get("DB_PORT_3306_TCP_ADDR", "") for pod, seen in environments.items()}
    )
    must_hold(db_link_address(environments, stack.database_cluster_ip()))


@then("the other variables of the db link agree with it")
def sisters_agree(stack: LiveStack, environments: dict[str, dict[str, str]], run: Run) -> None:
    """Docker's link variables, all of them."""
    run.recorder.saw(link={pod: db_link_of(seen) for pod, seen in environments.items()})
    must_hold(db_link_sisters(environments, stack.database_cluster_ip()))


@when("keystone.conf of every replica is read", target_fixture="connections")
def configurations_are_read(
    stack: LiveStack, replica_urls: dict[str, str], run: Run
) -> dict[str, DatabaseUrl]:
    """Its `[database] connection`, without the password."""
    texts = {pod: stack.keystone_conf(pod) for pod in replica_urls}
    configuration = {pod: options_in(text) for pod, text in texts.items()}
    run.recorder.saw(configuration=run.redactor.json(configuration))
    return {pod: connection_in(text, f"{EXPECTED.keystone_conf} in pod {pod}") for pod, text in texts.items()}


@then("its database connection leads to the cluster IP of the db service")
def connection_leads_to_db(stack: LiveStack, connections: dict[str, DatabaseUrl], run: Run) -> None:
    """The host in the connection, whatever the driver is called."""
    run.recorder.saw(hosts={pod: url.host for pod, url in connections.items()})
    must_hold(connections_lead_to(connections, stack.database_cluster_ip()))


@then("it names the user and the database that the manifests name")
def connection_names_user_and_database(
    stack: LiveStack, connections: dict[str, DatabaseUrl], run: Run
) -> None:
    """What MYSQL_USER and MYSQL_DATABASE say."""
    run.recorder.saw(users={pod: f"{url.user}@{url.database}" for pod, url in connections.items()})
    must_hold(connection_names(connections, stack.credentials.database_user, stack.credentials.database_name))
