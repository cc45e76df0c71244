"""Telling people things, and what they do with it. Mail goes out later, by a task."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from notices import mailing
from notices.models import Mail, MailPreference, Notice


@transaction.atomic
def tell(
    *, people: Iterable[Any], kind: str, about: Model, text: str, url: str, by: Any = None, replaces: bool = False
) -> None:
    """Tell `people` that something happened to `about`; mailed once the transaction has committed.

    Never tells `by` themselves. Who has the same notice unread already is not told again. `replaces`: older unread
    notices of this kind about this row are done with. `url` is a path of this site; ValueError for anything else.
    """
    if not url.startswith("/") or url.startswith("//"):
        raise ValueError(f"A notice leads to a path of this site, not to “{url}”.")
    subject = {"content_type": ContentType.objects.get_for_model(about), "object_pk": about.pk}
    text = " ".join(text.split())[:300]
    wanted = {person.pk: person for person in people if person is not None and person.is_active and person != by}
    before = Notice.objects.unread().filter(person__in=wanted, kind=kind, **subject)
    same = set(before.filter(text=text, url=url).values_list("person", flat=True))
    if replaces:
        before.exclude(text=text, url=url).update(read_at=timezone.now(), mail=Mail.NONE)
    choices = dict(MailPreference.objects.filter(user__in=wanted).values_list("user", "mail"))
    told = Notice.objects.bulk_create(
        Notice(
            person=person,
            kind=kind,
            text=text,
            url=url,
            by=by if getattr(by, "pk", None) else None,
            mail=choices.get(pk, Mail.AT_ONCE),
            **subject,
        )
        for pk, person in wanted.items()
        if pk not in same
    )
    at_once = [notice.pk for notice in told if notice.mail == Mail.AT_ONCE]
    if at_once:
        transaction.on_commit(partial(mailing.wake, at_once))


def mark_read(*, notices: Any, by: Any) -> int:
    """The unread ones of this queryset are read now; only `by`'s own. Returns how many."""
    return int(notices.filter(person=by).unread().update(read_at=timezone.now()))


def mark_unread(*, notice: Notice, by: Any) -> None:
    Notice.objects.filter(pk=notice.pk, person=by).update(read_at=None)


def settle(*, about: Model, kinds: Iterable[str]) -> None:
    """What these notices asked for is done: nobody has to read them any more."""
    subject = {"content_type": ContentType.objects.get_for_model(about), "object_pk": about.pk}
    waiting = Notice.objects.unread().filter(kind__in=list(kinds), **subject)
    waiting.filter(mailed_at=None).update(mail=Mail.NONE)
    waiting.update(read_at=timezone.now())


def pass_on(*, about: QuerySet[Any], kinds: Iterable[str], from_person: Any, to_person: Any) -> int:
    """Unread notices about these rows become somebody else's. No mail for each: the new person is told once."""
    theirs = Notice.objects.unread().filter(
        person=from_person,
        kind__in=list(kinds),
        content_type=ContentType.objects.get_for_model(about.model),
        object_pk__in=list(about.values_list("pk", flat=True)),
    )
    return theirs.update(person=to_person, mail=Mail.NONE)


@transaction.atomic
def set_mail(*, user: Any, mail: Mail | str) -> MailPreference:
    """How this person is mailed from now on; what still waits to be mailed follows."""
    preference, _ = MailPreference.objects.update_or_create(user=user, defaults={"mail": Mail(mail)})
    waiting = Notice.objects.filter(person=user, mailed_at=None).exclude(mail=Mail.NONE)
    waiting.update(mail=preference.mail)
    return preference
