"""Begins and ends seeing as somebody else."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from access import see_as
from access.models import Library, User


@require_POST
@login_required
def start(request: HttpRequest) -> HttpResponse:
    """`person` (id). To their Home; back with a message where it makes no sense, 403 where one may not."""
    by = request.user
    assert isinstance(by, User)
    given = request.POST.get("person", "")
    person = User.objects.filter(pk=int(given) if given.isdecimal() and len(given) < 10 else 0).first()
    # Whom one may not see as, and who doesn't exist, is the same answer.
    if person is None or not (by.is_superuser or Library.objects.administered_by(by).exists()):
        raise PermissionDenied
    try:
        see_as.start(request=request, by=by, person=person)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect("/")


@require_POST
@login_required
def stop(request: HttpRequest) -> HttpResponse:
    """Oneself again."""
    by = request.user
    assert isinstance(by, User)
    state = request.session.get(see_as.KEY) or {}
    person = User.objects.filter(pk=state.get("person", 0)).first()
    see_as.stop(request=request, by=by, person=person)
    if by.is_superuser and person is not None:
        return redirect("access:person", pk=person.pk)
    return redirect("/")
