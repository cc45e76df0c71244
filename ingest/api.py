"""Recordings at the API: send one, watch its job, get its draft."""

from typing import Any

from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_field,
    extend_schema_view,
)
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import APIException
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from access.api.base import ApiView
from access.fetch import get_editable
from access.models import Library
from ingest import jobs, lingering, progress, uploads
from ingest.errors import RecordingRefused
from ingest.models import Job, Recording

STATUS_OF = {"empty_file": 400, "no_file": 400, "length_required": 411, "too_large": 413, "not_a_video": 415}


class Refused(APIException):
    """A recording that is not accepted: `code` and `detail` as everywhere, the status by its code."""

    def __init__(self, refusal: RecordingRefused):
        self.status_code = STATUS_OF.get(refusal.code, 422)
        super().__init__(refusal.detail, refusal.code)


class Conflict(APIException):
    status_code = 409
    default_code = "conflict"


class ErrorSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    detail = serializers.CharField()


class SopLinkSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    title = serializers.CharField()
    url = serializers.CharField()


class UploadSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(allow_empty_file=True, help_text="The recording: MP4, MOV, WebM, MKV or AVI.")
    library = serializers.SlugField(help_text="Slug of a library that you may edit.")
    transcript = serializers.FileField(
        required=False, allow_empty_file=True, help_text="WebVTT or SubRip; used instead of listening."
    )
    events = serializers.FileField(
        required=False,
        allow_empty_file=True,
        help_text="Log of clicks and entries: Stepmark's own JSON, or a recording of Chrome DevTools.",
    )


class RecordingSerializer(serializers.ModelSerializer[Recording]):
    library = serializers.SlugRelatedField[Library](slug_field="slug", read_only=True)
    state = serializers.ChoiceField(choices=Job.State.choices, source="job.state", read_only=True)
    stage = serializers.CharField(source="job.stage", read_only=True, help_text="Stage at work, or where it failed.")
    share = serializers.FloatField(source="job.share", read_only=True, help_text="0 to 1 of the whole.")
    stage_share = serializers.FloatField(source="job.stage_share", read_only=True)
    stage_seconds = serializers.DictField(
        child=serializers.FloatField(), source="job.stage_seconds", read_only=True, help_text="Finished stages."
    )
    seconds_left = serializers.SerializerMethodField()
    steps_found = serializers.SerializerMethodField()
    error = serializers.SerializerMethodField()
    warnings = serializers.ListField(child=serializers.CharField(), source="job.warnings", read_only=True)
    sop = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField(help_text="The job's page.")

    class Meta:
        model = Recording
        fields = (
            "id",
            "name",
            "library",
            "size",
            "sha256",
            "duration_s",
            "created_at",
            "state",
            "stage",
            "share",
            "stage_share",
            "stage_seconds",
            "seconds_left",
            "steps_found",
            "error",
            "warnings",
            "sop",
            "url",
        )

    def get_seconds_left(self, recording: Recording) -> float | None:
        recording.job.recording = recording
        left = progress.seconds_left(recording.job, self.context.get("pace"))
        return None if left is None else round(left, 1)

    def get_steps_found(self, recording: Recording) -> int:
        return len(recording.job.found)

    @extend_schema_field(ErrorSerializer(allow_null=True))
    def get_error(self, recording: Recording) -> dict[str, str] | None:
        job = recording.job
        return {"code": job.error_code, "detail": job.error_detail} if job.error_code else None

    @extend_schema_field(SopLinkSerializer(allow_null=True))
    def get_sop(self, recording: Recording) -> dict[str, str] | None:
        sop = recording.job.sop
        return {"key": sop.key, "title": sop.listed_title, "url": self._page("sops:edit", sop.key)} if sop else None

    def get_url(self, recording: Recording) -> str:
        return self._page("ingest:job", recording.pk)

    def _page(self, name: str, argument: Any) -> str:
        return str(self.context["request"].build_absolute_uri(reverse(name, args=[argument])))


REFUSALS: dict[int, Any] = {
    code: OpenApiResponse(ErrorSerializer, description)
    for code, description in (
        (400, "Empty file, or no file."),
        (403, "You may read the library, but not add to it."),
        (404, "No such library, or it is not yours to see."),
        (411, "Sent in chunks, without a length."),
        (413, "Larger than the limit."),
        (415, "Not a video, told from its content."),
        (422, "No picture in it, damaged, too long, or a transcript or event log that can't be read."),
    )
}
NOT_FOUND = OpenApiResponse(ErrorSerializer, "No such recording, or it is not yours to see.")
CONFLICT = OpenApiResponse(ErrorSerializer, "Not in a state for this.")


