"""The SOP or step that a request names, locked where it is about to change, and shown as a draft."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from access.api import preconditions
from access.fetch import get_editable
from sops.api import tags
from sops.api.showing import sop_data, sop_link, step_data
from sops.models import Sop, Step
from sops.services import publishing


def sops() -> QuerySet[Sop]:
    return Sop.objects.select_related("library", "category", "owner", "current_version")


def sop_to_change(request: Request, key: str, *, has_revision: bool = False) -> Sop:
    """Inside a transaction: the draft in the state that `If-Match` names. 412 and 428 otherwise."""
    found = get_editable(sops(), request.user, key=key)
    Sop.objects.select_for_update().filter(pk=found.pk).first()
    sop = sops().get(pk=found.pk)
    given = request.headers.get("If-Match")
    current = tags.of_draft(sop, publishing.document_of(sop)) if given else ""
    preconditions.check(request, current, has_revision=has_revision)
    return sop


def step_to_change(request: Request, key: str, *, has_revision: bool = False, is_removed: bool = False) -> Step:
    """Inside a transaction: the step in the state that `If-Match` names."""
    step = get_editable(steps(), request.user, key=key, removed_at__isnull=not is_removed)
    Step.objects.select_for_update().filter(pk=step.pk).first()
    step = steps().get(pk=step.pk)
    preconditions.check(request, tags.of_step(step), has_revision=has_revision)
    return step


def steps() -> QuerySet[Step]:
    return Step.objects.select_related("sop__current_version", "sop__library", "screenshot")


def draft(request: Request, sop: Sop, code: int = status.HTTP_200_OK) -> Response:
    """The SOP's live rows, with their tag."""
    sop = sops().get(pk=sop.pk)
    document = publishing.document_of(sop)
    headers = {"ETag": tags.of_draft(sop, document)}
    if code == status.HTTP_201_CREATED:
        headers["Location"] = request.build_absolute_uri(f"/api/sops/{sop.key}?draft=1")
    return Response(sop_data(request, sop, document, None), status=code, headers=headers)


def draft_step(request: Request, step: Step, code: int = status.HTTP_200_OK) -> Response:
    """A `StepAnswerSchema` of the live row, with its tag."""
    step = steps().get(pk=step.pk)
    return Response(step_answer(request, step), status=code, headers={"ETag": tags.of_step(step)})


def step_answer(request: Request, step: Step) -> dict[str, Any]:
    shown = step_data(request, step.sop, publishing.document_step(step), step.position, None, {step.key: step.revision})
    return {
        "step": shown,
        "sop": sop_link(request, step.sop),
        "version": None,
        "is_draft": True,
        "changed_since": None,
    }
