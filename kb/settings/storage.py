"""Files: recordings and pictures under `var/media`, never served but through a view that asks `access`."""

from kb.settings.env import PRODUCTION, VAR_DIR, env

MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if env.bool("STEPMARK_HASHED_STATIC", PRODUCTION)
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = env.bool("STEPMARK_DEBUG", False)

FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000  # larger ones go to disk while they arrive
FILE_UPLOAD_TEMP_DIR = VAR_DIR / "uploads"
FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000  # everything in a form but its files
