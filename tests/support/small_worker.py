"""The project's Celery application with the small stages in place of the real ones: `celery -A` this, in tests."""

from ingest import child
from kb.celery import app
from tests.support.stages import STAGES

child.STAGES = STAGES
__all__ = ["app"]
