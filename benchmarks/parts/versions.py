"""Comparing and the history of a large SOP: 300 steps, 200 versions, thousands of edits, in a database of its own."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
RUNS = 15
STEPS, VERSIONS, EDITS = 300, 200, 5_000


def measure() -> dict[str, Any]:
    """Milliseconds (median) and queries of each page, in a process and a database made for it."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "STEPMARK_VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": "kb.settings"}
        subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], cwd=ROOT, env=environment, check=True)
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.parts.versions"],
            cwd=ROOT,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
        result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return result


def _measure_here() -> dict[str, Any]:
    import django

    django.setup()
    from django.test.utils import setup_test_environment

    from sops import diffs
    from tests.support.browsing import client_of, queries_for
    from tests.support.cast import gather
    from tests.support.large import make_large_sop

    setup_test_environment()
    cast = gather()
    sop = make_large_sop(cast.sales, cast.ed, steps=STEPS, versions=VERSIONS, edits=EDITS)
    client = client_of(cast.ed)
    old, new = sop.versions.get(number=1).document, sop.versions.get(number=VERSIONS).document
    step = new.steps[0].key
    pages = {
        "compare_page": f"/sops/{sop.key}/compare?from={VERSIONS - 5}&to={VERSIONS}",
        "compare_page_first_to_last": f"/sops/{sop.key}/compare?from=1&to={VERSIONS}",
        "history_page": f"/sops/{sop.key}/history",
        "history_page_of_a_field": f"/sops/{sop.key}/history?field=body",
        "step_link": f"/s/{step}?v=1",
        "reading_page": f"/sops/{sop.key}/",
        "editor": f"/sops/{sop.key}/edit",
    }
    result: dict[str, Any] = {"steps": STEPS, "versions": VERSIONS, "edits": EDITS}
    result["compare_ms"] = _milliseconds(lambda: diffs.compare(old, new))
    for name, url in pages.items():
        result[f"{name}_queries"] = queries_for(client, url)
        result[f"{name}_ms"] = _milliseconds(partial(client.get, url))
    return result


def _milliseconds(work: Callable[[], Any]) -> float:
    taken = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        work()
        taken.append(1_000 * (time.perf_counter() - begun))
    return round(median(taken), 1)


if __name__ == "__main__":
    print(json.dumps(_measure_here()))
