"""How long a fuzzer runs, and what it did: one line of figures per fuzzer, read by `make security`."""

import json
import os
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy

SHORT_SECONDS = 4.0  # all fuzzers together stay under a minute in the CI
SECONDS = float(os.environ.get("STEPMARK_FUZZ_MINUTES", "0")) * 60 or SHORT_SECONDS
REPORTS = os.environ.get("STEPMARK_FUZZ_REPORTS", "")  # a folder
EXAMPLES_PER_ROUND = 100


def tells(sentence: object) -> None:
    """A refusal says something to the person who gets it."""
    assert len(str(sentence).split()) > 2


class Fuzzer:
    """Counts examples and answers by kind, so that a run that only scratches the surface shows."""

    def __init__(self, name: str, seconds: float = SECONDS) -> None:
        self.name, self.seconds = name, seconds
        self.examples = 0
        self.answers: dict[str, int] = {}
        self.slowest = 0.0
        self._began = time.monotonic()

    @property
    def is_over(self) -> bool:
        return time.monotonic() - self._began >= self.seconds

    def answered(self, kind: object) -> None:
        self.answers[str(kind)] = self.answers.get(str(kind), 0) + 1

    def run(self, strategy: SearchStrategy[Any], check: Callable[[Any], None], *, seconds: float | None = None) -> None:
        """Rounds of examples until the time is over. The first failure ends it, shrunk by hypothesis."""
        until = time.monotonic() + (self.seconds if seconds is None else seconds)
        try:
            while time.monotonic() < until:
                self._round(strategy, check, until)
        finally:
            self.tell()

    def _round(self, strategy: SearchStrategy[Any], check: Callable[[Any], None], until: float) -> None:
        failed = False

        def counted(example: Any) -> None:
            nonlocal failed
            if not failed and time.monotonic() > until:
                return  # what is left of the round
            began = time.monotonic()
            self.examples += 1
            try:
                check(example)
            except BaseException:
                failed = True  # from here on hypothesis makes it small
                raise
            self.slowest = max(self.slowest, time.monotonic() - began)

        limits = settings(
            max_examples=EXAMPLES_PER_ROUND,
            deadline=timedelta(seconds=30),
            database=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        )
        limits(given(strategy)(counted))()

    def tell(self, failed: str = "") -> None:
        """The figures so far, for whoever adds them up."""
        if REPORTS:
            figures = {
                "fuzzer": self.name,
                "examples": self.examples,
                "minutes": round((time.monotonic() - self._began) / 60, 2),
                "slowest_s": round(self.slowest, 2),
                "answers": dict(sorted(self.answers.items())),
            }
            Path(REPORTS).mkdir(parents=True, exist_ok=True)
            (Path(REPORTS) / f"{self.name}.json").write_text(json.dumps(figures, indent=1))
