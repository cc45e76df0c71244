"""What workers do for notices. Each may be run again, or twice: the rows say what waits."""

from celery import shared_task

from notices import mailing


@shared_task(autoretry_for=(Exception,), max_retries=8, retry_backoff=5, retry_backoff_max=600)
def mail_notice(notice_id: int) -> None:
    """Mail one notice; tried again for a good quarter of an hour, then the sweep goes on trying."""
    mailing.send_single(notice_id)


@shared_task
def mail_waiting() -> None:
    """The sweep: digests that are due, and whatever a lost message or a failing mail server left behind."""
    mailing.send_digests()
    mailing.send_waiting()
