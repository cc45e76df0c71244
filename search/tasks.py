"""What workers do for search. Each may be run again, or twice: the rows say what waits."""

from celery import shared_task

from search import embedding, indexing


@shared_task
def embed_sop(sop_id: int) -> None:
    """Embed what waits of one SOP, soon after it was published."""
    embedding.embed_sop(sop_id)


@shared_task
def embed_waiting() -> None:
    """The sweep: repair what a killed process left undone, and embed whatever waits."""
    indexing.repair()
    embedding.embed_waiting()
