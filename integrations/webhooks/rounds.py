"""A round of a worker: several addresses at a time, so that a slow one holds up nobody but itself."""

import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from integrations.models import Delivery
from integrations.webhooks import claiming, sending

AT_A_TIME = 8
ROUND_SECONDS = 15  # then other short tasks have their turn

AtWork = dict[Future[sending.Outcome], tuple[Delivery, sending.Attempt]]


def send_due(seconds: float = ROUND_SECONDS) -> int:
    """Send what is due; how many attempts were made. The rows are read and written here, the threads only send."""
    until, done = time.monotonic() + seconds, 0
    at_work: AtWork = {}
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        while True:
            if time.monotonic() < until:
                _fill(pool, at_work)
            if not at_work:
                return done
            finished, _ = wait(at_work, return_when=FIRST_COMPLETED)
            for future in finished:
                row, what = at_work.pop(future)
                sending.conclude(row, what, future.result())
                done += 1


def _fill(pool: ThreadPoolExecutor, at_work: AtWork) -> None:
    busy: dict[int, int] = {}
    for row, _ in at_work.values():
        busy[row.webhook_id] = busy.get(row.webhook_id, 0) + 1
    for row in claiming.claim(AT_A_TIME - len(at_work), busy):
        what = sending.prepare(row)
        if what:
            at_work[pool.submit(sending.attempt, what)] = (row, what)
