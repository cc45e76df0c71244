"""What workers do for search. Each may be run again, or twice: the rows say what waits."""

import threading
from typing import Any

from celery import shared_task
from celery.signals import celeryd_after_setup, worker_process_init
from django.conf import settings

from search import embedding, indexing, service
from search.encoders import loading
from search.kept import alerts
from search.usage import recording

QUEUE = "default"
_queues: set[str] = set()


@shared_task
def embed_sop(sop_id: int) -> None:
    """Embed what waits of one SOP, soon after it was published."""
    embedding.embed_sop(sop_id)


@shared_task
def embed_waiting() -> None:
    """The sweep: repair what a killed process left undone, and embed whatever waits."""
    indexing.repair()
    embedding.embed_waiting()


@shared_task
def tell_news() -> None:
    """Saved searches: tell their people what was published or changed since. Whatever a run leaves, the next does."""
    if alerts.have_news():
        service.wait_until_ready()
        alerts.tell_news()


@shared_task
def forget_searches() -> None:
    """Searches that were counted, and people's recent ones, after their time."""
    recording.forget_old(settings.STEPMARK_SEARCH_LOG_DAYS)
    if settings.STEPMARK_SEARCH_LOG_DAYS:
        alerts.forget_old(settings.STEPMARK_SEARCH_LOG_DAYS)


@celeryd_after_setup.connect
def _note_queues(instance: Any, **_: Any) -> None:
    _queues.update(instance.app.amqp.queues.consume_from)


@worker_process_init.connect
def _load_early(**_: Any) -> None:
    """The first SOP that is published should not wait for the model; a worker for recordings needs none."""
    if QUEUE in _queues:
        threading.Thread(target=loading.batch_encoder, name="load-encoder", daemon=True).start()
