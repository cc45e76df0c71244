from importlib import metadata
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from ingest import models_found
from search.encoders import found


class Command(BaseCommand):
    help = "Lists the models in use: which, from where, with their checksums."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        speech, sentences = models_found.speech_model(), found.embedding_model()
        if speech:
            self._tell("speech", speech.name, speech.origin, speech.folder, models_found.checksum(speech))
        else:
            self.stdout.write(f"speech      none. {models_found.HOW_TO_ADD}")
        if sentences:
            self._tell("embedding", sentences.name, sentences.origin, sentences.folder, sentences.sha256)
        else:
            self.stdout.write(f"embedding   none. {found.HOW_TO_ADD}")
        self.stdout.write(f"characters  PP-OCR, inside rapidocr {metadata.version('rapidocr')}")
        self.stdout.write(f"voices      Silero VAD, inside faster-whisper {metadata.version('faster-whisper')}")

    def _tell(self, use: str, name: str, origin: str, folder: Path, sha256: str) -> None:
        self.stdout.write(
            f"{use:<11} {name}, from {_ORIGINS.get(origin, origin)}\n{'':<12}{folder}\n{'':<12}sha256 {sha256}"
        )


_ORIGINS = {"setting": "the setting", "package": "its package", "download": "an earlier download"}
