"""To the provider and back."""

from typing import Any

from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import Http404, HttpRequest, HttpResponse
from requests import RequestException

from access.signin_oidc.adapter import CheckedAdapter


class CallbackView(OAuth2CallbackView):
    adapter: CheckedAdapter

    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        """The state of this sign-in, once; its nonce is what the ID token must bring back."""
        state, response = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce", "")
        return state, response


@login_not_required
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _view(OAuth2LoginView, request, provider_id)


@login_not_required
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _view(CallbackView, request, provider_id)


def _view(kind: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    """The page of allauth; a provider that can't be reached, or isn't the one of the settings, is an answer too."""
    adapter = CheckedAdapter(request, provider_id)
    try:
        response: HttpResponse = kind.adapter_view(adapter)(request)
    except SocialApp.DoesNotExist as problem:
        raise Http404 from problem
    except (OAuth2Error, RequestException) as problem:
        response = render_authentication_error(request, adapter.get_provider(), exception=problem)
    return response
