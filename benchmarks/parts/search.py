"""Latency of search at N steps, as `manage.py bench_search` measures it."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.support.site import ROOT


def measure(steps: int) -> dict[str, Any]:
    """The command's JSON: service and raw p50/p95 in milliseconds, their ratio, bytes per step."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "bench.json"
        subprocess.run(
            [sys.executable, "manage.py", "bench_search", "--steps", str(steps), "--json", str(out)],
            cwd=ROOT,
            check=True,
        )
        measured: dict[str, Any] = json.loads(out.read_text())
    return measured
