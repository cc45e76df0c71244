"""Takes back the last change of a role that this browser made."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from access import services
from access.fetch import get_administered
from access.models import Library, Membership, User
from access.views.people_parts import UNDO, role_of


@require_POST
@login_required
def undo(request: HttpRequest) -> HttpResponse:
    """Back to the page it was offered on (`next`). Nothing happens where somebody changed it again meanwhile."""
    there = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(there, allowed_hosts=None):
        there = "/"
    step = request.session.pop(UNDO, None)
    if step is None:
        messages.info(request, "There is nothing to undo.")
        return redirect(there)
    library = get_administered(Library, request.user, pk=step["library"])
    kind: Any = Group if step["kind"] == "group" else User
    holder = get_object_or_404(kind, pk=step["holder"])
    try:
        if role_of(library, holder) != step["after"]:
            raise ValidationError(f"Somebody changed the role of {holder} meanwhile. Nothing was undone.")
        which: dict[str, Any] = {step["kind"]: holder}
        if step["before"] is None:
            services.remove_member(membership=Membership.objects.get(library=library, **which), by=request.user)
        else:
            services.set_role(library=library, role=step["before"], by=request.user, **which)
        messages.success(request, f"Undone: the role of {holder} in {library} is as before.")
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect(there)
