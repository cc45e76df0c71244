"""The provider as pages know it."""

from typing import Any

from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.saml.provider import SAMLProvider
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone

LEAST_SECONDS = 600


class CheckedProvider(SAMLProvider):
    def sociallogin_from_response(self, request: HttpRequest, response: Any) -> Any:
        """Who signed in; PermissionDenied for an assertion that was used before."""
        self._use_once(response)
        login = super().sociallogin_from_response(request, response)
        login.state.setdefault("process", AuthProcess.LOGIN)
        return login

    def _use_once(self, auth: Any) -> None:
        left = (auth.get_last_assertion_not_on_or_after() or 0) - timezone.now().timestamp()
        key = f"saml-assertion:{self.app.settings['idp']['entity_id']}:{auth.get_last_assertion_id()}"
        if not cache.add(key, True, timeout=max(int(left) + 300, LEAST_SECONDS)):
            raise PermissionDenied("This assertion was used before.")


provider_classes = [CheckedProvider]
