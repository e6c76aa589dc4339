"""What users have of a Keystone before it is updated: made once, asked for again afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from conformance.administrator import administrator_at
from conformance.answering import answer_of
from conformance.errors import PromiseBroken
from conformance.identity import OwnDomain, TokenIssued
from conformance.identity.ec2 import Ec2Credential, gives_secret_of, read_credential, write_credential
from conformance.identity.exchange import v3_url
from conformance.identity.furnished import Furnished, furnish
from conformance.identity.plain_requests import ask_for_token
from conformance.live_stack import LiveStack
from conformance.redact import hold

SIGN_IN, ANSWER = "sign-in", "answer"


@dataclass(frozen=True)
class ApplicationCredential:
    """One as it was given when it was made; the secret is in no `repr()` and in no report."""

    identifier: str
    secret: str = field(repr=False)

    def __post_init__(self) -> None:
        """Have the secret taken out of what is written."""
        hold(self.secret, "application-credential-secret")

    def body(self) -> dict[str, object]:
        """Return the body that asks for a token by it."""
        said = {"id": self.identifier, "secret": self.secret}
        return {"auth": {"identity": {"methods": ["application_credential"], "application_credential": said}}}


@dataclass(frozen=True)
class Belongings:
    """A domain with a project, two users, a role and a grant; two credentials; a token of each replica."""

    furnished: Furnished
    ec2: Ec2Credential
    application: ApplicationCredential
    tokens: Mapping[str, TokenIssued]
    """Of the user for the project, by the pod that issued it."""


def make_belongings(stack: LiveStack, urls: Mapping[str, str]) -> Belongings:
    """Make all of it through the first of the replicas in `urls`, which is by pod.

    Raises PromiseBroken where Keystone refuses any of it.
    """
    maker = next(iter(urls.values()))
    domain = OwnDomain.create(administrator_at(stack, maker), "update")
    furnished = furnish(domain, urls)
    domain.add_user("another")
    tokens = {pod: furnished.token_from(pod) for pod in urls}
    timeout = stack.waiter.patience(ANSWER)
    user, project, own = furnished.user, furnished.project_id, tokens[furnished.maker].token
    ec2 = write_credential(maker, user.user_id, project, furnished.operator_token, timeout=timeout)
    application = _make_application_credential(maker, user.user_id, own, timeout)
    return Belongings(furnished, ec2, application, tokens)


def _make_application_credential(url: str, user_id: str, token: str, timeout: float) -> ApplicationCredential:
    answer = answer_of(
        f"{v3_url(url)}/users/{user_id}/application_credentials",
        timeout=timeout,
        method="POST",
        json={"application_credential": {"name": "before the update"}},
        headers={"X-Auth-Token": token},
    )
    if answer.status != 201:
        raise PromiseBroken(f"application credential: {answer.url} answered {answer.status} and made none")
    made = answer.body["application_credential"]
    return ApplicationCredential(str(made["id"]), str(made["secret"]))


@dataclass(frozen=True)
class Accepted:
    """What one replica made of each way to get in; a status each, 0 where no answer came."""

    pod: str
    by_password: str
    """Empty where a token came, else why not."""
    by_application_credential: int
    ec2_secret: bool
    """Whether the credential is readable, with its own secret."""

    @property
    def told(self) -> dict[str, object]:
        """What a report shows of it."""
        return {
            "pod": self.pod,
            "password": self.by_password or "a token",
            "application_credential": self.by_application_credential,
            "ec2_secret": self.ec2_secret,
        }

    def wrong(self) -> list[str]:
        """Judge that every way in from before leads in still."""
        wrong = [f"password: pod {self.pod}: {self.by_password}"] if self.by_password else []
        if self.by_application_credential != 201:
            wrong.append(
                f"application credential: pod {self.pod} answered {self.by_application_credential}, not 201"
            )
        if not self.ec2_secret:
            wrong.append(f"credential: pod {self.pod} does not give the secret that it was made with")
        return wrong


def accepted_at(stack: LiveStack, belongings: Belongings, pod: str, url: str) -> Accepted:
    """Try each of the belongings at one replica; raises PromiseBroken where it answers nothing at all."""
    timeout = stack.waiter.patience(SIGN_IN)
    refused = ""
    try:
        belongings.furnished.user.token_from(url, "project")
    except PromiseBroken as no_token:
        refused = no_token.message
    by_application = ask_for_token(url, belongings.application.body(), timeout=timeout)
    with administrator_at(stack, url) as operator:
        read = read_credential(url, belongings.ec2, operator.token.token, timeout=timeout)
    return Accepted(pod, refused, by_application.status, gives_secret_of(read, belongings.ec2))