@extend_schema_view(
    list=extend_schema(
        summary="Recordings that you may see, newest first",
        parameters=[
            OpenApiParameter("state", enum=Job.State.values, description="Only jobs in that state."),
            OpenApiParameter("library", str, description="Slug of a library."),
        ],
    ),
    retrieve=extend_schema(summary="A recording and how far its job is"),
    destroy=extend_schema(
        summary="Delete a recording", description="Its files and its job go too; a draft that was made of it stays."
    ),
)
@extend_schema(tags=["recordings"])
class RecordingViewSet(
    ApiView, mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.DestroyModelMixin, GenericViewSet[Recording]
):
    """Recordings of the libraries that you edit, and your own."""

    queryset = Recording.objects.none()
    serializer_class = RecordingSerializer
    parser_classes = (MultiPartParser,)
    lookup_value_regex = "[0-9]{1,18}"
    ordering = ("-created_at", "-pk")
    ingest_token_actions = ("create", "list", "retrieve")
    is_unread = False

    def initialize_request(self, request: Any, *args: Any, **kwargs: Any) -> Request:
        """Files go to the disk as they arrive, whatever their size."""
        request.upload_handlers = [TemporaryFileUploadHandler(request)]
        return super().initialize_request(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """What announces too long a body is refused before anything reads it."""
        if self.action == "create":
            try:
                uploads.check_length(request.META.get("CONTENT_LENGTH"))
            except RecordingRefused as refusal:
                self.is_unread = True
                raise Refused(refusal) from refusal
        super().initial(request, *args, **kwargs)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        return lingering.answer_first(request._request, answer) if self.is_unread else answer

    def get_queryset(self) -> QuerySet[Recording]:
        visible = Recording.objects.visible_to(self.request.user)
        return visible.select_related("job__sop", "library")

    def filter_queryset(self, queryset: Any) -> Any:
        state, library = (self.request.query_params.get(name, "")[:60] for name in ("state", "library"))
        if self.action == "list" and state:
            queryset = queryset.filter(job__state=state)
        if self.action == "list" and library:
            queryset = queryset.filter(library__slug=library)
        return queryset

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "pace": progress.learned_pace()}

    @extend_schema(
        summary="Send a recording",
        request={"multipart/form-data": UploadSerializer},
        responses={201: RecordingSerializer, **REFUSALS},
    )
    def create(self, request: Request) -> Response:
        """Take a recording and put its job in line; look at `url` or `GET` this recording to follow it."""
        sent = UploadSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        library = get_editable(Library, request.user, slug=sent.validated_data["library"])
        try:
            recording = uploads.receive(
                library=library,
                by=request.user,
                upload=sent.validated_data["file"],
                transcript=sent.validated_data.get("transcript"),
                events=sent.validated_data.get("events"),
            )
        except RecordingRefused as refusal:
            raise Refused(refusal) from refusal
        return self._answer(recording, status.HTTP_201_CREATED)

    def perform_destroy(self, instance: Recording) -> None:
        jobs.delete(recording=self._mine(instance.pk), by=self.request.user)

    @extend_schema(
        summary="Try again", request=None, responses={200: RecordingSerializer, 404: NOT_FOUND, 409: CONFLICT}
    )
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: str) -> Response:
        """Start the job again, after it failed or was stopped; finished stages are kept."""
        recording = self._mine(pk)
        if not jobs.retry(job=recording.job, by=request.user):
            raise Conflict("Only a job that failed or was stopped can be tried again.")
        return self._answer(recording)

    @extend_schema(
        summary="Stop the job", request=None, responses={200: RecordingSerializer, 404: NOT_FOUND, 409: CONFLICT}
    )
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """Stop the job; the worker ends within a second or two."""
        recording = self._mine(pk)
        if not jobs.cancel(job=recording.job, by=request.user):
            raise Conflict("The job was over before it could be stopped.")
        return self._answer(recording)

    def _mine(self, pk: Any) -> Recording:
        return get_editable(Recording, self.request.user, pk=pk)

    def _answer(self, recording: Recording, code: int = status.HTTP_200_OK) -> Response:
        row = self.get_queryset().get(pk=recording.pk)
        answer = self.get_serializer(row)
        headers = {"Location": self.request.build_absolute_uri(reverse("recordings-detail", args=[row.pk]))}
        return Response(answer.data, status=code, headers=headers if code == status.HTTP_201_CREATED else None)
