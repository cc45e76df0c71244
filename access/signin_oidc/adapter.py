"""Talks to the provider and believes an ID token only after every check."""

import hmac
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest

# With a key pair only: "none" and shared secrets are how tokens get forged.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
REQUIRED = ["iss", "sub", "aud", "exp", "iat"]
LEEWAY_SECONDS = 60


class CheckedAdapter(OpenIDConnectOAuth2Adapter):
    nonce = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """The provider's own description; it must name the issuer that the settings name."""
        config: dict[str, Any] = super().openid_config
        wanted = self.get_provider().app.settings["server_url"].rstrip("/")
        if "/.well-known/" not in wanted and str(config.get("issuer", "")).rstrip("/") != wanted:
            raise OAuth2Error(f"The provider calls itself {config.get('issuer')!r}, the settings say {wanted!r}.")
        return config

    def complete_login(self, request: HttpRequest, app: Any, token: SocialToken, **kwargs: Any) -> SocialLogin:
        id_token = kwargs["response"].get("id_token")
        if not id_token:
            raise OAuth2Error("The provider sent no ID token.")
        claims = self._checked(id_token, app.client_id)
        userinfo = self._fetch_user_info(token.token) if self.openid_config.get("userinfo_endpoint") else {}
        if userinfo and userinfo.get("sub") != claims["sub"]:
            raise OAuth2Error("The user info is about somebody else than the ID token.")
        # The signed one wins where both say something.
        data = {"userinfo": {**userinfo, **claims}, "id_token": claims}
        login: SocialLogin = self.get_provider().sociallogin_from_response(request, data)
        return login

    def _checked(self, id_token: str, client_id: str) -> dict[str, Any]:
        try:
            claims: dict[str, Any] = jwt.decode(
                id_token,
                key=self._key_for(id_token),
                algorithms=ALGORITHMS,
                issuer=self.openid_config["issuer"],
                audience=client_id,
                leeway=LEEWAY_SECONDS,
                options={"require": REQUIRED},
            )
        except jwt.PyJWTError as problem:
            raise OAuth2Error(f"ID token refused: {problem}") from problem
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != client_id:
            raise OAuth2Error("ID token refused: it was issued to another client.")
        if not self.nonce or not hmac.compare_digest(str(claims.get("nonce", "")), self.nonce):
            raise OAuth2Error("ID token refused: its nonce is not ours.")
        return claims

    def _key_for(self, id_token: str) -> Any:
        with get_adapter().get_requests_session() as session:
            response = session.get(self.openid_config["jwks_uri"])
            response.raise_for_status()
        keys = jwt.PyJWKSet.from_dict(response.json()).keys
        wanted = jwt.get_unverified_header(id_token).get("kid")
        fitting = [key for key in keys if wanted is None or key.key_id == wanted]
        if len(fitting) != 1:
            raise OAuth2Error("ID token refused: it is signed with a key that the provider doesn't show.")
        return fitting[0].key
