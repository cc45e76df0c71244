"""Signing in, second factors, sessions, tokens, invitations, the company's sign-in, the directory.

Signed-out people get the page that signs in; without a company or a directory in the settings theirs don't exist.
"""

from tests.urls.rows import PAGE, Row

AGAIN = (302, 302, 302, 302, 302)  # to the sign-in page, or: is it you?
NONE = (404, 404, 404, 404, 404)
EVERYBODY = (200, 200, 200, 200, 200)
OPEN_ONE = (410, 410, 410, 410, 410)  # nobody in the table was invited
SITE_ADMIN = (302, 403, 403, 403, 403)  # also: nothing of theirs to confirm with
OWN_MISSING = (302, 404, 404, 404, 404)
TOO_LATE = (302, 302, 302, 302, 302)

ROWS = [
    Row("access:tokens-rotate", "POST", "/account/tokens/rotate", OWN_MISSING, {"token": "not-theirs"}),
    Row("access:tokens-all", "GET", "/account/tokens/all", SITE_ADMIN),
    Row("access:tokens-revoke-any", "POST", "/account/tokens/all/revoke", SITE_ADMIN, {"token": "x"}),
    Row("access:sessions-end", "POST", "/account/sessions/end", AGAIN),
    Row("access:invitation", "GET", "/invitation/no-such-secret", AGAIN),
    Row("access:invitation-accept", "GET", "/invitation/", OPEN_ONE),
    Row("access:invitation-accept", "POST", "/invitation/", OPEN_ONE, {"password1": "x", "password2": "x"}),
    Row("mfa_index", "GET", "/accounts/2fa/", PAGE),
    Row("mfa_authenticate", "GET", "/accounts/2fa/authenticate/", TOO_LATE),
    Row("mfa_reauthenticate", "GET", "/accounts/2fa/reauthenticate/", SITE_ADMIN),
    Row("mfa_activate_totp", "GET", "/accounts/2fa/totp/activate/", PAGE),
    Row("mfa_deactivate_totp", "GET", "/accounts/2fa/totp/deactivate/", OWN_MISSING),
    Row("mfa_view_recovery_codes", "GET", "/accounts/2fa/recovery-codes/", OWN_MISSING),
    Row("mfa_download_recovery_codes", "GET", "/accounts/2fa/recovery-codes/download/", OWN_MISSING),
    Row("mfa_generate_recovery_codes", "GET", "/accounts/2fa/recovery-codes/generate/", PAGE),
    Row("mfa_list_webauthn", "GET", "/accounts/2fa/webauthn/", PAGE),
    Row("mfa_add_webauthn", "GET", "/accounts/2fa/webauthn/add/", PAGE),
    Row("mfa_remove_webauthn", "POST", "/accounts/2fa/webauthn/keys/1/remove/", OWN_MISSING),
    Row("mfa_edit_webauthn", "GET", "/accounts/2fa/webauthn/keys/1/edit/", OWN_MISSING),
    Row("mfa_reauthenticate_webauthn", "GET", "/accounts/2fa/webauthn/reauthenticate/", SITE_ADMIN),
    Row("mfa_login_webauthn", "GET", "/accounts/2fa/webauthn/login/", AGAIN),
    Row("usersessions_list", "GET", "/accounts/sessions/", PAGE),
    Row("usersessions_list", "POST", "/accounts/sessions/", AGAIN),
    Row("socialaccount_login_cancelled", "GET", "/accounts/3rdparty/login/cancelled/", EVERYBODY),
    Row("socialaccount_login_error", "GET", "/accounts/3rdparty/login/error/", (401, 401, 401, 401, 401)),
    Row("socialaccount_signup", "GET", "/accounts/3rdparty/signup/", AGAIN),
    Row("socialaccount_connections", "GET", "/accounts/3rdparty/", PAGE),
    Row("None", "GET", "/accounts/social/signup/", (301, 301, 301, 301, 301)),  # allauth's old addresses
    Row("openid_connect_login", "GET", "/accounts/oidc/company/login/", NONE),
    Row("openid_connect_callback", "GET", "/accounts/oidc/company/login/callback/", NONE),
    Row("saml_login", "GET", "/accounts/saml/company/login/", NONE),
    Row("saml_acs", "POST", "/accounts/saml/company/acs/", AGAIN, {"SAMLResponse": "x"}),
    Row("saml_finish_acs", "GET", "/accounts/saml/company/acs/finish/", NONE),
    Row("saml_sls", "GET", "/accounts/saml/company/sls/", NONE),
    Row("saml_metadata", "GET", "/accounts/saml/company/metadata/", NONE),
    Row("scim:users", "GET", "/scim/v2/Users", NONE),
    Row("scim:users", "POST", "/scim/v2/Users", NONE, {}, json=True),
    Row("scim:user", "GET", "/scim/v2/Users/1", NONE),
    Row("scim:groups", "GET", "/scim/v2/Groups", NONE),
    Row("scim:groups", "POST", "/scim/v2/Groups", NONE, {}, json=True),
    Row("scim:group", "GET", "/scim/v2/Groups/1", NONE),
    Row("scim:config", "GET", "/scim/v2/ServiceProviderConfig", NONE),
    Row("scim:kinds", "GET", "/scim/v2/ResourceTypes", NONE),
    Row("scim:kind", "GET", "/scim/v2/ResourceTypes/User", NONE),
    Row("scim:schemas", "GET", "/scim/v2/Schemas", NONE),
    Row("scim:schema", "GET", "/scim/v2/Schemas/urn:ietf:params:scim:schemas:core:2.0:User", NONE),
]
