"""What the page shell needs on every page."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from access.models import Library


def shell(request: HttpRequest) -> dict[str, Any]:
    """The site's name, and whether the person may record: asked of the database only where a page shows it."""

    @cache
    def may_record() -> bool:
        user = getattr(request, "user", None)
        return bool(user) and Library.objects.editable_by(user).exists()

    return {"site_name": settings.STEPMARK_SITE_NAME, "csp_nonce": "", "may_record": may_record}
