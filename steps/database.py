"""Sentences about the database pod and the db service."""

from __future__ import annotations

from pytest_bdd import then, when

from conformance.conditions import endpoints_are, service_has_cluster_ip
from conformance.inside import Output, run_inside
from conformance.judges.database import cpu_limited, no_volume_over, selected_by
from conformance.judges.holding import must_hold
from conformance.live_stack import LiveStack
from conformance.observed import PodView
from conformance.run import Run
from conformance.stack import EXPECTED


@then("the database pod is Running with 1 of 1 containers ready", target_fixture="database")
def database_pod_is_ready(stack: LiveStack, run: Run) -> PodView:
    """As `kubectl get pods` shows it."""
    database = stack.database()
    run.recorder.saw(
        pod=database.name, uid=database.uid, containers=len(database.containers), phase=database.phase
    )
    must_hold(
        []
        if len(database.containers) == 1
        else [f"pod {database.name} has {len(database.containers)} containers"]
    )
    return database


@then("it carries the label that the db service selects")
def database_carries_the_label(stack: LiveStack, database: PodView, run: Run) -> None:
    """Otherwise nothing would stand behind the service."""
    service = stack.service(stack.names.database_service)
    run.recorder.saw(labels=dict(database.labels), selector=dict(service.selector))
    must_hold(selected_by(database, service.selector))


@then("its container is limited to half a cpu")
def database_is_limited(stack: LiveStack, database: PodView, run: Run) -> None:
    """The blog's `cpu: 0.5`."""
    run.recorder.saw(limits={c.name: dict(c.limits) for c in database.containers})
    must_hold(cpu_limited(database, stack.names.database_container, millicores=500))


@then("nothing is mounted over the database's data")
def nothing_is_mounted(stack: LiveStack, database: PodView, run: Run) -> None:
    """Neither there, nor above or below it."""
    run.recorder.saw(mounts={c.name: list(c.mounted_at) for c in database.containers})
    must_hold(no_volume_over(database, stack.names.database_container, EXPECTED.database_folder))


@when("a command is run in its container", target_fixture="output")
def command_is_run(stack: LiveStack, database: PodView) -> Output:
    """What `kubectl exec` does."""
    return run_inside(
        stack.api,
        stack.namespace,
        database.name,
        stack.names.database_container,
        ["cat", "/etc/hostname"],
        stack.waiter.patience("exec"),
    )


@then("the command runs as on the pod's own machine")
def command_runs_in_the_pod(database: PodView, output: Output, run: Run) -> None:
    """A pod's host name is its name, so the answer comes from inside."""
    run.recorder.saw(command="cat /etc/hostname", stdout=output.stdout.strip(), exit_code=output.exit_code)
    must_hold(
        []
        if output.stdout.strip() == database.name
        else [f"exec in {database.name} answered {output.stdout.strip()!r}"]
    )


@then("the keystone user sees the keystone database")
def keystone_user_sees_its_database(stack: LiveStack, run: Run) -> None:
    """With the name and the password that the manifests give it."""
    seen = [row["Database"] for row in stack.database_rows("SHOW DATABASES")]
    run.recorder.saw(databases=seen)
    wanted = stack.credentials.database_name
    must_hold([] if wanted in seen else [f"the keystone user sees {', '.join(seen)}, not {wanted}"])


@then("the db service has a cluster IP", target_fixture="cluster_ip")
def db_has_a_cluster_ip(stack: LiveStack, run: Run) -> str:
    """The address that `kubectl get services` shows."""
    address = stack.until(
        service_has_cluster_ip(EXPECTED.database_service), "db has a cluster IP", "service-cluster-ip"
    )
    run.recorder.saw(service=EXPECTED.database_service, cluster_ip=address)
    return address


@then("exactly the database pod stands behind it on port 3306")
def only_the_database_stands_behind_db(stack: LiveStack, database: PodView, run: Run) -> None:
    """One endpoint, the database pod's."""
    condition = endpoints_are(EXPECTED.database_service, [database.name], EXPECTED.database_port)
    addresses = stack.until(condition, f"exactly {database.name} behind db", "endpoint-listed")
    run.recorder.saw(endpoints=list(addresses), pod_ip=database.ip)
