"""API tokens of people: made, rotated, revoked. The secret leaves this module once; a hash of it stays."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from knox.crypto import hash_token

from access import audit, limits
from access.limits import Scope
from access.models import ApiToken, Library, User

DAYS = (7, 30, 90, 365)
DEFAULT_DAYS = 90
GRACE_HOURS = (0, 1, 24, 168)
KEY_LENGTH = 15  # how much of a secret knox keeps to find its row


@transaction.atomic
def make_token(
    *,
    user: User,
    name: str,
    scope: str = Scope.READ,
    days: int | None = None,
    libraries: Collection[Library] | None = None,
) -> str:
    """A new token's secret; it is shown once. `libraries`: only these; `days`: until then, else for ever.

    ValidationError for a scope that doesn't exist or that this person can't give away.
    """
    if scope not in Scope.values:
        raise ValidationError("Choose what the token may do.")
    if scope == Scope.ADMIN and not may_make_admin_tokens(user):
        raise ValidationError("Only an admin can make a token that administers.")
    if libraries is not None and not libraries:
        raise ValidationError("Choose at least one library, or all of them.")
    row, secret = ApiToken.objects.create(
        user=user,
        name=name,
        scope=scope,
        expiry=timedelta(days=days) if days else None,
        every_library=libraries is None,
    )
    row.libraries.set(libraries or [])
    audit.record(by=user, verb="made token", subject=name, **_facts(row))
    return str(secret)


@transaction.atomic
def rotate_token(*, token: ApiToken, grace_hours: int, by: Any) -> str:
    """A new secret for the same work. The old one works for `grace_hours` more, never longer than before.

    ValidationError where it was rotated already or where that many hours are no choice.
    """
    token = ApiToken.objects.select_for_update().get(pk=token.pk)
    if token.replaced_by_id:
        raise ValidationError(f"“{token.name}” was rotated already. Rotate the newer one.")
    if grace_hours not in GRACE_HOURS:
        raise ValidationError("Choose how long the old secret may go on.")
    now = timezone.now()
    days = round((token.expiry - token.created) / timedelta(days=1)) if token.expiry else 0
    length = timedelta(days=max(days, 1)) if token.expiry else None
    new, secret = ApiToken.objects.create(
        user=token.user, name=token.name, scope=token.scope, expiry=length, every_library=token.every_library
    )
    new.libraries.set(token.libraries.all())
    audit.record(by=by, verb="rotated token", subject=token.name, grace_hours=grace_hours, **_facts(new))
    if not grace_hours:
        token.delete()
    else:
        until = now + timedelta(hours=grace_hours)
        token.expiry = min(token.expiry, until) if token.expiry else until
        token.replaced_by = new
        token.save(update_fields=["expiry", "replaced_by"])
    return str(secret)


@transaction.atomic
def revoke_token(*, token: ApiToken, by: Any) -> None:
    """From now on nobody gets in with it."""
    audit.record(by=by, verb="revoked token", subject=token.name, owner=str(token.user), scope=token.scope)
    token.delete()


@transaction.atomic
def revoke_all(*, person: User, by: Any) -> int:
    """Every token of the person; how many there were."""
    rows = list(ApiToken.objects.filter(user=person).select_related("user"))
    for row in rows:
        revoke_token(token=row, by=by)
    return len(rows)


def person_with(secret: str) -> User | None:
    """The person this secret belongs to, with the token's limits upon them; None where it lets nobody in.

    For doors that aren't the API, such as an assistant's: ask `limits.may_change` before anything is changed.
    """
    key = secret[:KEY_LENGTH]
    if "\0" in key:  # no key has one, and PostgreSQL takes none in a question
        return None
    rows = ApiToken.objects.filter(token_key=key, digest=hash_token(secret)).select_related("user")
    token = rows.filter(user__is_active=True).first()
    if token is None or not is_valid(token):
        return None
    used(token)
    return limits.carrying(token.user, token)


def is_valid(token: ApiToken) -> bool:
    """Not run out; one that ran out is deleted for good, so that a clock set back brings none to life again."""
    if token.expiry is None or token.expiry > timezone.now():
        return True
    ApiToken.objects.filter(pk=token.pk).delete()
    return False


def used(token: ApiToken) -> None:
    """Note that it was used: at most once a minute, and also after the clock was set back."""
    now = timezone.now()
    if token.last_used_at is None or abs(now - token.last_used_at) > timedelta(minutes=1):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def forget_expired() -> int:
    """Delete what ran out; how many rows."""
    return ApiToken.objects.filter(expiry__lte=timezone.now()).delete()[0]


def may_make_admin_tokens(person: Any) -> bool:
    """Site admins, and people who administer a library."""
    return Library.objects.administered_by(person).exists()


def day_choices() -> list[int]:
    """Days a token may live, 0 for ever where the site allows it."""
    most = settings.STEPMARK_TOKEN_MAX_DAYS
    return [days for days in DAYS if not most or days <= most] + ([0] if not most else [])


def all_tokens(words: str = "") -> QuerySet[ApiToken]:
    """Everybody's, for site admins."""
    rows = ApiToken.objects.select_related("user").prefetch_related("libraries").order_by("-created")
    if not words:
        return rows
    return rows.filter(Q(name__icontains=words) | Q(user__email__icontains=words) | Q(user__name__icontains=words))


def _facts(token: ApiToken) -> dict[str, Any]:
    expiry: datetime | None = token.expiry
    return {
        "owner": str(token.user),
        "scope": token.scope,
        "libraries": None if token.every_library else [library.slug for library in token.libraries.all()],
        "expires": expiry.isoformat(timespec="minutes") if expiry else None,
    }
