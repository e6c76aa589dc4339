"""Sentences about tokens, through python-keystoneclient."""

from __future__ import annotations

from pytest_bdd import given, then, when

from conformance.administrator import administrator_at, administrator_refused_at
from conformance.catalog_spread import publish
from conformance.identity import Refusal, SignedIn
from conformance.judges.holding import must_hold
from conformance.judges.token_bodies import names_identity_inside
from conformance.judges.tokens import catalog_leads_to, issued_to_the_administrator, refused_without_a_hint
from conformance.live_stack import LiveStack
from conformance.run import Run


@when("the administrator asks for a token by password", target_fixture="signed_in")
def administrator_asks_for_a_token(stack: LiveStack, replica_urls: dict[str, str]) -> SignedIn:
    """At one replica, scoped to the admin project."""
    return administrator_at(stack, next(iter(replica_urls.values())))


@then("a token for the administrator and the admin project is issued")
def token_is_issued(signed_in: SignedIn, run: Run) -> None:
    """Its user, its project, its roles, and an end that lies ahead."""
    token = signed_in.token
    run.recorder.saw(
        user=token.user_id, project=token.project_id, request_id=token.request_id, status=token.status
    )
    must_hold(issued_to_the_administrator(token))


@then("its catalog names the identity service")
def catalog_names_identity(signed_in: SignedIn, run: Run) -> None:
    """Where services inside the cluster find it."""
    run.recorder.saw(catalog=[endpoint.url for endpoint in signed_in.token.catalog])
    must_hold(names_identity_inside(signed_in.token))


@then("Keystone validates the token")
def token_is_validated(signed_in: SignedIn, run: Run) -> None:
    """The same user comes back."""
    token = signed_in.validate(signed_in.token)
    run.recorder.saw(validated_for=token.user_id, request_id=token.request_id, status=token.status)
    must_hold(issued_to_the_administrator(token))


@when("the administrator asks for a token with a wrong password", target_fixture="refusal")
def administrator_asks_wrongly(stack: LiveStack, replica_urls: dict[str, str]) -> Refusal:
    """A password that differs from the right one in its last letter."""
    return administrator_refused_at(stack, next(iter(replica_urls.values())))


@then("the request is refused as unauthorized")
def request_is_refused(refusal: Refusal, run: Run) -> None:
    """401, and no token with it."""
    run.recorder.saw(status=refusal.status, message=refusal.message, request_id=refusal.request_id)
    must_hold([] if refusal.status == 401 else [f"a wrong password was answered {refusal.status}"])


@then("the answer does not tell what was wrong")
def answer_gives_no_hint(refusal: Refusal) -> None:
    """Neither user nor password: an attacker would like to know which."""
    must_hold(refused_without_a_hint(refusal))


@given("the public address is published in the catalog")
def public_address_is_published(stack: LiveStack, public_url: str) -> None:
    """What an operator does once the load balancer's address is known, and what every replica shows then."""
    publish(stack, public_url)


@when("a client logs in at the public address with a password alone", target_fixture="signed_in")
def client_logs_in(stack: LiveStack, public_url: str) -> SignedIn:
    """No endpoint override: what the catalog says is where it goes."""
    return administrator_at(stack, public_url, use_catalog=True)


@then("its catalog leads back to the public address")
def catalog_leads_back(signed_in: SignedIn, public_url: str, run: Run) -> None:
    """The identity service's public endpoint."""
    run.recorder.saw(catalog=[endpoint.url for endpoint in signed_in.token.catalog])
    must_hold(catalog_leads_to(signed_in.token, public_url))


@then("the client can list users without being told another address")
def client_lists_users(signed_in: SignedIn, run: Run) -> None:
    """A request that goes where the catalog leads."""
    names = signed_in.user_names()
    run.recorder.saw(users=names)
    must_hold([] if "admin" in names else [f"the user list holds {', '.join(names)}, not admin"])
