"""What a cluster or an image may lack, by the names that `--accept-missing` takes."""

from __future__ import annotations

from enum import StrEnum


class Capability(StrEnum):
    """One thing that some promises need and others do not; where it is missing, those are skipped."""

    LOAD_BALANCER = "load_balancer"
    NODE_PORT = "node_port"
    """A service's port on a node, reached from here."""
    EXEC = "exec"
    """The right to run commands in containers."""
    PORT_FORWARD = "port_forward"
    DELETE_PODS = "delete_pods"
    RELABEL_PODS = "relabel_pods"
    SCALE_CONTROLLERS = "scale_controllers"
    DELETE_CONTROLLERS = "delete_controllers"
    CHANGE_CONTROLLERS = "change_controllers"
    DELETE_SERVICES = "delete_services"
    NODES = "nodes"
    """The right to see the nodes: without it nobody knows which of them was drained, or where a port is."""
    LOSABLE_NODES = "losable_nodes"
    """Two nodes or more, each of which the suite may switch off and on again."""
    DIRECT_CONNECTION = "direct_connection"
    """A way to the public address that no proxy answers on."""
    ADDRESS_FAMILIES = "address_families"
    """A route from here to each family of address, IPv4 or IPv6, that the load balancer gives."""
    EXEC_TOOLS = "exec_tools"
    """The programs in an image that the suite runs there: a shell, `cat`, the database's client."""
    PROCESS_ENVIRONMENT = "process_environment"
    """A look at the environment of a container's first process."""
    PROCESS_SIGNALS = "process_signals"
    """A first process that its own container may end."""
    KEYSTONE_CONF = "keystone_conf"
    """The configuration in the file where the image contract has it."""
    REQUEST_LOG = "request_log"
    """A log line a request, query string and all."""
    CANDIDATES = "candidates"
    """Images that an update must refuse: `--update-candidates` says where they are."""
    MOVABLE_SERVICE = "movable_service"
    """A `db` service whose address the manifest leaves open."""
