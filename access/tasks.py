"""Work that is done now and then."""

from celery import shared_task

from access import signin_tokens


@shared_task
def forget_expired_tokens() -> None:
    signin_tokens.forget_expired()
