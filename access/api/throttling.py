"""How often somebody may ask: a number of requests a minute, told in every answer."""

import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponseBase
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

WINDOW_SECONDS = 60


@dataclass(frozen=True)
class Rate:
    limit: int
    used: int
    reset_seconds: int

    @property
    def remaining(self) -> int:
        return max(0, self.limit - self.used)

    @property
    def is_over(self) -> bool:
        return self.used > self.limit


class MinuteThrottle(BaseThrottle):
    """Counts per person, or per address of who is signed out, in whole minutes. One cache entry each."""

    rate: Rate | None = None

    def allow_request(self, request: Request, view: Any) -> bool:
        is_known = bool(request.user and request.user.is_authenticated)
        limit = settings.STEPMARK_API_RATE if is_known else settings.STEPMARK_API_RATE_SIGNED_OUT
        who = f"person {request.user.pk}" if is_known else f"address {self.get_ident(request)}"
        self.rate = counted(f"api-rate:{who}", limit)
        request._request.api_rate = self.rate  # type: ignore[attr-defined]
        return not self.rate.is_over

    def wait(self) -> float | None:
        return self.rate.reset_seconds if self.rate else None


def tell(request: Any, response: HttpResponseBase) -> None:
    """The headers that let a client slow down before it is refused."""
    rate: Rate | None = getattr(request, "api_rate", None)
    if rate:
        response["RateLimit-Limit"] = str(rate.limit)
        response["RateLimit-Remaining"] = str(rate.remaining)
        response["RateLimit-Reset"] = str(rate.reset_seconds)


def counted(what: str, limit: int) -> Rate:
    """One more of `what` in this minute, of which `limit` are allowed: how it stands now."""
    now = int(time.time())
    key = f"{what}:{now // WINDOW_SECONDS}".replace(" ", "-")
    return Rate(limit, _count(key), WINDOW_SECONDS - now % WINDOW_SECONDS)


def _count(key: str) -> int:
    if cache.add(key, 1, WINDOW_SECONDS * 2):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # it ended between the two
        cache.set(key, 1, WINDOW_SECONDS * 2)
        return 1
