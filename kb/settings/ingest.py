"""Recordings: limits, the speech model, how long a lease lasts."""

from kb.settings.env import VAR_DIR, env

STEPMARK_WHISPER_MODEL = env.str("STEPMARK_WHISPER_MODEL", "")
STEPMARK_WHISPER_COMPUTE_TYPE = env.str("STEPMARK_WHISPER_COMPUTE_TYPE", "int8")
STEPMARK_MAX_RECORDING_BYTES = env.int("STEPMARK_MAX_RECORDING_MB", 2000) * 1_000_000
STEPMARK_MAX_RECORDING_SECONDS = env.int("STEPMARK_MAX_RECORDING_MINUTES", 120) * 60
STEPMARK_WORK_DIR = VAR_DIR / "work"
# A worker renews its lease while it works; one that has been silent for this long has died.
STEPMARK_LEASE_SECONDS = env.int("STEPMARK_LEASE_SECONDS", 60)
STEPMARK_MAX_ATTEMPTS = env.int("STEPMARK_MAX_ATTEMPTS", 3)
# What a recording's stages may use together; a process that wants more ends, the worker lives on.
STEPMARK_INGEST_MEMORY_BYTES = env.int("STEPMARK_INGEST_MEMORY_MB", 6000) * 1_000_000
STEPMARK_INGEST_WORKERS = env.int("STEPMARK_INGEST_WORKERS", 1)
STEPMARK_OCR_THREADS = env.int("STEPMARK_OCR_THREADS", 2)
