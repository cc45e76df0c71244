"""Second factors: their secrets kept encrypted, and asked for where the settings say so."""

from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from access.models import Library
from access.sealing import box

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# What is open to somebody who still has to set one up.
OPEN = ("/accounts/", "/static/", "/healthz")
WHY = "Set up a second factor first: this site asks for one."


class MfaAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That code is wrong or was used already. Take the newest one.",
        "cannot_delete_authenticator": "This site asks for a second factor. Add another one before you remove this.",
    }

    def get_totp_issuer(self) -> str:
        return str(settings.STEPMARK_SITE_NAME)

    def _get_site_name(self) -> str:
        return str(settings.STEPMARK_SITE_NAME)

    def generate_authenticator_name(self, user: Any, type: str) -> str:
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"Passkey {count + 1}" if count else "Passkey"

    def encrypt(self, text: str) -> str:
        """With a key made of the site's, so that a copy of the database alone opens nothing."""
        return box("mfa").encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return box("mfa").decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one of somebody who must have one."""
        if authenticator.type not in FACTORS or not is_required(authenticator.user):
            return True
        others = Authenticator.objects.filter(user=authenticator.user, type__in=FACTORS).exclude(pk=authenticator.pk)
        return others.exists()


class SecondFactorMiddleware:
    """Leads people who must have a second factor and have none to the page that sets one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.STEPMARK_MFA_REQUIRED == "nobody" or request.path.startswith(OPEN) or not is_missing(request):
            return self.get_response(request)
        if request.path.startswith("/api/"):
            return JsonResponse({"code": "second_factor_required", "detail": WHY}, status=403)
        messages.warning(request, WHY)
        address = reverse("mfa_index")
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Redirect": address})
        return redirect(address)


def is_required(person: Any) -> bool:
    """Whether the settings ask this person for a second factor."""
    asked = settings.STEPMARK_MFA_REQUIRED
    if asked == "admins":
        return bool(person.is_staff or person.is_superuser or Library.objects.administered_by(person).exists())
    return bool(asked == "everybody")


def has_one(person: Any) -> bool:
    return bool(Authenticator.objects.filter(user_id=person.pk, type__in=FACTORS).exists())


def is_missing(request: HttpRequest) -> bool:
    """Whether who is signed in must have a second factor and has none. The company's sign-in has its own."""
    person = request.user
    if not person.is_authenticated or has_one(person):
        return False
    by = {record.get("method") for record in get_authentication_records(request, person)}  # type: ignore[arg-type]
    return "socialaccount" not in by and is_required(person)
