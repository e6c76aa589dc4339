from __future__ import annotations

import html
import io
import json
from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote, quote_plus

import pytest

from conformance.redact import MARK, Redactor, hold, unnamed
from conformance.redact.marks import ANY_MARK
from conformance.redact.streams import CleanStream

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
        ("password=none-of-yours token=1234567 secret: no.1", f"password={MARK} token={MARK} secret: {MARK}"),
        ('{"password": "a b c", "name": "admin"}', f'{{"password": "{MARK}", "name": "admin"}}'),
        ("API-Key: abcd1234, X_Api_Key=abcd1234", f"API-Key: {MARK}, X_Api_Key={MARK}"),
        ("PRIVATEKEY=abcd1234 private_key=abcd1234", f"PRIVATEKEY={MARK} private_key={MARK}"),
        ("PassPhrase=abcd1234 CREDENTIALS=abcd1234", f"PassPhrase={MARK} CREDENTIALS={MARK}"),
        ("pa\u017f\u017fword=abcd1234 to\u212aen=abcd1234", f"pa\u017f\u017fword={MARK} to\u212aen={MARK}"),
        ("postgres:/keystone:hunter2@db", f"postgres:/keystone:{MARK}@db"),
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
    assert unnamed(Redactor().text(text)) == expected


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
        "Access denied for user 'keystone'@'10.244.0.5' (using password: YES)",
        "service=podresources qps=100 burstTokens=10",
        "./toxw -e conformance -- --patience token=30 --image-pull-secret=ci/registry --patience token=0.5",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert Redactor(["keystone"]).text(text) == text


def test_known_values_go_wherever_they_stand_the_longest_first() -> None:
    redactor = Redactor(["S3cret-one", "S3cret-one-and-more", "short7x", "keystone", ""])
    assert unnamed(redactor.text("a S3cret-one-and-more b S3cret-one")) == f"a {MARK} b {MARK}"
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
    assert json.loads(unnamed(json.dumps(Redactor().json(whole)))) == {
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


SECRET = "pässw\"ord/of & 'this' run+1"


@pytest.mark.parametrize(
    "form",
    [
        json.dumps(SECRET),
        json.dumps(SECRET, ensure_ascii=False),
        json.dumps(json.dumps(SECRET, ensure_ascii=False)),
        repr(SECRET),
        html.escape(SECRET),
        quote(SECRET),
        quote_plus(SECRET),
        quote(SECRET, safe="").lower(),
        SECRET.encode().hex(),
        b64encode(SECRET.encode()).decode(),
        b64encode(f"admin:{SECRET}".encode()).decode(),
        urlsafe_b64encode(f"a:{SECRET}?>".encode()).decode(),
    ],
)
def test_a_known_value_is_found_however_it_is_encoded(form: str) -> None:
    redactor = Redactor([SECRET])
    told = redactor.sentence(f"before {form} after")
    assert redactor.mark(SECRET) in told
    assert told.startswith("before ")
    assert told.endswith(" after")
    assert names_left(told) == []


def names_left(told: str) -> list[str]:
    """Return what is longer than an edge of base64 or a quotation mark, besides the words around."""
    rest = ANY_MARK.sub(" ", told).replace("before", "").replace("after", "")
    return [word for word in rest.split() if len(word) > 9]


def test_a_long_value_is_found_over_breaks_and_where_it_is_cut_off() -> None:
    redactor = Redactor([TOKEN.replace("gAAAA", "other")])
    whole = TOKEN.replace("gAAAA", "other")
    mark = redactor.mark(whole)
    assert redactor.sentence(f"X: {whole[:20]}\r\n {whole[20:]} end") == f"X: {mark} end"
    assert redactor.sentence(f'"{whole[:20]}"\n    "{whole[20:]}"') == f'"{mark}"'
    assert redactor.sentence(f"said {whole[:40]}…") == f"said {mark}…"
    assert redactor.sentence(f"said {whole[:9]} of {whole[:40]}") == f"said {whole[:9]} of {mark}"


def test_a_word_is_found_as_a_word_only() -> None:
    redactor = Redactor(["sesameopens"])
    assert redactor.sentence("sesameopens, mysesameopens") == f"{redactor.mark('sesameopens')}, mysesameopens"


def test_equal_secrets_can_be_told_from_others_within_one_report_and_in_no_other() -> None:
    first, second = "S3cret-one", "S3cret-two"
    hold(first, "admin-password")
    one, other = Redactor(), Redactor()
    texts = (first, b64encode(first.encode()).decode(), f"mysql://ks:{first}@db", f"password={first}")
    assert all(one.mark(first) in one.text(text) for text in texts)
    assert one.mark(first) != one.mark(second)
    assert one.mark(first) != other.mark(first)
    for redactor in (one, other):
        assert redactor.mark(first).endswith(":admin-password]")
        assert unnamed(redactor.mark(first)) == MARK


def test_what_is_redacted_is_not_redacted_again() -> None:
    redactor = Redactor()
    for text in (
        "ADMIN_TOKEN: token-of-x",
        f"X-Auth-Token: {TOKEN}",
        "mysql://a:b-c@d",
        '{"password": "x y"}',
    ):
        once = redactor.text(text)
        assert once != text
        assert redactor.text(once) == once


def test_what_becomes_known_later_is_found_from_then_on() -> None:
    redactor = Redactor()
    assert redactor.sentence("S3cret-late") == "S3cret-late"
    hold("S3cret-late", "token")
    assert redactor.sentence("S3cret-late") == redactor.mark("S3cret-late")


def test_a_sentence_of_the_suite_stays_as_it_is() -> None:
    assert Redactor().sentence("token: issued to admin") == "token: issued to admin"


def test_a_clean_stream_writes_no_secret_and_is_else_the_other_one() -> None:
    under = io.StringIO()
    stream = CleanStream(under, Redactor(["S3cret-printed"]).sentence)
    print("with S3cret-printed", file=stream)
    stream.writelines(["S3cret-printed\n"])
    assert unnamed(under.getvalue()) == f"with {MARK}\n{MARK}\n"
    assert not stream.isatty()
