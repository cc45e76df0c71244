"""Undo and redo in the editor: the piece of the page that an edit changed, as it is after taking it back."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget, trigger_client_event

from access.fetch import get_editable
from sops.forms import SopForm
from sops.models import Sop
from sops.rows import LinkRow
from sops.services import undoing
from sops.services.undoing import Taken
from sops.views import answers
from sops.views.cards import card_of, cards_of, sop_titles
from sops.views.editing import SOPS


@login_required
@require_POST
def undo(request: HttpRequest, key: str) -> HttpResponse:
    """Take back the person's latest edit. For scripts the piece of the page that it changed, and where that stands."""
    return _turned(request, key, undoing.undo_last, "Undone")


@login_required
@require_POST
def redo(request: HttpRequest, key: str) -> HttpResponse:
    """Do again what the person took back last; answers as `undo` does."""
    return _turned(request, key, undoing.redo_last, "Done again")


def _turned(request: HttpRequest, key: str, turn: Callable[..., Taken], said: str) -> HttpResponse:
    sop = get_editable(SOPS, request.user, key=key)
    try:
        taken = turn(sop=sop, by=request.user)
    except ValidationError as problem:
        if answers.is_script(request):
            return answers.refused(problem.messages)
        messages.info(request, " ".join(problem.messages))
        return redirect("sops:edit", key=key)
    message = f"{said}: {taken.label}."
    if not answers.is_script(request):
        messages.info(request, message)
        return redirect("sops:edit", key=key)
    return trigger_client_event(_piece(request, sop, taken), "stepmark:told", {"text": message})


def _piece(request: HttpRequest, sop: Sop, taken: Taken) -> HttpResponse:
    if taken.is_sop:
        sop.refresh_from_db()
        links = [LinkRow.of(link, sop_titles(request.user)) for link in sop.links]
        context = {"sop": sop, "details": SopForm(sop=sop), "links": links, "is_new": True}
        return retarget(render(request, "sops/edit/details.html", context), "#about")
    if len(taken.steps) == 1 and not taken.is_reordered:
        step = taken.steps[0]
        context = {"card": card_of(step, request.user, is_open=True), "sop": sop}
        return retarget(render(request, "sops/edit/card.html", context), f"#e-{step.key}")
    return list_of_cards(request, sop, opened=[step.key for step in taken.steps] if len(taken.steps) < 3 else [])


def list_of_cards(request: HttpRequest, sop: Sop, *, opened: list[str]) -> HttpResponse:
    """All cards anew, in place of what the list holds."""
    context = {"cards": cards_of(sop, request.user, opened=opened), "sop": sop}
    return reswap(retarget(render(request, "sops/edit/cards.html", context), "#steps"), "innerHTML")
