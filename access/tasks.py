"""Work that is done now and then."""

from celery import shared_task

from access import invitations, signin_tokens
from access.audit import keeping


@shared_task
def forget_expired_tokens() -> None:
    signin_tokens.forget_expired()


@shared_task
def keep_audit_log() -> None:
    keeping.remove_old()


@shared_task
def send_invitations(person_ids: list[int], by_id: int, base: str) -> None:
    invitations.send_first(person_ids=person_ids, by_id=by_id, base=base)
