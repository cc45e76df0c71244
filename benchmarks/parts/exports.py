"""A library of 200 SOPs as PDF, Word and SCORM: seconds, processor time and memory, beside typesetting alone."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.support.site import ROOT

SOPS, STEPS = 200, 8


def measure(sops: int = SOPS) -> dict[str, Any]:
    """The JSON of `exports_inside`, which runs on files of its own."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "STEPMARK_VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": "kb.settings"}
        out = Path(folder) / "exports.json"
        for arguments in (
            ("manage.py", "migrate", "--verbosity", "0"),
            ("-m", "benchmarks.parts.exports_inside", str(sops), str(STEPS), str(out)),
        ):
            subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, check=True)
        measured: dict[str, Any] = json.loads(out.read_text())
    return measured
