"""The Celery application. Tasks live in `<app>/tasks.py`."""

import os

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kb.settings")
app = Celery("stepmark")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def _use_django_logging(**_: object) -> None:
    """Keep Django's logging: Celery would otherwise put its own in place."""
    from logging.config import dictConfig

    from django.conf import settings

    dictConfig(settings.LOGGING)
