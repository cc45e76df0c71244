"""Works on the next few items while one is being written: in order, and never on more than a few."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from django.conf import settings

Item = TypeVar("Item")
Made = TypeVar("Made")


def ahead(items: Iterable[Item], make: Callable[[Item], Made]) -> Iterator[tuple[Item, Made]]:
    """Each item with what `make` makes of it, made in threads; `items` themselves are fetched in this one."""
    workers = max(1, settings.STEPMARK_EXPORT_PROCESSES)
    with ThreadPoolExecutor(workers) as pool:
        waiting: deque[tuple[Item, Future[Made]]] = deque()
        try:
            for item in items:
                waiting.append((item, pool.submit(make, item)))
                if len(waiting) > workers:
                    first, future = waiting.popleft()
                    yield first, future.result()
            while waiting:
                first, future = waiting.popleft()
                yield first, future.result()
        finally:
            for _, future in waiting:
                future.cancel()
