"""Celery: messages as files by default, Redis by `STEPMARK_BROKER_URL`. Rows hold the truth, messages only wake."""

from kb.settings.env import VAR_DIR, env

CELERY_BROKER_URL = env.str("STEPMARK_BROKER_URL", "filesystem://")
if CELERY_BROKER_URL.startswith("filesystem"):
    _folders = {name: VAR_DIR / "queue" / name for name in ("messages", "processed", "control")}
    for _folder in _folders.values():
        _folder.mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_folders["messages"]),
        "data_folder_out": str(_folders["messages"]),
        "processed_folder": str(_folders["processed"]),
        "control_folder": str(_folders["control"]),
        "store_processed": False,
        "polling_interval": 0.1,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {"ingest.tasks.process_job": {"queue": "ingest"}}
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "requeue-stalled-jobs": {"task": "ingest.tasks.requeue_stalled", "schedule": 20.0},
    "sweep-recordings": {"task": "ingest.tasks.sweep", "schedule": 3600.0},
    "embed-what-waits": {"task": "search.tasks.embed_waiting", "schedule": 60.0},
}
