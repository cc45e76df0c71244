"""One step by its key: today's text, what changed since a link was made, or where it went."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from access.fetch import get_editable
from sops.api import problems, schemas
from sops.api.showing import sop_link, step_data
from sops.api.sops import DRAFT
from sops.models import Sop, Step
from sops.reading import step_links
from sops.services import editing, publishing
from sops.services.merging import EditConflict

SINCE = OpenApiParameter("v", int, description="The version that the link was made in: `changed_since` compares.")


class StepView(APIView):
    @extend_schema(
        summary="One step",
        tags=["SOPs"],
        parameters=[SINCE, DRAFT],
        responses={200: schemas.StepAnswerSchema, 404: schemas.ErrorSchema, 410: schemas.RemovedStepSchema},
    )
    def get(self, request: Request, key: str) -> Response:
        """Today's published text. With `v`, what changed since that version, and the step as it was then.

        410 `removed` where the step was published once and is not any more: its last text, and where to go.
        """
        if request.query_params.get("draft") in ("1", "true"):
            return _draft_answer(request, get_editable(_steps(), request.user, key=key, removed_at=None))
        step = step_links.find_step(key, request.user)
        sop, version = step.sop, step.sop.current_version
        found = step_links.step_in(version.document, key) if version and sop.is_published else None
        if found is None or version is None:
            if not sop.is_published:
                raise Http404
            return _tombstone(request, step)
        number, document_step = found
        return Response(
            {
                "step": step_data(request, sop, document_step, number, version.number),
                "sop": sop_link(request, sop),
                "version": version.number,
                "is_draft": False,
                "changed_since": _since(request, sop, key),
            }
        )

    @extend_schema(
        summary="Change a step",
        tags=["SOPs"],
        request=schemas.StepInput,
        responses={200: schemas.StepAnswerSchema, 409: schemas.ConflictSchema},
    )
    def patch(self, request: Request, key: str) -> Response:
        """Only what you send, in the draft. With `revision`, 409 `conflict` where the same fields changed since."""
        step = get_editable(_steps(), request.user, key=key, removed_at=None)
        serializer = schemas.StepInput(data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        data = dict(serializer.validated_data)
        position = data.pop("position", None)
        try:
            with problems.as_field_errors():
                step = editing.update_step(step=step, by=request.user, revision=data.pop("revision", None), **data)
        except EditConflict as conflict:
            return problems.conflict(conflict)
        if position is not None:
            editing.move_step(step=step, to=position - 1, by=request.user)
        return _draft_answer(request, step)

    @extend_schema(summary="Remove a step", tags=["SOPs"], request=None, responses={204: None})
    def delete(self, request: Request, key: str) -> Response:
        """Out of the draft. Its link goes on to explain; nothing is published by this."""
        step = get_editable(_steps(), request.user, key=key, removed_at=None)
        editing.remove_step(step=step, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _steps() -> Any:
    return Step.objects.select_related("sop__current_version", "sop__library", "screenshot")


def _draft_answer(request: Request, step: Step) -> Response:
    step.refresh_from_db()
    document_step = publishing.document_step(step)
    return Response(
        {
            "step": step_data(request, step.sop, document_step, step.position, None, {step.key: step.revision}),
            "sop": sop_link(request, step.sop),
            "version": None,
            "is_draft": True,
            "changed_since": None,
        }
    )


def _since(request: Request, sop: Sop, key: str) -> dict[str, Any] | None:
    wanted = request.query_params.get("v", "")
    since = step_links.since(sop, key, int(wanted)) if wanted.isdecimal() and len(wanted) < 9 else None
    if since is None:
        return None
    return {
        "version": since.version.number,
        "sentence": since.sentence,
        "changes": [
            {"field": change.field, "label": change.label, "sentence": change.sentence} for change in since.changes
        ],
        "step": step_data(request, sop, since.old, since.old_number, since.version.number),
    }


def _tombstone(request: Request, step: Step) -> Response:
    removed = step_links.removed(step, request.user)
    found = step_links.step_in(removed.version.document, step.key)
    number = found[0] if found else 0
    return Response(
        {
            "code": "removed",
            "detail": "This step was removed from the SOP.",
            "sop": sop_link(request, removed.sop),
            "last_version": removed.version.number,
            "step": step_data(request, removed.sop, removed.step, number, removed.version.number),
            "moved_to": removed.moved_to.key if removed.moved_to else None,
        },
        status=status.HTTP_410_GONE,
    )
