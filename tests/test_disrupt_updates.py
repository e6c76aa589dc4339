"""What an update asks of the API server, request by request."""

from __future__ import annotations

from conformance.disrupt import change_image, create_controller, delete_controller, tell_apart
from conformance.disrupt.database_image import create_database_of
from conformance.disrupt.key_secret import change_keys, create_keys
from conformance.manifests import read_manifests
from conformance.options import FOLDERS
from conformance.stack import Role
from tests.played_api import played_api
from tests.played_http import Reply

IN_HERE = "/api/v1/namespaces/here"
RC = f"{IN_HERE}/replicationcontrollers/rc"
SETS = {name: read_manifests(folder) for name, folder in FOLDERS.items()}


def test_an_image_is_changed_where_that_container_stands() -> None:
    with played_api(lambda _: Reply(200, {})) as (api, server):
        change_image(api, "here", "rc", 1, "keystone", "bodepd/keystone:30")
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("PATCH", RC)
    assert asked.headers["content-type"] == "application/json-patch+json", "a list of operations"
    assert asked.body == [
        {"op": "test", "path": "/spec/template/spec/containers/1/name", "value": "keystone"},
        {"op": "replace", "path": "/spec/template/spec/containers/1/image", "value": "bodepd/keystone:30"},
    ]


def test_pods_get_a_label_before_they_are_selected_by_it() -> None:
    labels = {"deployment": "old"}
    with played_api() as (api, server):
        tell_apart(api, "here", "rc", labels, selecting=False)
        tell_apart(api, "here", "rc", labels, selecting=True)
    first, second = (asked.body["spec"] for asked in server.asked)
    assert first == {"template": {"metadata": {"labels": labels}}}
    assert second == {**first, "selector": labels}


def test_a_second_controller_is_made_and_the_first_deleted_by_its_uid() -> None:
    body = {"kind": "ReplicationController", "metadata": {"name": "next"}, "spec": {}}
    with played_api() as (api, server):
        create_controller(api, "here", body)
        delete_controller(api, "here", "rc", "uid-1")
    made, deleted = server.asked
    assert (made.method, made.path, made.body) == ("POST", f"{IN_HERE}/replicationcontrollers", body)
    assert (deleted.method, deleted.path) == ("DELETE", RC)
    assert deleted.body == {"preconditions": {"uid": "uid-1"}, "propagationPolicy": "Background"}


def test_keys_are_put_in_and_taken_out_in_one_request() -> None:
    with played_api() as (api, server):
        create_keys(api, "here", "keys", {"0": "a", "1": "b"})
        change_keys(api, "here", "keys", {"0": "c", "2": "a"}, frozenset("1"))
    made, changed = server.asked
    assert made.body["stringData"] == {"0": "a", "1": "b"}
    assert (changed.method, changed.path) == ("PATCH", f"{IN_HERE}/secrets/keys")
    assert changed.body == {"stringData": {"0": "c", "2": "a"}, "data": {"1": None}}


def test_a_database_of_another_image_is_its_manifest_but_for_that() -> None:
    manifests = SETS["hardened"]
    manifest = manifests.of(Role.DATABASE).content
    with played_api() as (api, server):
        create_database_of(api, "here", manifests.names, manifest, "mariadb:11.8")
    body = server.asked[0].body
    (container,) = body["spec"]["containers"]
    (before,) = manifest["spec"]["containers"]
    assert container["image"] == "mariadb:11.8"
    assert {**container, "image": before["image"]} == before
    assert body["spec"]["volumes"] == manifest["spec"]["volumes"]
    assert body["metadata"]["name"] == manifests.names.database_pod
