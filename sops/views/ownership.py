"""Handing over all SOPs of somebody who leaves: for admins, in the libraries that they administer."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from access.models import Library
from sops.forms_feedback import HandOverForm
from sops.services import ownership
from sops.views import answers


@login_required
@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest) -> HttpResponse:
    """GET `?from_person=&to_person=`: what would move, per library. POST with `libraries`: move it; 422 if it can't."""
    user: Any = request.user
    libraries = Library.objects.administered_by(user)
    if not libraries.exists():
        raise PermissionDenied
    given = request.POST if request.method == "POST" else request.GET
    form = HandOverForm(given, libraries=libraries)
    is_valid = form.is_valid()
    leaving, to_person = form.cleaned_data.get("from_person"), form.cleaned_data.get("to_person")
    problems: list[str] = []
    if request.method == "POST":
        try:
            if not is_valid:
                raise ValidationError("Choose who hands over, who takes over, and at least one library.")
            chosen = form.cleaned_data["libraries"]
            handed = ownership.hand_over(from_person=leaving, to_person=to_person, libraries=chosen, by=user)
        except ValidationError as problem:
            problems = answers.sentences_of(problem)
        else:
            count = f"{len(handed)} SOP{'s' if len(handed) != 1 else ''}"
            messages.success(request, f"{to_person} owns {count} of {leaving} now." if handed else "Nothing to move.")
            return redirect(f"{reverse('sops:hand-over')}?{urlencode({'from_person': leaving.pk})}" if leaving else ".")
    ticked = set(request.POST.getlist("libraries"))
    context = {
        "form": form,
        "leaving": leaving,
        "to_person": to_person,
        "moving": ownership.preview(from_person=leaving, to_person=to_person, libraries=libraries) if leaving else [],
        "ticked": ticked if request.method == "POST" else {str(library.pk) for library in libraries},
        "problems": problems,
    }
    return render(request, "sops/hand_over.html", context, status=422 if problems else 200)
