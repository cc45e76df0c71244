"""Accounts for people who have none yet: made by an admin, opened by the person through a link in an e-mail."""

from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from access import audit
from access.models import Library, User


@transaction.atomic
def invite(*, email: str, library: Library, by: Any, request: HttpRequest) -> User:
    """An account that can't be entered until its owner sets a password. ValidationError if it is no address."""
    User._meta.get_field("email").clean(email, None)
    person = User.objects.create_user(email)
    audit.record(by=by, verb="invited", subject=person.email, library=library)
    transaction.on_commit(lambda: _send(person, library, by, request))
    return person


def _send(person: User, library: Library, by: Any, request: HttpRequest) -> None:
    key = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
    path = reverse("account_reset_password_from_key", kwargs=key)
    context = {
        "library": library,
        "by": by,
        "site_name": settings.STEPMARK_SITE_NAME,
        "link": request.build_absolute_uri(path),
    }
    text = render_to_string("access/invitation.txt", context)
    send_mail(f"{by} invites you to {library} in {settings.STEPMARK_SITE_NAME}", text, None, [person.email])
