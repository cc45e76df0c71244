"""Steps moved, split, joined, doubled, brought back; and all steps of an SOP put in order at once."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from access.api.base import ApiView
from access.api.inputs import StrictInput, valid
from access.fetch import get_editable
from sops.api import fetching, problems, schemas
from sops.models import Sop, Step
from sops.pictures import MAX_BYTES, store_picture
from sops.services import editing, reshaping

MOST_STEPS = 1000


class OrderInput(StrictInput):
    steps = serializers.ListField(
        child=serializers.CharField(max_length=40), max_length=MOST_STEPS, help_text="Keys of all steps, in order."
    )


class MoveInput(StrictInput):
    to = serializers.IntegerField(min_value=1, help_text="Its number from now on, from 1; beyond the last: the end.")


class SplitInput(StrictInput):
    at = serializers.IntegerField(
        required=False, min_value=1, help_text="Character of `body` where the second begins; else its first break."
    )


class TwoStepsSchema(serializers.Serializer[Any]):
    steps = schemas.StepAnswerSchema(many=True)


class PictureInput(serializers.Serializer[Any]):
    picture = serializers.FileField(help_text="PNG, JPEG or WebP, at most 20 MB.")


class OrderView(ApiView):
    @extend_schema(
        operation_id="steps_order",
        summary="Put the steps in order",
        tags=["steps"],
        request=OrderInput,
        responses={200: schemas.SopSchema},
    )
    def put(self, request: Request, key: str) -> Response:
        """All keys of the draft's steps, each once. 400 where one is missing or not of this SOP: nothing is moved."""
        get_editable(Sop, request.user, key=key)
        keys = valid(OrderInput(data=request.data))["steps"]
        with transaction.atomic():
            sop = fetching.sop_to_change(request, key)
            steps = {step.key: step for step in sop.steps.present()}
            if sorted(keys) != sorted(steps):
                raise serializers.ValidationError({"steps": [_what_is_wrong(keys, set(steps))]})
            editing.place(sop=sop, keys=keys, by=request.user)
        return fetching.draft(request, sop)


class MoveView(ApiView):
    @extend_schema(
        operation_id="steps_move",
        summary="Move a step",
        tags=["steps"],
        request=MoveInput,
        responses={200: schemas.StepAnswerSchema},
    )
    def post(self, request: Request, key: str) -> Response:
        """To another place in its SOP."""
        get_editable(Step, request.user, key=key, removed_at=None)
        to = valid(MoveInput(data=request.data))["to"]
        with transaction.atomic():
            step = fetching.step_to_change(request, key)
            editing.move_step(step=step, to=to - 1, by=request.user)
        return fetching.draft_step(request, step)


class SplitView(ApiView):
    @extend_schema(
        operation_id="steps_split",
        summary="Split a step in two",
        tags=["steps"],
        request=SplitInput,
        responses={201: TwoStepsSchema},
    )
    def post(self, request: Request, key: str) -> Response:
        """The rest of its text becomes a step with a key of its own. 400 where there is nothing to split."""
        get_editable(Step, request.user, key=key, removed_at=None)
        at = valid(SplitInput(data=request.data)).get("at")
        with transaction.atomic(), problems.as_field_errors():
            step = fetching.step_to_change(request, key)
            both = reshaping.split_step(step=step, by=request.user, at=at)
        rows = [fetching.steps().get(pk=part.pk) for part in both]
        return Response({"steps": [fetching.step_answer(request, row) for row in rows]}, status=status.HTTP_201_CREATED)


class MergeView(ApiView):
    @extend_schema(
        operation_id="steps_merge",
        summary="Join a step with the next one",
        tags=["steps"],
        request=None,
        responses={200: schemas.StepAnswerSchema},
    )
    def post(self, request: Request, key: str) -> Response:
        """The next step's text joins this one, and its link leads here from now on. 400 for the last step."""
        with transaction.atomic(), problems.as_field_errors():
            step = fetching.step_to_change(request, key)
            step = reshaping.merge_with_next(step=step, by=request.user)
        return fetching.draft_step(request, step)


class DuplicateView(ApiView):
    @extend_schema(
        operation_id="steps_duplicate",
        summary="Double a step",
        tags=["steps"],
        request=None,
        responses={201: schemas.StepAnswerSchema},
    )
    def post(self, request: Request, key: str) -> Response:
        """A twin right behind it, with a key of its own."""
        with transaction.atomic():
            twin = reshaping.duplicate_step(step=fetching.step_to_change(request, key), by=request.user)
        return fetching.draft_step(request, twin, status.HTTP_201_CREATED)


class BringBackView(ApiView):
    @extend_schema(
        operation_id="steps_bring_back",
        summary="Bring a removed step back",
        tags=["steps"],
        request=None,
        responses={200: schemas.StepAnswerSchema},
    )
    def post(self, request: Request, key: str) -> Response:
        """To the place that it had. 404 where it is not removed."""
        with transaction.atomic():
            step = editing.bring_back_step(step=fetching.step_to_change(request, key, is_removed=True), by=request.user)
        return fetching.draft_step(request, step)


class StepPictureView(ApiView):
    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="steps_picture",
        summary="Give a step a picture",
        tags=["steps"],
        request={"multipart/form-data": PictureInput},
        responses={200: schemas.StepAnswerSchema},
    )
    def put(self, request: Request, key: str) -> Response:
        """In place of the one it had; the highlight goes, as it belonged to the old one."""
        get_editable(Step, request.user, key=key, removed_at=None)
        file: UploadedFile = valid(PictureInput(data=request.data))["picture"]
        if (file.size or 0) > MAX_BYTES:
            raise serializers.ValidationError({"picture": [f"At most {MAX_BYTES // 1_000_000} MB, please."]})
        with transaction.atomic(), problems.as_field_errors():
            step = fetching.step_to_change(request, key)
            shot = store_picture(sop=step.sop, content=file.read())
            step = editing.update_step(step=step, by=request.user, screenshot=shot, highlight=None)
        return fetching.draft_step(request, step)

    @extend_schema(
        operation_id="steps_picture_remove",
        summary="Take a step's picture away",
        tags=["steps"],
        request=None,
        responses={200: schemas.StepAnswerSchema},
    )
    def delete(self, request: Request, key: str) -> Response:
        """From the draft; published versions keep it."""
        with transaction.atomic():
            step = fetching.step_to_change(request, key)
            step = editing.update_step(step=step, by=request.user, screenshot=None, highlight=None)
        return fetching.draft_step(request, step)


def _what_is_wrong(keys: list[str], present: set[str]) -> str:
    foreign = next((key for key in keys if key not in present), None)
    if foreign:
        return f"“{foreign}” is no step of this SOP."
    missing = next((key for key in sorted(present) if key not in keys), None)
    return f"“{missing}” is missing: send all steps." if missing else "A key stands there twice."
