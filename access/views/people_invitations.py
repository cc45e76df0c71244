"""Invitations that nobody used yet: sent again or withdrawn, by site admins."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from access import invitations
from access.models import User
from access.views.people_parts import site_admin

PER_PAGE = 50


@require_GET
@login_required
def pending(request: HttpRequest) -> HttpResponse:
    """The newest first; also those whose time is over."""
    site_admin(request)
    rows = invitations.open_ones().select_related("person", "invited_by").filter(person__is_active=True)
    found = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "access/people/invitations.html", {"found": found, "now": timezone.now()})


@require_POST
@login_required
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """A new link by e-mail; the old one ends. Where that can't be, the reason as a message."""
    by, person = site_admin(request), get_object_or_404(User, pk=pk)
    try:
        invitations.send_again(person=person, by=by, request=request)
        messages.success(request, f"A new invitation to {person.email} is on its way.")
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect("access:invitations")


@require_POST
@login_required
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The link ends. The account stays, with nothing that opens it."""
    by, person = site_admin(request), get_object_or_404(User, pk=pk)
    if invitations.withdraw(person=person, by=by):
        messages.success(request, f"The invitation of {person.email} no longer works.")
    else:
        messages.info(request, f"{person.email} has no open invitation.")
    return redirect("access:invitations")
