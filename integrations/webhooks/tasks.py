"""Celery's part: a message only says "look what is due"."""

import structlog
from celery import shared_task
from kombu.exceptions import OperationalError

from integrations import answers
from integrations.webhooks import claiming, rounds, sweeping

log = structlog.get_logger(__name__)


@shared_task
def send_due() -> None:
    rounds.send_due()
    if claiming.due().exists():
        wake()


@shared_task
def sweep() -> None:
    """Each half minute: what was missed, and what is to be tried again."""
    sweeping.catch_up()
    if claiming.due().exists():
        rounds.send_due()


@shared_task
def forget() -> None:
    """Each hour: old events, old answers."""
    sweeping.forget_old()
    answers.forget_old()


def wake() -> None:
    """Tell a worker. A message that gets lost is no harm: the sweep looks too."""
    try:
        send_due.apply_async(retry=False)
    except (OperationalError, OSError):
        log.warning("message_not_sent", exc_info=True)
