"""A sender killed in the middle of an attempt: nothing is lost, the event comes again with the same id."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from integrations.models import Delivery, Webhook
from integrations.webhooks import rounds
from tests.support.cast import Cast, gather
from tests.support.make import make_sop

pytestmark = [pytest.mark.heavy, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).parents[3]
SEND = "from integrations.webhooks import rounds; rounds.send_due()"


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return gather()


def test_kill_9_in_the_middle_of_an_attempt(
    cast: Cast, receiver: Any, hook: Callable[..., Webhook], var_dir: Path, settings: Any
) -> None:
    hook(receiver.url("slow/4"), "sop.published")
    make_sop(cast.sales, cast.ed)
    environment = {**os.environ, "STEPMARK_VAR_DIR": str(var_dir), "STEPMARK_WEBHOOK_HOSTS": "127.0.0.1"}
    environment["STEPMARK_SECRET_KEY"] = settings.SECRET_KEY
    if connection.vendor == "sqlite":
        environment["STEPMARK_DATABASE_URL"] = f"sqlite:///{connection.settings_dict['NAME']}"
    worker = subprocess.Popen([sys.executable, "manage.py", "shell", "-c", SEND], cwd=ROOT, env=environment)
    until = time.monotonic() + 60
    while Delivery.objects.filter(lease_until=None).exists() and time.monotonic() < until:
        time.sleep(0.1)
    time.sleep(1)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    row = Delivery.objects.get()
    assert (row.state, row.attempts) == ("waiting", 0)
    assert rounds.send_due() == 0, "whoever had it may be alive, until the lease ends"
    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert rounds.send_due() == 1
    assert Delivery.objects.get().state == "sent"
    ids = {event["id"] for event in receiver.events}
    assert (len(ids), len(receiver.events) in (1, 2)) == (1, True)
