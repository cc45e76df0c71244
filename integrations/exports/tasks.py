"""What the workers do. A message names an export and nothing more: the row says the rest."""

from celery import shared_task

from integrations.exports import recovery, working
from integrations.exports.folders import services, syncing


@shared_task
def make_export(export_id: int) -> None:
    working.work(export_id)


@shared_task
def sweep_exports() -> None:
    recovery.sweep()
    services.sync_what_waits()


@shared_task
def sync_folder(folder_id: int) -> None:
    syncing.sync(folder_id)
