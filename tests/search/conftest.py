from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as real

from search import embedding
from search.service import find_steps
from sops.models import Sop
from tests.support.make import make_sop

Publishing = Callable[..., Sop]


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Any]:
    """`with committed():` – what happens inside is announced as after a commit; no message is sent to a worker."""
    monkeypatch.setattr("search.tasks.embed_sop.delay", lambda sop_id: None)

    def announcing() -> AbstractContextManager[Any]:
        return django_capture_on_commit_callbacks(execute=True)

    return announcing


@pytest.fixture
def published(committed: Callable[[], Any]) -> Publishing:
    """Publish an SOP as `make_sop` does, and embed it as a worker would."""

    def publish(*args: Any, **kwargs: Any) -> Sop:
        with committed():
            sop = make_sop(*args, **kwargs)
        embedding.embed_waiting()
        return sop

    return publish


@pytest.fixture
def titles() -> Callable[..., list[str]]:
    """The titles of what a person finds, best first."""
    return lambda user, query, **more: [sop.title for sop in find_steps(user=user, query=query, **more).sops]


@pytest.fixture
def real_model(settings: Any) -> Iterator[None]:
    """The encoder that people get."""
    settings.STEPMARK_ENCODER = "auto"
    settings.STEPMARK_MODELS_DIR = Path(real.BASE_DIR) / "var" / "models"
    return
