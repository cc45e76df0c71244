"""Everything about signing in goes into the audit log: who, from where, by what, and what failed."""

from typing import Any

from allauth.account import signals as account
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as social
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.dispatch import receiver
from django.http import HttpRequest

from access import audit
from access.signin_company import follow_groups

AGENT_LENGTH = 200


def where(request: HttpRequest | None) -> dict[str, Any]:
    """The address and the browser a request came from."""
    if request is None:
        return {}
    try:
        ip = get_adapter(request).get_client_ip(request)
    except PermissionDenied:
        ip = ""
    return {"ip": ip, "agent": request.headers.get("User-Agent", "")[:AGENT_LENGTH]}


@receiver(account.user_logged_in)
def signed_in(request: HttpRequest, user: Any, sociallogin: Any = None, **kwargs: Any) -> None:
    if sociallogin is not None:
        follow_groups(sociallogin)
    records = get_authentication_records(request, user)
    methods = [record.get("type") or record.get("provider") or record.get("method", "") for record in records]
    audit.record(by=user, verb="signed in", methods=methods, **where(request))


@receiver(user_logged_out)
def signed_out(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    if user is not None:
        audit.record(by=user, verb="signed out", **where(request))


@receiver(user_login_failed)
def failed(credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any) -> None:
    """The address that was typed; anything else could be a password in the wrong field, and is not kept."""
    typed = str(credentials.get("email") or credentials.get("username") or "")
    try:
        validate_email(typed)
    except ValidationError:
        typed = "somebody"
    audit.record(by=typed, verb="failed to sign in", **where(request))


@receiver(mfa.authentication_failed)
def wrong_code(request: HttpRequest, user: Any, authenticator: Authenticator | None = None, **kwargs: Any) -> None:
    kind = authenticator.type if authenticator else ""
    audit.record(by=user, verb="gave a wrong second factor", subject=kind, **where(request))


def _about(verb: str) -> Any:
    def note(request: HttpRequest, user: Any, **kwargs: Any) -> None:
        audit.record(by=user, verb=verb, **where(request))

    return note


def _about_factor(verb: str) -> Any:
    def note(request: HttpRequest, user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
        audit.record(by=user, verb=verb, subject=str(Authenticator.Type(authenticator.type).label), **where(request))

    return note


for _signal, _verb in (
    (account.password_changed, "changed their password"),
    (account.password_set, "set a password"),
    (account.password_reset, "reset their password"),
):
    _signal.connect(_about(_verb), weak=False)
for _signal, _verb in (
    (mfa.authenticator_added, "added a second factor"),
    (mfa.authenticator_removed, "removed a second factor"),
    (mfa.authenticator_reset, "renewed"),
):
    _signal.connect(_about_factor(_verb), weak=False)


@receiver(account.email_confirmed)
def confirmed(request: HttpRequest, email_address: Any, **kwargs: Any) -> None:
    audit.record(by=email_address.user, verb="verified", subject=email_address.email, **where(request))


@receiver(account.email_changed)
def changed(request: HttpRequest, user: Any, to_email_address: Any, **kwargs: Any) -> None:
    audit.record(by=user, verb="changed their address to", subject=to_email_address.email, **where(request))


@receiver(social.social_account_added)
def connected(request: HttpRequest, sociallogin: Any, **kwargs: Any) -> None:
    audit.record(by=sociallogin.user, verb="connected", subject=sociallogin.provider.name, **where(request))


@receiver(social.social_account_removed)
def disconnected(request: HttpRequest, socialaccount: Any, **kwargs: Any) -> None:
    audit.record(by=socialaccount.user, verb="disconnected", subject=socialaccount.provider, **where(request))
