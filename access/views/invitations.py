"""The way in for somebody who was invited."""

from typing import Any

from allauth.account.forms import SetPasswordForm
from allauth.account.utils import perform_login
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from access import invitations

SECRET = "invitation"


class AcceptForm(SetPasswordForm):
    name = forms.CharField(
        label="Your name", max_length=120, required=False, widget=forms.TextInput({"autocomplete": "name"})
    )
    field_order = ["name", "password1", "password2"]


@never_cache
@require_GET
def arrive(request: HttpRequest, secret: str) -> HttpResponse:
    """The link of the e-mail. Its secret goes into the session and out of the address bar."""
    request.session[SECRET] = secret
    return redirect("access:invitation-accept")


@never_cache
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest) -> HttpResponse:
    """`name`, `password1`, `password2`. 410 with the reason where the invitation lets nobody in."""
    secret = request.session.get(SECRET, "")
    try:
        invitation = invitations.find(secret)
        form = AcceptForm(invitation.person, data=request.POST or None, initial={"name": invitation.person.name})
        if request.method == "GET" or not form.is_valid():
            return _page(request, status=422 if request.method == "POST" else 200, form=form, invitation=invitation)
        data = form.cleaned_data
        person = invitations.accept(secret=secret, password=data["password1"], name=data["name"])
    except invitations.Refused as problem:
        return _page(request, status=410, why=" ".join(problem.messages))
    request.session.pop(SECRET, None)
    response: HttpResponse = perform_login(request, person, email_verification="none")
    return response


def _page(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    return render(request, "access/invitation.html", context, status=status)
