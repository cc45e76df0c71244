"""Seconds per stage for one recording, beside transcription alone and decoding alone."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.support.site import ROOT

RECORDING = ROOT / "kb" / "demo" / "recordings" / "request-discount-approval.mp4"
TRANSCRIBE = """
import sys, time, os
os.environ["DJANGO_SETTINGS_MODULE"] = "kb.settings"
import django; django.setup()
from ingest.models_found import speech_model
from faster_whisper import WhisperModel
whisper = WhisperModel(str(speech_model().folder), device="cpu", compute_type="int8", cpu_threads=2)
begun = time.monotonic()
segments, info = whisper.transcribe(sys.argv[1], beam_size=1, word_timestamps=True, vad_filter=True)
list(segments)
print(time.monotonic() - begun, info.duration)
"""
FIND_MODEL = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "kb.settings"
import django; django.setup()
from ingest.models_found import speech_model
print(speech_model().folder)
"""
DECODE = """
import sys, time, av
begun = time.monotonic()
with av.open(sys.argv[1]) as container:
    for frame in container.decode(video=0):
        frame.to_ndarray(format="gray")
print(time.monotonic() - begun)
"""


def measure() -> dict[str, Any]:
    """Seconds of the whole and of each stage; ratios to the recording's length and to transcription alone."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "draft.json"
        begun = time.monotonic()
        subprocess.run(
            [sys.executable, "manage.py", "process_recording", str(RECORDING), "--json", str(out)],
            cwd=ROOT,
            check=True,
        )
        whole = time.monotonic() - begun
        draft = json.loads(out.read_text())
    transcription, length = _raw(TRANSCRIBE)
    (decoding,) = _raw(DECODE)
    return {
        "recording": RECORDING.name,
        "length_s": round(length, 1),
        "whole_s": round(whole, 1),
        "stages_s": draft.get("stage_seconds", {}),
        "raw_transcription_s": round(transcription, 1),
        "raw_decoding_s": round(decoding, 1),
        "times_length": round(whole / length, 2),
        "times_transcription": round(whole / transcription, 2),
        **_beside_the_command(whole),
    }


def _beside_the_command(whole_s: float) -> dict[str, float]:
    """Seconds of `whisper-ctranslate2` with the same model, as anybody would call it; nothing where it isn't there."""
    places = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    command = shutil.which("whisper-ctranslate2", path=places)
    if command is None:
        return {}
    model = subprocess.run([sys.executable, "-c", FIND_MODEL], cwd=ROOT, check=True, capture_output=True, text=True)
    with tempfile.TemporaryDirectory() as folder:
        arguments = ["--model_directory", model.stdout.strip(), "--device", "cpu", "--output_dir", folder]
        begun = time.monotonic()
        subprocess.run(
            [command, str(RECORDING), *arguments],
            check=True,
            capture_output=True,
            env={**os.environ, "HF_HUB_OFFLINE": "1"},
        )
        seconds = time.monotonic() - begun
    return {"whisper_command_s": round(seconds, 1), "times_whisper_command": round(whole_s / seconds, 2)}


def _raw(code: str) -> list[float]:
    done = subprocess.run(
        [sys.executable, "-c", code, str(RECORDING)], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return [float(number) for number in done.stdout.split()]
