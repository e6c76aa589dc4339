"""A stack of one replica on a box with all versions, whose Keystone can be replaced by another image's."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass
from typing import Any

from conformance.clusters.kubebox.box import Box
from conformance.clusters.kubebox.readiness import until
from conformance.identity.plain_requests import ask_about_token, ask_for_token, by_password, token_in
from conformance.image_reference import parse_image
from conformance.manifests import Changes, prepare, read_manifests
from conformance.options import FOLDERS
from conformance.reach import Answer, ask

PATIENCE_S = 120.0
ANSWER_S = 20.0
LINE = re.compile(r"keystone: serving on .* \((.*)\)")


@dataclass(frozen=True)
class StackToUpdate:
    """The blog's stack in the box's default namespace."""

    box: Box
    url: str

    def run(self, tag: str) -> None:
        """Put the image with that tag into the controller's template, and a new pod in the old's place."""
        self.kubectl("set", "image", "replicationcontroller/keystone-rc", f"keystone=bodepd/keystone:{tag}")
        self.kubectl("delete", "pod", "--selector=name=keystone", "--wait")

    def update(self, tag: str) -> str:
        """As `run` and then `served`."""
        self.run(tag)
        return self.served()

    def served(self) -> str:
        """Wait until the replica serves, and return what it says it did to the database at its start."""
        assert until(self._answers, PATIENCE_S), self.logs()
        assert until(lambda: LINE.search(self.logs()) is not None, PATIENCE_S), self.logs()
        said: list[str] = LINE.findall(self.logs())
        return said[-1]

    def pod(self) -> str:
        """Return the name of the replica."""
        return self.kubectl(
            "get", "pods", "--selector=name=keystone", "-o", "jsonpath={.items[*].metadata.name}"
        )

    def logs(self) -> str:
        """Return what the keystone container has said since it was started last."""
        return self.kubectl("logs", self.pod(), "--container=keystone")

    def sign_in(self) -> tuple[int, str]:
        """Ask for the admin's token by password; return the status and the token."""
        body = by_password("admin", "Default", "token123", "admin")
        answer = ask_for_token(self.url, body, timeout=ANSWER_S)
        return answer.status, token_in(answer)

    def validate(self, token: str) -> int:
        """Return the status that a token's validation in its own name has."""
        return ask_about_token(self.url, token, timeout=ANSWER_S).status

    def revisions(self) -> set[str]:
        """Return the revisions of the schema."""
        query = "mariadb -N -ukeystone -pkeystone keystone -e 'SELECT version_num FROM alembic_version'"
        return set(self.kubectl("exec", "keystone-db", "--", "sh", "-c", query).split())

    def kubectl(self, *words: str, given: str = "") -> str:
        """Return what kubectl prints."""
        return kubectl(self.box, *words, given=given)

    def _answers(self) -> bool:
        return isinstance(ask(f"{self.url}/v3", ANSWER_S), Answer)


def stack_to_update(box: Box, keystone: str, database: str) -> StackToUpdate:
    """Deploy the blog's manifests with these images and one replica, and wait for its address."""
    changes = Changes("default", keystone_image=parse_image(keystone), database_image=parse_image(database))
    prepared = prepare(read_manifests(FOLDERS["blog"]), changes)
    objects: list[Any] = [manifest.content for manifest in prepared.manifests]
    for each in objects:
        if each["kind"] == "ReplicationController":
            each["spec"]["replicas"] = 1
    kubectl(
        box, "create", "-f", "-", given=json.dumps({"apiVersion": "v1", "kind": "List", "items": objects})
    )
    address = "{.status.loadBalancer.ingress[0].ip}"
    service = "service/keystone-public"
    kubectl(box, "wait", f"--for=jsonpath={address}", service, f"--timeout={PATIENCE_S}s")
    return StackToUpdate(box, f"http://{kubectl(box, 'get', service, '-o', f'jsonpath={address}')}:5000")


def kubectl(box: Box, *words: str, given: str = "") -> str:
    """Return what the box's kubectl prints."""
    command = [f"{box.state.programs}/kubebox", "kubectl", f"--kubeconfig={box.kubeconfig}", *words]
    return subprocess.run(command, input=given, capture_output=True, text=True, check=True).stdout
