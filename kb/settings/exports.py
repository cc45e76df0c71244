"""Exports: how long they can be downloaded, what they may use, and where folders of libraries lie."""

from kb.settings.env import VAR_DIR, env

STEPMARK_EXPORT_KEEP_HOURS = env.int("STEPMARK_EXPORT_KEEP_HOURS", 72)
# Documents typeset or drawn at once, each in its own process or thread, and what one of them may use.
STEPMARK_EXPORT_PROCESSES = env.int("STEPMARK_EXPORT_PROCESSES", 2)
STEPMARK_EXPORT_MEMORY_BYTES = env.int("STEPMARK_EXPORT_MEMORY_MB", 3000) * 1_000_000
# Folders that libraries keep up to date: below this folder, or in this bucket.
STEPMARK_EXPORT_ROOT = env.path("STEPMARK_EXPORT_ROOT", VAR_DIR / "export-folders")
STEPMARK_EXPORT_S3_BUCKET = env.str("STEPMARK_EXPORT_S3_BUCKET", "")
STEPMARK_EXPORT_S3_ENDPOINT = env.str("STEPMARK_EXPORT_S3_ENDPOINT", "")
STEPMARK_EXPORT_S3_REGION = env.str("STEPMARK_EXPORT_S3_REGION", "")
STEPMARK_EXPORT_S3_ACCESS_KEY = env.str("STEPMARK_EXPORT_S3_ACCESS_KEY", "")
STEPMARK_EXPORT_S3_SECRET_KEY = env.str("STEPMARK_EXPORT_S3_SECRET_KEY", "")
