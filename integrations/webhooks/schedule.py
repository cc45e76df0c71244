"""When what failed is tried again: soon at first, then ever more rarely, for about a day."""

import random
from datetime import timedelta

MINUTE, HOUR = 60, 3600
DELAYS_SECONDS = (10, 30, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 8 * HOUR)
JITTER = 0.2  # of the delay, either way: receivers that come back are not met by everybody at once
LONGEST_WISH = HOUR  # a receiver's `Retry-After` beyond this is not waited for


def after(attempts: int, wish_seconds: float = 0) -> timedelta | None:
    """How long to wait after so many attempts; None: it is given up."""
    if attempts > len(DELAYS_SECONDS):
        return None
    delay = DELAYS_SECONDS[attempts - 1] * random.uniform(1 - JITTER, 1 + JITTER)
    return timedelta(seconds=max(delay, min(wish_seconds, LONGEST_WISH)))
