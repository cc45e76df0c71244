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
CELERY_TASK_ROUTES = {
    "ingest.tasks.process_job": {"queue": "ingest"},
    "integrations.exports.tasks.*": {"queue": "exports"},
}
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
    "mail-what-waits": {"task": "notices.tasks.mail_waiting", "schedule": 300.0},
    "remind-of-reviews": {"task": "sops.tasks.remind_of_reviews", "schedule": 3600.0},
    "sweep-exports": {"task": "integrations.exports.tasks.sweep_exports", "schedule": 60.0},
    "sweep-webhooks": {"task": "integrations.webhooks.tasks.sweep", "schedule": 30.0},
    "forget-old-events": {"task": "integrations.webhooks.tasks.forget", "schedule": 3600.0},
    "check-links": {"task": "sops.tasks.check_links", "schedule": 3600.0},
    "forget-expired-tokens": {"task": "access.tasks.forget_expired_tokens", "schedule": 3600.0},
    "keep-audit-log": {"task": "access.tasks.keep_audit_log", "schedule": 3600.0},
    "embed-what-waits": {"task": "search.tasks.embed_waiting", "schedule": 60.0},
    "tell-of-search-news": {"task": "search.tasks.tell_news", "schedule": 300.0},
    "forget-old-searches": {"task": "search.tasks.forget_searches", "schedule": 3600.0},
}
