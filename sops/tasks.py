"""What workers do for SOPs. Each may be run again, or twice: the rows say what is to do."""

from celery import shared_task

from sops.models import Import
from sops.services import imports, link_checks, scheduled_reviews


@shared_task
def remind_of_reviews() -> None:
    """Reminders whose time has come; every hour, so that a day on which nothing ran is made up for."""
    scheduled_reviews.remind()


@shared_task
def check_links() -> None:
    """Ask the links that were not asked lately; every hour a part of them, so that no server is asked in a rush."""
    link_checks.check_due()


@shared_task
def read_import(import_id: int) -> None:
    """Read a large file that somebody sent; done already, or dropped meanwhile: nothing to do."""
    row = Import.objects.filter(pk=import_id, state__in=(Import.State.WAITING, Import.State.READING)).first()
    if row is not None:
        imports.read(row)
