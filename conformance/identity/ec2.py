"""EC2 credentials, which Keystone keeps encrypted in its database."""

from __future__ import annotations

from dataclasses import dataclass, field

from conformance.answering import answer_of
from conformance.errors import PromiseBroken
from conformance.identity.exchange import v3_url
from conformance.reach import Answer
from conformance.redact import hold


@dataclass(frozen=True)
class Ec2Credential:
    """One as it was given when it was made; the secret is in no `repr()` and in no report."""

    user_id: str
    access: str
    secret: str = field(repr=False)

    def __post_init__(self) -> None:
        """Have the secret taken out of what is written."""
        hold(self.secret, "ec2-secret")


def write_credential(
    base_url: str,
    user_id: str,
    project_id: str,
    token: str,
    *,
    timeout: float,
) -> Ec2Credential:
    """Make a credential of the user for the project.

    `timeout` is in seconds. Raises PromiseBroken where Keystone does not make one.
    """
    answer = answer_of(
        _place(base_url, user_id),
        timeout=timeout,
        method="POST",
        json={"tenant_id": project_id},
        headers={"X-Auth-Token": token},
    )
    if answer.status != 201:
        raise PromiseBroken(f"credential: {answer.url} answered {answer.status} and made none")
    made = answer.body["credential"]
    return Ec2Credential(user_id, str(made["access"]), str(made["secret"]))


def read_credential(base_url: str, credential: Ec2Credential, token: str, *, timeout: float) -> Answer:
    """Ask for the credential by its access key and return the answer; `timeout` is in seconds."""
    return answer_of(
        f"{_place(base_url, credential.user_id)}/{credential.access}",
        timeout=timeout,
        headers={"X-Auth-Token": token},
    )


def gives_secret_of(answer: Answer, credential: Ec2Credential) -> bool:
    """Return whether the answer has the very secret that the credential was made with."""
    return answer.status == 200 and answer.body["credential"]["secret"] == credential.secret


def _place(base_url: str, user_id: str) -> str:
    return f"{v3_url(base_url)}/users/{user_id}/credentials/OS-EC2"
