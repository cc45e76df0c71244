"""Whom to ask when search has no answer."""

from typing import Any

from django.db.models import Count, QuerySet

from access.models import User
from sops.models import Sop

MOST = 3


def who_may_know(user: Any) -> QuerySet[User]:
    """The owners of most of what this person may read; each with `sop_count`."""
    readable = Sop.objects.visible_to(user).published().order_by()
    return (
        User.objects.filter(owned_sops__in=readable.values("pk"), is_active=True)
        .exclude(pk=user.pk)
        .annotate(sop_count=Count("owned_sops"))
        .order_by("-sop_count", "name")[:MOST]
    )
