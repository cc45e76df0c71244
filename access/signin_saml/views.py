"""Where assertions and sign-outs of the provider arrive."""

from http import HTTPStatus
from typing import Any

from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.saml.views import FinishACSView, SLSView
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from lxml.etree import LxmlError

# What the libraries below raise on XML that isn't any, besides their own errors.
UNREADABLE = (PermissionDenied, ValueError, LxmlError, SyntaxError)


@method_decorator(login_not_required, name="dispatch")
class OnceView(FinishACSView):
    def dispatch(self, request: HttpRequest, organization_slug: str) -> HttpResponse:
        """Signed in, or the page that says it didn't work: whatever is wrong with the assertion, nobody comes in."""
        try:
            response: HttpResponse = super().dispatch(request, organization_slug)
        except UNREADABLE as problem:
            provider: Any = self.get_provider(organization_slug)
            response = render_authentication_error(request, provider, exception=problem)
        return response


@method_decorator(csrf_exempt, name="dispatch")
@method_decorator(login_not_required, name="dispatch")
class SignedSignOutView(SLSView):
    def dispatch(self, request: HttpRequest, organization_slug: str) -> HttpResponse:
        """Signs out on the provider's word. 400 without a signature: any page could sign people out otherwise."""
        self.get_app(organization_slug)
        if not request.GET.get("Signature"):
            return HttpResponse("Not signed.", status=HTTPStatus.BAD_REQUEST, content_type="text/plain")
        try:
            response: HttpResponse = super().dispatch(request, organization_slug)
        except UNREADABLE:
            response = HttpResponse("Not readable.", status=HTTPStatus.BAD_REQUEST, content_type="text/plain")
        return response


finish_acs = OnceView.as_view()
sls = SignedSignOutView.as_view()
