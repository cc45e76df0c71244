"""Notices by e-mail: each at once, or together once a day. Checked against what the person may see when it is sent.

The row is the truth: `mailed_at` is set after the mail server took the mail. A message to a worker only says "look
at notice N"; what a failing server or a lost message left behind, the sweep finds.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from textwrap import shorten
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone

from access.models import User
from notices.models import Mail, MailPreference, Notice

logger = structlog.get_logger(__name__)
# A worker that took a notice and is silent for this long has died on the way.
CLAIM = timedelta(minutes=10)
# So long the task of a notice has the first try; then the sweep looks.
FIRST_TRY = timedelta(minutes=2)
GIVE_UP = timedelta(days=3)
FAILURES = 20  # so many in one sweep: the server is down, the next sweep asks again
IN_A_DIGEST = 100
SUBJECT_LENGTH = 120


def wake(notice_ids: Iterable[int]) -> None:
    """Ask a worker to mail these. Never fails: without a broker the sweep mails them."""
    from notices import tasks

    for pk in notice_ids:
        try:
            tasks.mail_notice.delay(pk)
        except Exception:
            logger.warning("mail_not_queued", notice_id=pk, exc_info=True)
            return


def send_single(notice_id: int) -> bool:
    """Mail this notice, unless it was mailed, read, or is about what its person may not see. Whether a mail went out.

    Raises what the mail server raises; the notice waits on.
    """
    if not _claim(notice_id):
        return False
    notice = Notice.objects.select_related("person", "by").get(pk=notice_id)
    if notice.read_at or not Notice.objects.visible_to(notice.person).filter(pk=notice.pk).exists():
        _release(notice_id, mail=Mail.NONE)
        return False
    try:
        _send(notice.person, notice.text, "single", {"notice": notice, "link": absolute(notice.url)})
    except Exception:
        _release(notice_id)
        raise
    Notice.objects.filter(pk=notice_id).update(mailed_at=timezone.now(), mail_claimed_at=None)
    return True


def send_waiting() -> int:
    """Mail what is late: lost messages, failing mail servers. Returns how many went out."""
    now, waiting = timezone.now(), Notice.objects.awaiting_mail(Mail.AT_ONCE)
    waiting.filter(created_at__lt=now - GIVE_UP).update(mail=Mail.NONE)  # it stays in the inbox
    late = waiting.filter(created_at__lt=now - FIRST_TRY).order_by("mail_claimed_at", "pk")
    sent = failed = 0
    for pk in list(late.values_list("pk", flat=True)[:500]):
        try:
            sent += send_single(pk)
        except Exception:  # an address that is refused must not hold up the others
            logger.warning("notice_not_mailed", notice_id=pk, exc_info=True)
            failed += 1
        if failed >= FAILURES:
            break
    return sent


def send_digests(now: datetime | None = None) -> int:
    """Mail today's digests to those who have none yet, from the hour of the setting on. Returns how many went out."""
    local = timezone.localtime(now)
    if local.hour < settings.STEPMARK_DIGEST_HOUR:
        return 0
    due = MailPreference.objects.filter(mail=Mail.DAILY, user__is_active=True).filter(
        Q(digested_on=None) | Q(digested_on__lt=local.date())
    )
    sent = 0
    for preference in due.select_related("user"):
        try:
            sent += send_digest(preference, local)
        except Exception:  # the next sweep tries again; others get theirs
            logger.warning("digest_not_sent", user_id=preference.user_id, exc_info=True)
    return sent


def send_digest(preference: MailPreference, local: datetime) -> bool:
    """One mail with what is new and unread; none where nothing is. Done for today either way."""
    before = preference.digested_on
    # One UPDATE decides: two workers never both send today's.
    claimed = MailPreference.objects.filter(pk=preference.pk, digested_on=before).update(digested_on=local.date())
    if not claimed:
        return False
    person = preference.user
    waiting = Notice.objects.filter(person=person).unread().awaiting_mail(Mail.DAILY)
    all_waiting = list(waiting.values_list("pk", flat=True))
    shown = list(waiting.visible_to(person).select_related("by")[:IN_A_DIGEST])
    try:
        if shown:
            count = len(shown)
            subject = f"{count} new notice{'s' if count > 1 else ''}"
            rows = [(notice, absolute(notice.url)) for notice in shown]
            _send(person, subject, "digest", {"rows": rows, "subject": subject})
    except Exception:
        MailPreference.objects.filter(pk=preference.pk).update(digested_on=before)
        raise
    done = [notice.pk for notice in shown]
    Notice.objects.filter(pk__in=done).update(mailed_at=timezone.now())
    Notice.objects.filter(pk__in=set(all_waiting) - set(done), mailed_at=None).update(mail=Mail.NONE)
    return bool(shown)


def absolute(path: str) -> str:
    """The path as an address; as it is where nobody said what this site's address is."""
    return f"{settings.STEPMARK_BASE_URL}{path}"


def _claim(notice_id: int) -> bool:
    """Take the notice: one UPDATE, so that two workers never both mail it."""
    now = timezone.now()
    free = Q(mail_claimed_at=None) | Q(mail_claimed_at__lt=now - CLAIM)
    waiting = Notice.objects.awaiting_mail(Mail.AT_ONCE).filter(free, pk=notice_id)
    return bool(waiting.update(mail_claimed_at=now))


def _release(notice_id: int, **changes: Any) -> None:
    Notice.objects.filter(pk=notice_id).update(mail_claimed_at=None, **changes)


def _send(person: User, subject: str, template: str, context: dict[str, Any]) -> None:
    site = settings.STEPMARK_SITE_NAME
    context = {
        **context,
        "person": person,
        "site_name": site,
        "inbox": absolute("/inbox"),
        "settings_link": absolute("/account/notices"),
        "is_absolute": bool(settings.STEPMARK_BASE_URL),
    }
    mail = EmailMultiAlternatives(
        subject=f"{shorten(subject, SUBJECT_LENGTH, placeholder='…')} · {site}",
        body=render_to_string(f"notices/mail/{template}.txt", context),
        to=[person.email],
        headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
    )
    mail.attach_alternative(render_to_string(f"notices/mail/{template}.html", context), "text/html")
    mail.send()
