"""What the page shell needs on every page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    return {"site_name": settings.STEPMARK_SITE_NAME, "csp_nonce": ""}
