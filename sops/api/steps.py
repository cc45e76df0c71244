"""One step by its key: today's text, what changed since a link was made, or where it went."""

from datetime import date
from typing import Any

from django.db import transaction
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from access.api.base import ApiView
from access.api.deprecation import Deprecated
from access.api.inputs import valid
from access.api.preconditions import tag
from access.fetch import get_editable
from sops.api import fetching, problems, schemas
from sops.api.showing import sop_link, step_data
from sops.api.sops import DRAFT, YES
from sops.models import Sop, Step
from sops.reading import step_links
from sops.services import editing
from sops.services.merging import EditConflict

SINCE = OpenApiParameter("v", int, description="The version that the link was made in: `changed_since` compares.")
# `position` in a change of a step; moving has an address of its own.
POSITION = Deprecated(since=date(2026, 11, 25), sunset=date(2027, 11, 25), successor="/api/steps/{key}/move")


class SopStepsView(ApiView):
    @extend_schema(
        operation_id="steps_create",
        summary="Add a step",
        tags=["steps"],
        request=schemas.NewStepInput,
        responses={201: schemas.StepSchema},
    )
    def post(self, request: Request, key: str) -> Response:
        """A new step of the draft, behind `after` or at the end. 400 where `after` is no step of this SOP."""
        data = valid(schemas.NewStepInput(data=request.data))
        with transaction.atomic(), problems.as_field_errors():
            sop = fetching.sop_to_change(request, key)
            after = None
            if "after" in data:
                after = sop.steps.present().filter(key=data.pop("after")).first()
                if after is None:
                    raise serializers.ValidationError({"after": ["There is no such step in this SOP."]})
            step = editing.add_step(sop=sop, by=request.user, after=after, **data)
        answer = fetching.draft_step(request, step, status.HTTP_201_CREATED)
        answer.data = answer.data["step"]
        answer["Location"] = request.build_absolute_uri(f"/api/steps/{step.key}?draft=1")
        return answer


class StepView(ApiView):
    @extend_schema(
        operation_id="steps_get",
        summary="One step",
        tags=["steps"],
        parameters=[SINCE, DRAFT],
        responses={200: schemas.StepAnswerSchema, 410: schemas.RemovedStepSchema},
    )
    def get(self, request: Request, key: str) -> Response:
        """Today's published text. With `v`, what changed since that version, and the step as it was then.

        410 `removed` where the step was published once and is not any more: its last text, and where to go.
        """
        if request.query_params.get("draft") in YES:
            return fetching.draft_step(request, get_editable(fetching.steps(), request.user, key=key, removed_at=None))
        step = step_links.find_step(key, request.user)
        sop, version = step.sop, step.sop.current_version
        found = step_links.step_in(version.document, key) if version and sop.is_published else None
        if found is None or version is None:
            if not sop.is_published:
                raise Http404
            return _tombstone(request, step)
        number, document_step = found
        wanted = request.query_params.get("v", "")[:20]
        return Response(
            {
                "step": step_data(request, sop, document_step, number, version.number),
                "sop": sop_link(request, sop),
                "version": version.number,
                "is_draft": False,
                "changed_since": _since(request, sop, key),
            },
            headers={"ETag": tag("published step", sop.pk, key, version.number, version.content_hash, wanted)},
        )

    @extend_schema(
        operation_id="steps_change",
        summary="Change a step",
        tags=["steps"],
        request=schemas.StepInput,
        responses={200: schemas.StepAnswerSchema, 409: schemas.ConflictSchema},
    )
    def patch(self, request: Request, key: str) -> Response:
        """Only what you send, in the draft. With `If-Match`, 412 where the step changed since you read it.

        With `revision` in the body instead, changes of others are joined; 409 `conflict` where they changed the same
        fields.
        """
        get_editable(Step, request.user, key=key, removed_at=None)
        data = valid(schemas.StepInput(data=request.data, partial=True))
        position, revision = data.pop("position", None), data.pop("revision", None)
        try:
            with transaction.atomic(), problems.as_field_errors():
                step = fetching.step_to_change(request, key, has_revision=revision is not None)
                step = editing.update_step(step=step, by=request.user, revision=revision, **data)
                if position is not None:
                    editing.move_step(step=step, to=position - 1, by=request.user)
        except EditConflict as conflict:
            return problems.conflict(conflict)
        answer = fetching.draft_step(request, step)
        if position is not None:
            POSITION.tell(answer)
        return answer

    @extend_schema(
        operation_id="steps_remove", summary="Remove a step", tags=["steps"], request=None, responses={204: None}
    )
    def delete(self, request: Request, key: str) -> Response:
        """Out of the draft. Its link goes on to explain; nothing is published by this."""
        with transaction.atomic():
            editing.remove_step(step=fetching.step_to_change(request, key), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


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
