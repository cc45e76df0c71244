"""A receiver on this machine, and webhooks that may be sent to it."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from integrations.models import Webhook
from integrations.webhooks import services
from tests.support.cast import Cast

ROOT = Path(__file__).parents[3]


@dataclass
class Receiver:
    """A process of its own, as somebody else's system is."""

    port: int
    log: Path
    process: Any

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}/{path}"

    @property
    def got(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text().splitlines()] if self.log.exists() else []

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line["body"]) for line in self.got]


@pytest.fixture
def receiver(tmp_path: Path, settings: Any) -> Iterator[Receiver]:
    settings.STEPMARK_WEBHOOK_HOSTS = ["127.0.0.1"]
    log = tmp_path / "received.jsonl"
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.receiver", "0", str(log)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    yield Receiver(int(process.stdout.readline()), log, process)
    process.kill()
    process.wait()
    process.stdout.close()


@pytest.fixture(autouse=True)
def no_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rounds are made by the tests themselves."""
    monkeypatch.setattr("integrations.webhooks.tasks.wake", lambda: None)


@pytest.fixture
def hook(cast: Cast) -> Callable[..., Webhook]:
    """`hook(url, *events)`: a webhook of Sales, made by Adam."""

    def make(url: str, *events: str, library: Any = None) -> Webhook:
        wanted = list(events) or [
            "sop.published",
            "sop.withdrawn",
            "sop.archived",
            "feedback.given",
            "review.due",
            "job.done",
        ]
        made, secret = services.make(library=library or cast.sales, name="Portal", url=url, wanted=wanted, by=cast.adam)
        made.plain_secret = secret  # type: ignore[attr-defined]
        return made

    return make
