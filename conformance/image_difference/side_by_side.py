"""Containers of both images, side by side on one cluster, in stacks that nobody else uses.

Of Keystone, two pods on one database, the older image first: what pods of both share is shared here too. Of
the database, two of it, each with a Keystone of its own.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from conformance.conditions import pod_gone, pod_running, stands
from conformance.disrupt import create_bare_pod, delete_pod
from conformance.identity import answers_token
from conformance.image_difference.pair import ImagePair, Updated
from conformance.live_stack import LiveStack
from conformance.manifests.pod_templates import mapping, pod_template
from conformance.manifests.roles import keystone_container
from conformance.reach_versions import answers_versions
from conformance.run import Run
from conformance.stack import EXPECTED, Role
from conformance.stack_maker import StackMaker
from conformance.stacks import Stacks

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

Content = dict[str, Any]
DATABASE_ONLY = (Role.DATABASE, Role.DATABASE_SERVICE)
TELLING = {
    # Warnings of Python's libraries are said once each, by a Keystone as it is configured not at all.
    "PYTHONWARNINGS": "default",
    "OS_DEFAULT__DEFAULT_LOG_LEVELS": "keystone=INFO,alembic.runtime.plugins=WARN,py.warnings=WARN",
}
IDLE = {
    # A pod that serves nobody has no keystone.conf of its entrypoint's: the cluster fills these in.
    "OS_DATABASE__CONNECTION": "mysql+pymysql://$(MYSQL_USER):$(MYSQL_PASSWORD)"
    f"@$({EXPECTED.database_address_variable})/$(MYSQL_DATABASE)",
}
SLEEP = ["sleep", "3600"]
"""For longer than a look takes: the pod goes with its namespace."""


@dataclass(frozen=True)
class Side:
    """A Keystone that answers, and the container whose image is one of the two."""

    image: str
    stack: LiveStack
    keystone_pod: str
    url: str
    pod: str
    container: str

    @property
    def where(self) -> tuple[ApiClient, str, str, str]:
        """The container, as commands in it are sent."""
        return self.stack.api, self.stack.namespace, self.pod, self.container

    @property
    def password(self) -> str:
        """The administrator's."""
        return self.stack.credentials.admin_password


@dataclass
class SideBySide:
    """Makes both sides on the cluster of a run, and asks for their end."""

    run: Run
    pair: ImagePair
    purpose: str = "image"
    """How the names of its namespaces begin."""
    environment: Mapping[str, str] = field(default_factory=lambda: TELLING)
    """Of each Keystone that serves, besides what its manifest says."""
    _stacks: list[Stacks] = field(default_factory=list)

    def before(self) -> Side:
        """Return the side of the older image, once its Keystone answers; raises as `StackMaker.make`."""
        if self.pair.updated is Updated.KEYSTONE:
            stack = self._stack()
            self._set_up(stack)
            return self._keystone(stack, "keystone-before", str(self.pair.before))
        return self._database(str(self.pair.before))

    def after(self, before: Side) -> Side:
        """Return the side of the newer image; of Keystone it has the database of `before`."""
        if self.pair.updated is Updated.KEYSTONE:
            return self._keystone(before.stack, "keystone-after", str(self.pair.after))
        return self._database(str(self.pair.after))

    def idle(self, before: Side) -> str:
        """Return the pod in which the newer Keystone image is, idle, beside the older database."""
        name = "keystone-idle"
        template = self._template(before.stack, str(self.pair.after), IDLE)
        spec = template["spec"]
        container = next(each for each in spec["containers"] if each["name"] == before.container)
        for of_a_server in ("readinessProbe", "livenessProbe", "startupProbe", "lifecycle", "args"):
            container.pop(of_a_server, None)
        container["command"] = SLEEP
        spec["containers"] = [container]
        self._pod(before.stack, name, template)
        return name

    def end(self) -> None:
        """Ask for the deletion of all of it; the run's end waits until that is done."""
        for stacks in self._stacks:
            for stack in tuple(stacks.live):
                stacks.discard(stack)

    def _set_up(self, stack: LiveStack) -> None:
        """Have the older image set the database up, in a pod of its own that goes then.

        Who does it says more, and keeps ten megabytes more, than who finds it done: it would be held against
        the newer image.
        """
        side = self._keystone(stack, "keystone-setting-up", str(self.pair.before))
        pod = stack.until(pod_running(side.pod), f"pod {side.pod} running", "pod-running")
        delete_pod(stack.api, stack.namespace, pod.name, pod.uid)
        stack.until(pod_gone(pod.uid), f"pod {pod.name} gone", "pod-gone")

    def _database(self, image: str) -> Side:
        stack = self._stack(image)
        keystone = self._keystone(stack, "keystone-of-it", "")
        names = stack.names
        return replace(keystone, image=image, pod=names.database_pod, container=names.database_container)

    def _keystone(self, stack: LiveStack, name: str, image: str) -> Side:
        self._pod(stack, name, self._template(stack, image, self.environment))
        url = stack.replica_url(name)
        stack.waiter.until_answers(
            lambda: answers_versions(url),
            f"Keystone answers in pod {name}",
            "keystone-answers",
            meanwhile=stands(pods=[stack.names.database_pod, name], controllers=[], services=[]),
        )
        password = stack.credentials.admin_password
        stack.waiter.until_answers(
            partial(answers_token, url, password=password), f"a token from pod {name}", "token"
        )
        return Side(image, stack, name, url, name, stack.names.keystone_container)

    def _pod(self, stack: LiveStack, name: str, template: Content) -> None:
        stack.database()
        create_bare_pod(stack.api, stack.namespace, name, template, stack.site)
        # the newer image may be new to the node, too
        stack.until(pod_running(name), f"pod {name} running", "pod-replaced")

    def _template(self, stack: LiveStack, image: str, environment: Mapping[str, str]) -> Content:
        """Return the controller's pod template with that image of Keystone's and more of an environment."""
        controller = copy.deepcopy(stack.manifests.of(Role.CONTROLLER).content)
        container = keystone_container(controller)
        if image:
            container["image"] = self.run.stacks.maker.pins.names.get(image, image)
        more = [{"name": key, "value": value} for key, value in environment.items()]
        container["env"] = [*(container.get("env") or []), *more]
        template = pod_template(controller)
        return {"metadata": mapping(template, "metadata"), "spec": mapping(template, "spec")}

    def _stack(self, database: str = "") -> LiveStack:
        """Return a database with its service, of that image or of the run's own."""
        side = "newer" if self._stacks else "older"
        stacks = Stacks(self._maker(database), whose=f"{self.purpose}-{side}-")
        self._stacks.append(stacks)
        return stacks.own(DATABASE_ONLY)

    def _maker(self, database: str) -> StackMaker:
        maker = self.run.stacks.maker
        inputs = maker.inputs
        if database:
            image = self.pair.before if database == str(self.pair.before) else self.pair.after
            inputs = replace(inputs, images=replace(inputs.images, database=image))
        # No sentence waits for any of it.
        return replace(maker, inputs=inputs, recorder=lambda _: None)
