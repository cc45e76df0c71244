"""Mail: to the console by default; `smtp` with the address of a server. Digests go out from an hour of the day on."""

from kb.settings.env import env

EMAIL_BACKEND = env.str("STEPMARK_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
DEFAULT_FROM_EMAIL = env.str("STEPMARK_FROM_EMAIL", "stepmark@localhost")
EMAIL_HOST = env.str("STEPMARK_SMTP_HOST", "localhost")
EMAIL_PORT = env.int("STEPMARK_SMTP_PORT", 25)
EMAIL_HOST_USER = env.str("STEPMARK_SMTP_USER", "")
EMAIL_HOST_PASSWORD = env.str("STEPMARK_SMTP_PASSWORD", "")
EMAIL_USE_TLS = env.bool("STEPMARK_SMTP_STARTTLS", False)
EMAIL_USE_SSL = env.bool("STEPMARK_SMTP_SSL", False)
EMAIL_TIMEOUT = 20  # seconds; a server that hangs must not hold the worker
STEPMARK_DIGEST_HOUR = env.int("STEPMARK_DIGEST_HOUR", 7)
