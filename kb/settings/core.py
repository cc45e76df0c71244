"""Applications, middleware, templates, language and time."""

from kb.settings.env import BASE_DIR as BASE_DIR
from kb.settings.env import PRODUCTION, VAR_DIR, env

STEPMARK_VAR_DIR = VAR_DIR
STEPMARK_PRODUCTION = PRODUCTION
STEPMARK_SITE_NAME = env.str("STEPMARK_SITE_NAME", "Stepmark")
# The address people use, for links in exports, webhooks and the command line; none: relative links.
STEPMARK_BASE_URL = env.str("STEPMARK_BASE_URL", "").rstrip("/")

DEBUG = env.bool("STEPMARK_DEBUG", False)

INSTALLED_APPS = [
    "kb.apps.KbConfig",
    "access.apps.AccessConfig",
    "notices.apps.NoticesConfig",
    "sops.apps.SopsConfig",
    "search.apps.SearchConfig",
    "ingest.apps.IngestConfig",
    "integrations.apps.IntegrationsConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "simple_history",
    "django_structlog",
    "rest_framework",
    "knox",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
]

MIDDLEWARE = [
    "kb.proxies.ProxyHeadersMiddleware",
    "kb.headers.HeadersMiddleware",
    "kb.health.HealthMiddleware",
    "kb.cleaning.WithoutNulMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "access.audit.context.AuditMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "access.signin_sessions.SessionsMiddleware",
    "access.signin_mfa.SecondFactorMiddleware",
    "access.see_as.SeeAsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
]

ROOT_URLCONF = "kb.urls"
WSGI_APPLICATION = "kb.wsgi.application"

_LOADERS = [
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    _LOADERS if DEBUG else [("django.template.loaders.cached.Loader", _LOADERS)],
                )
            ],
            "builtins": ["template_partials.templatetags.partials", "kb.templatetags.shell"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kb.context.shell",
            ],
        },
    }
]

LANGUAGE_CODE = "en"
TIME_ZONE = env.str("STEPMARK_TIME_ZONE", "UTC")
USE_I18N = True
USE_TZ = True

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
