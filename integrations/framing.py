"""Pages that others may show in a frame: only on these routes, only in the origins that were named."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse

from sops.reading.steps import ReadingStep

NOBODY = "'none'"


def framed_by(response: HttpResponse, origins: Sequence[str]) -> HttpResponse:
    """Let pages of these origins (or patterns such as `https://*.my.salesforce.com`) show this answer in a frame."""
    response._csp_replace = {"frame-ancestors": list(origins) or [NOBODY]}  # type: ignore[attr-defined]
    if origins:
        response.xframe_options_exempt = True  # type: ignore[attr-defined]
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "strict-origin-when-cross-origin"
    response["Cross-Origin-Opener-Policy"] = "unsafe-none"
    return response


def with_pictures_at(step: ReadingStep, address: Callable[[str], str]) -> ReadingStep:
    """The step with its picture where a frame may fetch it: browsers send no session into frames of other sites."""
    if step.drawing is None:
        return step
    sha256 = step.drawing.url.rsplit("/", 1)[-1]
    return replace(step, drawing=replace(step.drawing, url=address(sha256)))


def may_frame(origin: str) -> bool:
    """Whether the settings list this origin, itself or by a pattern."""
    return any(_fits(origin, pattern) for pattern in settings.STEPMARK_FRAME_ANCESTORS)


def _fits(origin: str, pattern: str) -> bool:
    if "*." not in pattern:
        return origin == pattern
    scheme, _, host = pattern.partition("://*.")
    parts = urlsplit(origin)
    return parts.scheme == scheme and parts.netloc.endswith(f".{host}")
