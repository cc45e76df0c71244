"""`make eval-ingest`: drafts of the measured recordings, scored by the scorers that lie beside them.

One recording after the other, as on a quiet laptop; figures go to benchmarks/ingest-results.json and docs/ingest.md.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import ingest_report, machine

ROOT = Path(__file__).resolve().parents[1]
RECORDINGS = ROOT.parent / "shared" / "recordings"
RESULTS = ROOT / "benchmarks" / "ingest-results.json"
ENDINGS = (".mp4", ".webm", ".mov", ".mkv", ".avi", ".m4a")
NICENESS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dir", type=Path, default=RECORDINGS, help="folder with score.py, public/ and real/")
    parser.add_argument("--drafts", type=Path, help="where to keep the drafts; else they are thrown away")
    parser.add_argument("--only", help="measure only files whose name begins so, and write nothing")
    options = parser.parse_args()
    if not options.dir.is_dir():
        sys.exit(f"There are no recordings in {options.dir}. Name their folder with --dir.")
    os.nice(NICENESS)
    with tempfile.TemporaryDirectory() as temporary:
        results = measure(options.dir, options.drafts or Path(temporary), options.only or "")
    print(ingest_report.table(results))
    if not options.only:
        RESULTS.write_text(json.dumps(results, indent=1) + "\n")
        ingest_report.into_docs(results)


def measure(folder: Path, drafts: Path, only: str = "") -> dict[str, Any]:
    """Everything: what became of each file, and the scores of those with a known truth."""
    results: dict[str, Any] = {
        "machine": machine.described(),
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "files": {},
    }
    for name in ("public", "real"):
        recordings = folder / name
        if not recordings.is_dir():
            continue
        for recording in sorted(recordings.iterdir()):
            if recording.suffix in ENDINGS and recording.name.startswith(only):
                results["files"][recording.name] = _process(recording, drafts / name)
        if not only:
            results[name] = _score(folder, recordings, drafts / name)
    return results


def _process(recording: Path, drafts: Path) -> dict[str, Any]:
    """Run the command on one file: seconds, seconds of each stage, or why it was refused."""
    out = drafts / f"{recording.stem}.draft.json"
    drafts.mkdir(parents=True, exist_ok=True)
    out.unlink(missing_ok=True)
    load, began = os.getloadavg()[0], time.monotonic()
    done = subprocess.run(
        [sys.executable, "manage.py", "process_recording", str(recording), "--json", str(out)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    told: dict[str, Any] = {"seconds": round(time.monotonic() - began, 1), "load": round(load, 1)}
    lines = done.stderr.strip().splitlines() or ["no reason given"]
    reason = lines[-1].removeprefix("CommandError: ") if done.returncode else ""
    print(f"{recording.name:40} {told['seconds']:6.1f} s  {reason}", flush=True)
    if done.returncode:
        return told | {"refused": reason, "crashed": "Traceback" in done.stderr}
    draft = json.loads(out.read_text())
    return told | {
        "length_s": draft["duration_s"],
        "times_length": round(draft["processing_s"] / draft["duration_s"], 3) if draft["duration_s"] else None,
        "steps": len(draft["steps"]),
        "warnings": draft["warnings"],
        "stages_s": draft["stage_seconds"],
    }


def _score(folder: Path, recordings: Path, drafts: Path) -> dict[str, Any]:
    """What the scorer of that folder says; it runs as a program of its own, and knows nothing of ours."""
    real = recordings.name == "real"
    scorer = folder / ("score_real.py" if real else "score.py")
    if not scorer.exists() or not drafts.is_dir():
        return {}
    scores = drafts / "scores.json"
    form = [] if real else ["--dir"]
    # The scorer compares pictures with frames that it takes by ffmpeg; without it, it must not find Pillow either.
    python = [sys.executable] if shutil.which("ffmpeg") else [sys.executable, "-S"]
    subprocess.run(
        [*python, str(scorer), *form, str(recordings), str(drafts), "--json", str(scores)],
        check=True,
        capture_output=True,
    )
    loaded: dict[str, Any] = json.loads(scores.read_text())
    return loaded


if __name__ == "__main__":
    main()
