"""Several steps at once, from the boxes in the editor: one request, all of it or nothing."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from access.fetch import get_editable
from sops import rows
from sops.models import Sop, Step
from sops.services import bulk, moving
from sops.services.edit_log import order_of
from sops.views import answers
from sops.views.editing import SOPS
from sops.views.undo import list_of_cards

MOST = 500


@login_required
@require_POST
def change(request: HttpRequest, key: str) -> HttpResponse:
    """`do`: remove, move (`after`: a step's key, or "first"), section, kind, or to-sop (`sop`) for all of `steps`.

    One step that isn't this SOP's: 404, and nothing is changed. 422 with a sentence where it can't be done.
    """
    sop = get_editable(SOPS, request.user, key=key)
    steps, order = _steps(request, sop), order_of(sop)
    try:
        said = _do(request, sop, steps)
    except ValidationError as problem:
        if answers.is_script(request):
            return answers.refused(answers.sentences_of(problem))
        messages.info(request, " ".join(answers.sentences_of(problem)))
        return redirect("sops:edit", key=key)
    if not answers.is_script(request):
        messages.info(request, said)
        return redirect("sops:edit", key=key)
    told: dict[str, Any] = {"text": said, "undo": True}
    if request.POST.get("do") == "to-sop":
        values = {"from": rows.sop_key(request.POST.get("sop", "")), "steps": [s.key for s in steps], "order": order}
        told["back"] = {"url": reverse("sops:take-back", args=[key]), "values": values}
    return trigger_client_event(list_of_cards(request, sop, opened=[]), "stepmark:told", told)


@login_required
@require_POST
def take_back(request: HttpRequest, key: str) -> HttpResponse:
    """Undo of “to another SOP”: `steps`, which stand in the SOP `from`, come back to where they stood in `order`.

    The person must be an editor of both; else 403 or 404. 404 where a step has gone on elsewhere, and nothing moves.
    """
    sop = get_editable(SOPS, request.user, key=key)
    there = get_editable(SOPS, request.user, key=request.POST.get("from", ""))
    steps = _steps(request, there)
    try:
        if not steps:
            raise ValidationError("The steps are not there any more.")
        moving.take_back(steps=steps, to=sop, order=request.POST.getlist("order")[:MOST], by=request.user)
    except ValidationError as problem:
        return answers.refused(answers.sentences_of(problem))
    told = {"text": f"{_count(steps)} taken back from “{there.title}”.", "undo": False}
    return trigger_client_event(list_of_cards(request, sop, opened=[]), "stepmark:told", told)


def _steps(request: HttpRequest, sop: Sop) -> list[Step]:
    """The chosen steps in their order. 404 unless all are present steps of this SOP."""
    keys = set(request.POST.getlist("steps"))
    if len(keys) > MOST:
        raise Http404
    steps = list(sop.steps.present().filter(key__in=keys).select_related("screenshot"))
    if len(steps) != len(keys):
        raise Http404
    return steps


def _do(request: HttpRequest, sop: Sop, steps: list[Step]) -> str:
    do, by = request.POST.get("do", ""), request.user
    if not steps:
        raise ValidationError("Choose steps first: the boxes at their left.")
    if do == "remove":
        bulk.remove(sop=sop, steps=steps, by=by)
        return f"{_count(steps)} removed."
    if do == "move":
        after = request.POST.get("after", "")
        bulk.move(sop=sop, steps=steps, by=by, after="" if after == "first" else after)
        return f"{_count(steps)} moved."
    if do in bulk.SETTABLE:
        bulk.set_field(sop=sop, steps=steps, by=by, name=do, value=request.POST.get(do, ""))
        return f"The {do} of {_count(steps)} is set."
    if do == "to-sop":
        target = _target(request)
        moving.move_steps(steps=steps, to=target, by=by)
        return f"{_count(steps)} moved to “{target.title}”. Publish both SOPs, and readers see it."
    raise ValidationError("Choose what to do with the steps.")


def _target(request: HttpRequest) -> Sop:
    """403 and 404 as everywhere: the person must be allowed to change that SOP as well."""
    wanted = rows.sop_key(request.POST.get("sop", ""))
    if not wanted:
        raise ValidationError("Choose the SOP to move them to.")
    return get_editable(SOPS, request.user, key=wanted)


def _count(steps: list[Step]) -> str:
    return f"{len(steps)} step{'s' if len(steps) != 1 else ''}"
