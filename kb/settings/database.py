"""SQLite by default; PostgreSQL by `STEPMARK_DATABASE_URL=postgres://…`."""

from typing import Any

from kb.settings.env import VAR_DIR, env

DATABASES = {"default": env.dj_db_url("STEPMARK_DATABASE_URL", f"sqlite:///{VAR_DIR / 'stepmark.sqlite3'}")}

if DATABASES["default"].get("ENGINE", "").endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # a writer waits for its turn instead of failing half way
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
            "PRAGMA cache_size=-32000; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
        ),
    }
    # A file, so that parallel tests and a second process see the same rows.
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# Shared between processes, so that rate limits count for all of them together. JSON; the prefix leaves rows of before,
# which were not, unread.
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "kb.caching.JsonDatabaseCache", "LOCATION": "kb_cache", "KEY_PREFIX": "json"}
}
_redis = env.str("STEPMARK_REDIS_URL", "")
if _redis:
    CACHES["default"] |= {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": _redis,
        "OPTIONS": {"serializer": "kb.caching.JsonSerializer"},
    }
