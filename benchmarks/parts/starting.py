"""From the command to the first page, second start, beside Django alone."""

import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from statistics import median
from typing import Any

from tests.support.site import ROOT, end, running_site

RUNS = 3
BARE = "import django; from django.conf import settings; settings.configure(); django.setup()"


def measure() -> dict[str, Any]:
    """Seconds until the sign-in page is there (median of three), and those of a bare interpreter with Django."""
    with tempfile.TemporaryDirectory() as folder:
        with running_site(Path(folder), arguments=("--no-demo",)):
            pass  # the first start makes the database and the models
        ours = [_seconds(Path(folder)) for _ in range(RUNS)]
    bare = []
    for _ in range(RUNS):
        begun = time.monotonic()
        subprocess.run([sys.executable, "-c", BARE], cwd=ROOT, check=True)
        bare.append(time.monotonic() - begun)
    return {
        "second_start_s": round(median(ours), 2),
        "bare_django_s": round(median(bare), 2),
        "ratio": round(median(ours) / median(bare), 1),
    }


def _seconds(folder: Path) -> float:
    begun = time.monotonic()
    with running_site(folder, arguments=("--no-demo",)) as site:
        with urllib.request.urlopen(f"{site.url}/accounts/login/", timeout=10):
            taken = time.monotonic() - begun
        end(site)
    return taken
