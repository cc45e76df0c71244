"""Keys, hosts, cookies, the content security policy."""

import secrets

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from kb.settings.env import PRODUCTION, VAR_DIR, env
from kb.settings.signin_company import STEPMARK_SIGN_IN_ORIGINS


def _secret_key() -> str:
    """The key from the environment, else one made on the first start and kept in `var/`."""
    given: str = env.str("STEPMARK_SECRET_KEY", "")
    if PRODUCTION:
        if len(given) < 50 or given.startswith("django-insecure-"):
            raise ImproperlyConfigured(
                "STEPMARK_SECRET_KEY must be set in production, to at least 50 random characters."
            )
        return given
    if given:
        return given
    path = VAR_DIR / "secret-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64))
    return path.read_text().strip()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = env.list("STEPMARK_HOSTS", [] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("STEPMARK_TRUSTED_ORIGINS", [])

SECURE_SSL_REDIRECT = env.bool("STEPMARK_HTTPS_REDIRECT", PRODUCTION)
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
STEPMARK_BEHIND_PROXY = env.bool("STEPMARK_BEHIND_PROXY", False)
if STEPMARK_BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],  # what has no line of its own is not loaded at all
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "frame-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF, *STEPMARK_SIGN_IN_ORIGINS],  # a browser follows the button to the company's page
        "frame-ancestors": [NONE],
        **({"upgrade-insecure-requests": True} if SECURE_SSL_REDIRECT else {}),
    }
}
