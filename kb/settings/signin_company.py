"""The company's own sign-in by settings alone: one OpenID Connect provider and one SAML provider."""

from typing import Any
from urllib.parse import urlsplit

from kb.settings.env import env

# Which group or role a value of the group claim gives: {"value": "Group"}, {"value": {"library": slug, "role": role}},
# or a list of those. The same for both, and for the directory.
STEPMARK_OIDC_GROUPS: Any = env.json("STEPMARK_OIDC_GROUPS", {})
STEPMARK_OIDC_GROUP_CLAIM = env.str("STEPMARK_OIDC_GROUP_CLAIM", "groups")
STEPMARK_OIDC_CREATE_PEOPLE = env.bool("STEPMARK_OIDC_CREATE_PEOPLE", True)
STEPMARK_OIDC_EMAIL_DOMAINS: list[str] = env.list("STEPMARK_OIDC_EMAIL_DOMAINS", [])
STEPMARK_OIDC_LINK_BY_EMAIL = env.bool("STEPMARK_OIDC_LINK_BY_EMAIL", True)

OIDC_APPS: list[dict[str, Any]] = []
_server = env.str("STEPMARK_OIDC_SERVER_URL", "")
if _server:
    OIDC_APPS.append(
        {
            "provider_id": "company",
            "name": env.str("STEPMARK_OIDC_NAME", "Company account"),
            "client_id": env.str("STEPMARK_OIDC_CLIENT_ID", ""),
            "secret": env.str("STEPMARK_OIDC_CLIENT_SECRET", ""),
            "settings": {
                "server_url": _server.rstrip("/"),
                "scope": env.list("STEPMARK_OIDC_SCOPES", ["openid", "profile", "email"]),
                # Providers that don't send `email_verified`: addresses of these domains are theirs to vouch for.
                "verified_email": env.list("STEPMARK_OIDC_VERIFIED_DOMAINS", []),
                "email_authentication": STEPMARK_OIDC_LINK_BY_EMAIL,
                "oauth_pkce_enabled": True,
            },
        }
    )

STEPMARK_SAML_GROUPS: Any = env.json("STEPMARK_SAML_GROUPS", {})
STEPMARK_SAML_GROUP_ATTRIBUTE = env.str("STEPMARK_SAML_GROUP_ATTRIBUTE", "groups")
STEPMARK_SAML_CREATE_PEOPLE = env.bool("STEPMARK_SAML_CREATE_PEOPLE", True)
STEPMARK_SAML_EMAIL_DOMAINS: list[str] = env.list("STEPMARK_SAML_EMAIL_DOMAINS", [])
STEPMARK_SAML_LINK_BY_EMAIL = env.bool("STEPMARK_SAML_LINK_BY_EMAIL", True)

SAML_APPS: list[dict[str, Any]] = []
_entity = env.str("STEPMARK_SAML_IDP_ENTITY_ID", "")
if _entity:
    SAML_APPS.append(
        {
            "provider_id": "company-saml",
            "name": env.str("STEPMARK_SAML_NAME", "Company account"),
            "client_id": "company",
            "settings": {
                "idp": {
                    "entity_id": _entity,
                    "sso_url": env.str("STEPMARK_SAML_IDP_SSO_URL", ""),
                    "x509cert": env.str("STEPMARK_SAML_IDP_CERTIFICATE", ""),
                },
                "sp": {"entity_id": env.str("STEPMARK_SAML_SP_ENTITY_ID", "")},
                "attribute_mapping": {
                    "email": [
                        env.str("STEPMARK_SAML_EMAIL_ATTRIBUTE", "email"),
                        "urn:oid:0.9.2342.19200300.100.1.3",
                        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
                    ],
                    "name": [
                        env.str("STEPMARK_SAML_NAME_ATTRIBUTE", "displayName"),
                        "urn:oid:2.16.840.1.113730.3.1.241",
                        "http://schemas.microsoft.com/identity/claims/displayname",
                    ],
                },
                "use_nameid_for_email": env.bool("STEPMARK_SAML_NAMEID_IS_EMAIL", False),
                # A provider that signs only its message, not the assertion in it, is refused.
                "advanced": {
                    "strict": True,
                    "want_assertion_signed": True,
                    "reject_idp_initiated_sso": True,
                    "allow_single_label_domains": True,  # http://intranet/
                },
                # It is the company's own: it vouches for the addresses it sends.
                "verified_email": True,
                "email_authentication": STEPMARK_SAML_LINK_BY_EMAIL,
            },
        }
    )


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


# Where a form of ours may lead: the providers' own pages, and what else they name their sign-in page at.
STEPMARK_SIGN_IN_ORIGINS: list[str] = [
    *(_origin(app["settings"]["server_url"]) for app in OIDC_APPS),
    *(_origin(app["settings"]["idp"]["sso_url"]) for app in SAML_APPS),
    *env.list("STEPMARK_SIGN_IN_ORIGINS", []),
]
