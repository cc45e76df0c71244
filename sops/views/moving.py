"""An SOP goes to another library."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from access.fetch import get_editable
from access.models import Library
from sops.services import moving
from sops.views.editing import SOPS


@login_required
@require_POST
def to_library(request: HttpRequest, key: str) -> HttpResponse:
    """`library`: slug of the one it goes to. The person must be an editor of both; else 404 or 403."""
    sop = get_editable(SOPS, request.user, key=key)
    library = get_editable(Library, request.user, slug=request.POST.get("library", ""))
    try:
        moving.move_sop(sop=sop, library=library, by=request.user)
    except ValidationError as problem:
        messages.info(request, " ".join(problem.messages))
    else:
        messages.info(request, f"“{sop.title}” is in {library.name} now. Those who read {library.name} see it.")
    return redirect("sops:edit", key=key)
