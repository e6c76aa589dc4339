from __future__ import annotations

import pytest

from conformance.redact import MARK, Redactor

TOKEN = "gAAAAABlZ2YtdG9rZW4tb2YtYS10ZXN0LW5vdC1yZWFsLWF0LWFsbA"
JWT = "eyJhbGciOiJSUzI1NiJ9x.eyJzdWIiOiJ0ZXN0LW9ubHkifQ.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"X-Auth-Token: {TOKEN}", f"X-Auth-Token: {MARK}"),
        ("'X-Subject-Token': 'abc123'", f"'X-Subject-Token': '{MARK}'"),
        ("Authorization: Bearer abc.def-ghi", f"Authorization: Bearer {MARK}"),
        (f"issued {TOKEN} to admin", f"issued {MARK} to admin"),
        (f"token file holds {JWT}!", f"token file holds {MARK}!"),
        ("password=hunter2 user=admin", f"password={MARK} user=admin"),
        ("MYSQL_ROOT_PASSWORD=yourpassword", f"MYSQL_ROOT_PASSWORD={MARK}"),
        ("ADMIN_TOKEN: token123", f"ADMIN_TOKEN: {MARK}"),
        ('{"password": "a b c", "name": "admin"}', f'{{"password": "{MARK}", "name": "admin"}}'),
        (r'body "{\"password\": \"a b\"}"', rf'body "{{\"password\": \"{MARK}\"}}"'),
        (
            "mysql+pymysql://keystone:keystone@10.96.0.7/keystone",
            f"mysql+pymysql://keystone:{MARK}@10.96.0.7/keystone",
        ),
        ("client-key-data: LS0tLS1CRUdJTg==", f"client-key-data: {MARK}"),
        (
            "-----BEGIN RSA PRIVATE KEY-----\nAAAA\nBBBB\n-----END RSA PRIVATE KEY-----\nafter",
            f"{MARK}\nafter",
        ),
    ],
)
def test_what_stands_after_a_name_of_a_secret_is_taken_out(text: str, expected: str) -> None:
    assert Redactor().text(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "pod keystone-db Running, 1/1 ready",
        "GET /v3/auth/tokens 201 at http://198.18.1.129:5000/v3",
        "the password was refused",
        'secret "nosecret" not found',
        "registry.k8s.io/pause@sha256:a6d48d49a738b9540193dd3b2c218facead4f4c78cbe7e1c9e01b66be8c9979d",
        "serviceaccount token mounted: /var/run/secrets/kubernetes.io",
        "imagePullSecrets: []",
        "requested: pods=1, used: pods=9",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert Redactor(["keystone"]).text(text) == text


def test_known_values_go_wherever_they_stand_the_longest_first() -> None:
    redactor = Redactor(["S3cret-one", "S3cret-one-and-more", "short7x", "keystone", ""])
    assert redactor.text("a S3cret-one-and-more b S3cret-one") == f"a {MARK} b {MARK}"
    assert redactor.text("keystone short7x") == "keystone short7x"


def test_json_keeps_its_shape() -> None:
    whole = {
        "kind": "Secret",
        "metadata": {"name": "keys", "annotations": {"last": '{"stringData":{"password":"hunter2"}}'}},
        "data": {"a": "aHVudGVyMg==", "b": "eA=="},
        "items": [
            {"name": "MYSQL_PASSWORD", "value": "keystone"},
            {"name": "MYSQL_USER", "value": "keystone"},
            {"name": "FROM", "valueFrom": {"secretKeyRef": {"name": "keys", "key": "a"}}},
        ],
        "token": "t0ken",
        "restarts": 3,
        "ready": True,
        "none": None,
        "secretName": "keys",
    }
    assert Redactor().json(whole) == {
        "kind": "Secret",
        "metadata": {"name": "keys", "annotations": {"last": f'{{"stringData":{{"password":"{MARK}"}}}}'}},
        "data": {"a": MARK, "b": MARK},
        "items": [
            {"name": "MYSQL_PASSWORD", "value": MARK},
            {"name": "MYSQL_USER", "value": "keystone"},
            {"name": "FROM", "valueFrom": {"secretKeyRef": {"name": "keys", "key": "a"}}},
        ],
        "token": MARK,
        "restarts": 3,
        "ready": True,
        "none": None,
        "secretName": "keys",
    }
