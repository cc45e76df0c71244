"""The company's sign-in: who may come in by it, whom it is, and what groups it gives them."""

from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render

from access import audit
from access.models import User
from access.signin_groups import provide

NAME_LENGTH = 120


@dataclass(frozen=True)
class Rules:
    """What the settings say about one provider."""

    groups: dict[str, Any]
    group_claim: str
    creates_people: bool
    domains: tuple[str, ...]


def rules_of(provider: Any) -> Rules:
    kind = "SAML" if provider.id == "saml" else "OIDC"
    claim = "STEPMARK_SAML_GROUP_ATTRIBUTE" if kind == "SAML" else "STEPMARK_OIDC_GROUP_CLAIM"
    return Rules(
        groups=getattr(settings, f"STEPMARK_{kind}_GROUPS"),
        group_claim=getattr(settings, claim),
        creates_people=getattr(settings, f"STEPMARK_{kind}_CREATE_PEOPLE"),
        domains=tuple(domain.lower().lstrip("@") for domain in getattr(settings, f"STEPMARK_{kind}_EMAIL_DOMAINS")),
    )


class CompanyAdapter(DefaultSocialAccountAdapter):
    """Providers come from the settings alone, so nobody can add one in the administration."""

    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None) -> list[Any]:
        apps = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for of_provider in apps.values() for app in of_provider]

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Refuse with a page that says why, or go on; groups follow once they are in."""
        rules = rules_of(sociallogin.provider)
        address = next((mine for mine in sociallogin.email_addresses if mine.email), None)
        if address is None:
            self._refuse(request, sociallogin, "It sent no e-mail address.")
        assert address is not None
        if not _may_come(address.email, rules.domains):
            self._refuse(request, sociallogin, f"Addresses of {address.email.rpartition('@')[2]} are not let in here.")
        if sociallogin.is_existing:
            return
        if not address.verified:
            self._refuse(request, sociallogin, f"It doesn't say that {address.email} is verified.")
        if _is_taken(address.email):
            self._refuse(
                request,
                sociallogin,
                f"There is an account for {address.email} already. Sign in to it, then connect it under “Sign-in”.",
            )
        if not rules.creates_people:
            self._refuse(request, sociallogin, "You have no account here yet. Ask an admin of your library for one.")

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return rules_of(sociallogin.provider).creates_people

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: Any) -> bool:
        return True

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        """A new person, with the name that the provider knows."""
        user = super().populate_user(request, sociallogin, data)
        parts = " ".join(filter(None, (data.get("first_name"), data.get("last_name"))))
        user.name = str(data.get("name") or parts)[:NAME_LENGTH]
        return user

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> Any:
        user = super().save_user(request, sociallogin, form)
        audit.record(by=user, verb="was added by", subject=sociallogin.provider.name)
        return user

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        context = extra_context or {}
        why = str(exception or context.get("saml_last_error_reason") or error or "")[:300]
        audit.record(by=provider.name, verb="refused a sign-in", reason=why)

    def _refuse(self, request: HttpRequest, sociallogin: Any, why: str) -> None:
        audit.record(by=sociallogin.provider.name, verb="refused a sign-in", reason=why)
        context = {"provider": sociallogin.provider, "why": why}
        raise ImmediateHttpResponse(render(request, "socialaccount/refused.html", context, status=403))


def follow_groups(sociallogin: Any) -> None:
    """The person's groups as the provider gives them today: new ones are added, those it took away go."""
    rules = rules_of(sociallogin.provider)
    if not rules.groups:
        return
    data = sociallogin.account.extra_data or {}
    claims = data.get("userinfo") or data.get("id_token") or data
    if rules.group_claim in (claims.get("_claim_names") or {}):
        return  # too many to send: the provider says so instead of naming them, and nothing is known
    sent = claims.get(rules.group_claim) or []
    values = [sent] if isinstance(sent, str) else [str(value) for value in sent]
    provide(person=sociallogin.user, values=values, mapping=rules.groups, source=sociallogin.provider.sub_id)


def _may_come(email: str, domains: tuple[str, ...]) -> bool:
    return not domains or email.rpartition("@")[2].lower() in domains


def _is_taken(email: str) -> bool:
    mine = EmailAddress.objects.filter(email__iexact=email, verified=True)
    return User.objects.filter(email__iexact=email).exists() or mine.exists()
