"""What is kept of a person: for themselves, and for site admins, who may also erase them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from access.models import User
from access.privacy import entries, erasing, exporting


@require_GET
@login_required
def own(request: HttpRequest) -> HttpResponse:
    person = _signed_in(request)
    context = {"counts": exporting.counts(person), "entries": entries.count(person)}
    return render(request, "access/own_data.html", context)


@require_POST
@login_required
def own_download(request: HttpRequest) -> HttpResponseBase:
    """A zip of all that is kept of the person who asks."""
    return _zip(_signed_in(request), by=request.user)


@require_GET
@login_required
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """What is kept of somebody, and what erasing them would do: for site admins."""
    return _page(request, _somebody(request, pk))


@require_POST
@login_required
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    return _zip(_somebody(request, pk), by=request.user)


@require_POST
@login_required
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """`typed` must be the person's e-mail address; `successor`, an address too, gets what they own."""
    somebody = _somebody(request, pk)
    was = str(somebody)
    try:
        if request.POST.get("typed", "").strip().lower() != somebody.email.lower():
            raise ValidationError("The address that you typed is not theirs.")
        former = erasing.erase(person=somebody, by=request.user, successor=_successor(request))
    except ValidationError as problem:
        return _page(request, _somebody(request, pk), problem.messages)
    messages.success(request, f"{was} was erased. The audit log goes on to know them as “{former}”.")
    return redirect("access:person-data", pk=pk)


def _successor(request: HttpRequest) -> User | None:
    address = request.POST.get("successor", "").strip()
    if not address:
        return None
    found = User.objects.filter(email__iexact=address, is_active=True).first()
    if found is None:
        raise ValidationError(f"Nobody here has the address “{address[:100]}”.")
    return found


def _signed_in(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _somebody(request: HttpRequest, pk: int) -> User:
    if not request.user.is_superuser:
        raise PermissionDenied
    return get_object_or_404(User, pk=pk)


def _zip(somebody: User, by: Any) -> FileResponse:
    name = f"data-{somebody.pk}-{timezone.localdate().isoformat()}.zip"
    answer = FileResponse(
        exporting.export(person=somebody, by=by), as_attachment=True, filename=name, content_type="application/zip"
    )
    answer["Cache-Control"] = "no-store"
    return answer


def _page(request: HttpRequest, somebody: User, problems: list[str] | None = None) -> HttpResponse:
    context = {
        "person": somebody,
        "is_erased": erasing.is_erased(somebody),
        "parts": erasing.preview(somebody),
        "refused": erasing.problems(somebody, request.user),
        "problems": problems or [],
        "typed": request.POST.get("typed", ""),
        "successor": request.POST.get("successor", ""),
    }
    return render(request, "access/person_data.html", context, status=422 if problems else 200)
