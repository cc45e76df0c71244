"""Who may come in: local accounts by e-mail address through allauth, second factors, the company's own sign-in."""

from datetime import timedelta
from typing import Any

from environs import validate

from kb.settings.env import PRODUCTION, env
from kb.settings.signin_company import OIDC_APPS, SAML_APPS

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "access.signin.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "access.signin.display_name"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody gets mail because a stranger typed their address
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_FORMS = {"add_email": "access.signin_forms.AddEmailForm"}
ACCOUNT_CHANGE_EMAIL = True  # a new address replaces the old one when it is verified, never before
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # of the session at work; all others end with the old password
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION = env.str(
    "STEPMARK_EMAIL_VERIFICATION",
    "none",
    validate=validate.OneOf(["none", "optional", "mandatory"]),
)
ACCOUNT_RATE_LIMITS = {
    "login_failed": env.str("STEPMARK_LOGIN_FAILED_RATE", "10/5m/ip,5/5m/key"),
    "login": "60/m/ip",
    "reset_password": "10/5m/ip,3/15m/key",
}
# The address of a client behind so many proxies of one's own; 0 believes no `X-Forwarded-For`.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("STEPMARK_TRUSTED_PROXIES", 0)

SESSION_COOKIE_AGE = env.int("STEPMARK_SESSION_DAYS", 14) * 86_400
ACCOUNT_SESSION_REMEMBER = True

_VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {
        "NAME": f"{_VALIDATORS}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email"), "max_similarity": 0.6},
    },
    {
        "NAME": f"{_VALIDATORS}.MinimumLengthValidator",
        "OPTIONS": {"min_length": env.int("STEPMARK_PASSWORD_MIN_LENGTH", 10)},
    },
    {"NAME": f"{_VALIDATORS}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATORS}.NumericPasswordValidator"},
]

# Second factors.
MFA_ADAPTER = "access.signin_mfa.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # there is no open sign-up: nobody can hold somebody else's address
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # clocks of telephones drift
# Browsers call http://localhost safe; the library would not.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
STEPMARK_MFA_REQUIRED = env.str(
    "STEPMARK_MFA_REQUIRED", "nobody", validate=validate.OneOf(["nobody", "admins", "everybody"])
)

USERSESSIONS_TRACK_ACTIVITY = False  # "last seen" is kept by `access.signin_sessions`, once in five minutes
PASSWORD_RESET_TIMEOUT = int(timedelta(days=env.int("STEPMARK_RESET_LINK_DAYS", 1)).total_seconds())
STEPMARK_INVITATION_DAYS = env.int("STEPMARK_INVITATION_DAYS", 7)

# Whether admins may make a library public: read by everybody who has the link, without signing in.
STEPMARK_PUBLIC_LIBRARIES = env.bool("STEPMARK_PUBLIC_LIBRARIES", False)
# Searches a minute from an address from which nobody signed in. One asks while one types.
STEPMARK_PUBLIC_RATE = env.int("STEPMARK_PUBLIC_RATE", 120)

# API tokens: 0 lets them live for ever.
STEPMARK_TOKEN_MAX_DAYS = env.int("STEPMARK_TOKEN_MAX_DAYS", 365)

# The company's sign-in, and its directory.
SOCIALACCOUNT_ADAPTER = "access.signin_company.CompanyAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"  # the provider vouches for it, or the sign-in is refused
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {"APPS": OIDC_APPS, "provider_class": "access.signin_oidc.provider.CheckedProvider"},
    "saml": {"APPS": SAML_APPS, "provider_class": "access.signin_saml.provider.CheckedProvider"},
}
STEPMARK_SCIM = env.bool("STEPMARK_SCIM", False)
STEPMARK_SCIM_TOKEN = env.str("STEPMARK_SCIM_TOKEN", "")

EMAIL_BACKEND = env.str("STEPMARK_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
DEFAULT_FROM_EMAIL = env.str("STEPMARK_FROM_EMAIL", "stepmark@localhost")
