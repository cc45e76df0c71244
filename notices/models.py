"""What people are told, and how they want it mailed."""

from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from notices.querysets import NoticeQuerySet

FEEDBACK, REVIEWS, OTHER = "feedback", "reviews", "other"


class Mail(models.TextChoices):
    AT_ONCE = "at_once", "At once"
    DAILY = "daily", "Once a day"
    NONE = "none", "Never"


class Notice(models.Model):
    """One thing that one person is told. It is about a row; who may not see that row any more is not told."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)  # review_due, feedback_given, …
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_pk = models.PositiveBigIntegerField()
    about = GenericForeignKey("content_type", "object_pk")
    text = models.CharField(max_length=300)
    url = models.CharField(max_length=500)  # a path on this site
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    # How it is to be mailed: the person's choice of the day. NONE also where there is nothing left to mail.
    mail = models.CharField(max_length=8, choices=Mail.choices, default=Mail.AT_ONCE)
    mail_claimed_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["person", "read_at", "created_at"], name="notices_of_a_person"),
            models.Index(fields=["content_type", "object_pk"], name="notices_about_a_row"),
            models.Index(fields=["mailed_at", "mail"], name="notices_to_mail"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.text}"

    @property
    def group(self) -> str:
        """The tab of the inbox that it stands under."""
        if self.kind.startswith("feedback"):
            return FEEDBACK
        return REVIEWS if self.kind.startswith("review") else OTHER


class MailPreference(models.Model):
    """How a person wants to be mailed. No row: at once."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_preference")
    mail = models.CharField(max_length=8, choices=Mail.choices, default=Mail.AT_ONCE)
    digested_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.user}: {self.get_mail_display()}"
