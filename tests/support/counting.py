"""A plugin of pytest that counts requests: those of test clients and of live servers alike."""

import os
from pathlib import Path
from typing import Any

import pytest


class Count:
    requests = 0

    def one_more(self, **_: Any) -> None:
        self.requests += 1


COUNT = Count()


def pytest_configure(config: pytest.Config) -> None:
    from django.core.signals import request_started

    request_started.connect(COUNT.one_more, dispatch_uid="counted for the report")


def pytest_unconfigure(config: pytest.Config) -> None:
    place = os.environ.get("STEPMARK_COUNT_REQUESTS")
    if place:
        Path(place).write_text(str(COUNT.requests))
