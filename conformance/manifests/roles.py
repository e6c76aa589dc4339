"""Which object of a set plays which role: by its kind and by what it is, never by its name (`db` excepted).

What is needed for deployment is little: one object of the right kind for each of the four roles. Whatever
else the fixed contract asks (ports, selectors, images, the number of replicas and containers, the name
`db`) is left to the promises: a set that breaks it is deployed as it is and judged. So is one in which
something else stands in the place of the ReplicationController (docs/decisions/0010).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from conformance.errors import BadInput
from conformance.manifests.objects import Content, KubernetesObject
from conformance.manifests.pod_templates import containers, mapping, mappings, opened, pod_template
from conformance.manifests.stand_ins import told
from conformance.stack import EXPECTED, FILES, Role, StackNames

KINDS: Mapping[Role, str] = {
    Role.DATABASE: "Pod",
    Role.DATABASE_SERVICE: "Service",
    Role.CONTROLLER: "ReplicationController",
    Role.PUBLIC_SERVICE: "Service",
}


def assign_roles(
    objects: Sequence[KubernetesObject], stand_ins: Sequence[KubernetesObject] = ()
) -> dict[Role, KubernetesObject]:
    """Return the object of each of the four roles; the controller's is the first of `stand_ins`, if any.

    Of several that could play one, the likeliest is taken, and the file named after the role settles a
    tie: the controller and the pod by the ports they open; the `db` service by its name, its port or the
    pod it selects; the public service by its type LoadBalancer or its port. Raises BadInput where a role
    has no object of its kind.
    """
    chosen: dict[Role, KubernetesObject] = {}
    for role in (Role.DATABASE, Role.CONTROLLER, Role.DATABASE_SERVICE, Role.PUBLIC_SERVICE):
        rest = [item for item in objects if item not in (*chosen.values(), *stand_ins)]
        free = [item for item in rest if item.kind == KINDS[role]]
        if role is Role.CONTROLLER and stand_ins:
            free = [stand_ins[0]]
        if not free:
            raise BadInput(
                f"{FILES[role]}.yaml holds no {KINDS[role]} for the {role}, nor does another file",
                "a stack has a database pod, its service, a ReplicationController and a public service",
            )
        chosen[role] = max(free, key=_likelihood(role, chosen))
    return chosen


def _likelihood(
    role: Role, chosen: Mapping[Role, KubernetesObject]
) -> Callable[[KubernetesObject], tuple[int, bool]]:
    def score(item: KubernetesObject) -> tuple[int, bool]:
        from_its_file = item.file.rpartition(".")[0] == FILES[role]
        return sum(_signs(role, item, chosen)), from_its_file

    return score


def _signs(role: Role, item: KubernetesObject, chosen: Mapping[Role, KubernetesObject]) -> tuple[bool, ...]:
    spec = mapping(item.content, "spec")
    if role is Role.DATABASE:
        return (EXPECTED.database_port in opened(containers(item.content)),)
    if role is Role.CONTROLLER:
        return (EXPECTED.public_port in opened(containers(item.content)),)
    ports = {port.get("port") for port in mappings(spec, "ports")}
    balanced = spec.get("type") == "LoadBalancer"
    if role is Role.DATABASE_SERVICE:
        labels = mapping(chosen[Role.DATABASE].content, "metadata", "labels")
        return (
            item.name == EXPECTED.database_service,
            EXPECTED.database_port in ports,
            _selects(spec, labels),
            not balanced,
        )
    labels = mapping(pod_template(chosen[Role.CONTROLLER].content), "metadata", "labels")
    return (balanced, EXPECTED.public_port in ports, _selects(spec, labels))


def _selects(spec: Content, labels: Content) -> bool:
    selector = mapping(spec, "selector")
    return bool(selector) and selector.items() <= labels.items()


def keystone_container(controller: Content) -> Content:
    """Return the container that opens 5000, or is called or made of keystone; else the first, if any."""
    return _likeliest(containers(controller), EXPECTED.public_port, "keystone")


def memcached_container(controller: Content) -> Content:
    """Return the container that opens 11211, or is called or made of memcached; else not keystone's."""
    keystone = keystone_container(controller)
    others = [container for container in containers(controller) if container is not keystone]
    return _likeliest(others, EXPECTED.memcached_port, "memcached")


def database_container(pod: Content) -> Content:
    """Return the container that opens 3306, or the first."""
    return _likeliest(containers(pod), EXPECTED.database_port, "db")


def _likeliest(of: Sequence[Content], port: int, word: str) -> Content:
    def score(container: Content) -> tuple[bool, bool, bool]:
        return (
            port in opened([container]),
            word in str(container.get("name", "")),
            word in str(container.get("image", "")),
        )

    return max(of, key=score, default={})


def names_of(
    roles: Mapping[Role, KubernetesObject], stand_ins: Sequence[KubernetesObject] = ()
) -> StackNames:
    """Return the names that a set gives to the objects and containers of the stack."""
    controller = roles[Role.CONTROLLER].content
    replicas = mapping(controller, "spec").get("replicas", 1)
    return StackNames(
        database_pod=roles[Role.DATABASE].name,
        database_container=str(database_container(roles[Role.DATABASE].content).get("name", "")),
        database_service=roles[Role.DATABASE_SERVICE].name,
        controller=roles[Role.CONTROLLER].name,
        keystone_container=str(keystone_container(controller).get("name", "")),
        memcached_container=str(memcached_container(controller).get("name", "")),
        public_service=roles[Role.PUBLIC_SERVICE].name,
        replicas=replicas if isinstance(replicas, int) else 1,
        replica_labels=mapping(pod_template(controller), "metadata", "labels"),
        in_the_controllers_place=told(stand_ins),
    )
