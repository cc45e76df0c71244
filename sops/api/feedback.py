"""Feedback at the API: given by readers, answered by those who edit."""

from typing import Any

import django_filters
from django.db import transaction
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from access.api.base import ApiView
from access.api.inputs import StrictInput, valid
from access.api.preconditions import tag
from access.fetch import get_editable, get_visible
from sops.api import fetching, problems
from sops.models import Feedback
from sops.services import feedback as services


class FeedbackSchema(serializers.ModelSerializer[Feedback]):
    sop = serializers.CharField(source="sop.key")
    step = serializers.CharField(source="step.key", default=None, allow_null=True)
    version = serializers.IntegerField(source="version.number", default=None, allow_null=True)
    given_by = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()

    class Meta:
        model = Feedback
        fields = (
            "id",
            "sop",
            "step",
            "step_number",
            "version",
            "kind",
            "text",
            "status",
            "answer",
            "given_by",
            "given_at",
            "answered_at",
            "url",
        )

    def get_given_by(self, row: Feedback) -> str:
        return str(row.given_by or "")

    def get_url(self, row: Feedback) -> str:
        return str(self.context["request"].build_absolute_uri(row.get_absolute_url()))


class NewFeedbackInput(StrictInput):
    sop = serializers.CharField(max_length=40, help_text="Key of the SOP.")
    step = serializers.CharField(required=False, max_length=40, help_text="Key of a step of it; none: the whole SOP.")
    kind = serializers.ChoiceField(choices=Feedback.Kind.choices)
    text = serializers.CharField(max_length=2000)


class AnswerInput(StrictInput):
    status = serializers.ChoiceField(choices=Feedback.Status.choices)
    text = serializers.CharField(
        required=False, allow_blank=True, max_length=2000, help_text="Whoever gave it reads this."
    )


class FeedbackFilter(django_filters.FilterSet):
    sop = django_filters.CharFilter("sop__key", label="Key of an SOP.", max_length=40)
    library = django_filters.CharFilter("sop__library__slug", label="Slug of a library.", max_length=60)
    status = django_filters.ChoiceFilter(choices=Feedback.Status.choices, label="Open, accepted, done or declined.")

    class Meta:
        model = Feedback
        fields: list[str] = []


class FeedbackListView(ApiView, generics.ListAPIView[Feedback]):
    serializer_class = FeedbackSchema
    filterset_class = FeedbackFilter
    queryset = Feedback.objects.none()
    ordering = ("-given_at", "-pk")

    def get_queryset(self) -> QuerySet[Feedback]:
        rows: QuerySet[Feedback] = Feedback.objects.visible_to(self.request.user)
        return _with_all(rows)

    @extend_schema(operation_id="feedback_list", summary="Feedback that you may see", tags=["feedback"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Your own, and that on SOPs that you edit; the newest first."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="feedback_give",
        summary="Give feedback",
        tags=["feedback"],
        request=NewFeedbackInput,
        responses={201: FeedbackSchema},
    )
    def post(self, request: Request) -> Response:
        """On a published SOP that you read, or on one of its steps. Its owner is told."""
        data = valid(NewFeedbackInput(data=request.data))
        sop = get_visible(fetching.sops(), request.user, key=data["sop"])
        version, step_key = sop.current_version if sop.is_published else None, data.get("step", "")
        document = version.document if version else None
        if document is None or (step_key and step_key not in {step.key for step in document.steps}):
            raise serializers.ValidationError({"step": ["There is no such step in what is published."]})
        with problems.as_field_errors():
            given = services.give(
                sop=sop, version=version, step_key=step_key, kind=data["kind"], text=data["text"], by=request.user
            )
        return _shown(request, given, status.HTTP_201_CREATED)


class FeedbackView(ApiView):
    @extend_schema(
        operation_id="feedback_get", summary="One piece of feedback", tags=["feedback"], responses={200: FeedbackSchema}
    )
    def get(self, request: Request, pk: int) -> Response:
        """With what was answered."""
        return _shown(request, get_visible(_with_all(Feedback.objects.all()), request.user, pk=pk))


class FeedbackAnswerView(ApiView):
    @extend_schema(
        operation_id="feedback_answer",
        summary="Answer feedback",
        tags=["feedback"],
        request=AnswerInput,
        responses={200: FeedbackSchema},
    )
    def post(self, request: Request, pk: int) -> Response:
        """For editors. 400 for a state that can't follow the present one, and for a “no” without a reason."""
        data = valid(AnswerInput(data=request.data))
        row = get_editable(Feedback, request.user, pk=pk)
        with transaction.atomic(), problems.as_field_errors():
            services.answer(feedback=row, status=data["status"], text=data.get("text", ""), by=request.user)
        return _shown(request, row)


def _with_all(rows: QuerySet[Feedback]) -> QuerySet[Feedback]:
    return rows.select_related("sop", "step", "version", "given_by")


def _shown(request: Request, row: Feedback, code: int = status.HTTP_200_OK) -> Response:
    row = _with_all(Feedback.objects.all()).get(pk=row.pk)
    headers = {"ETag": tag("feedback", row.pk, row.status, row.answered_at)}
    if code == status.HTTP_201_CREATED:
        headers["Location"] = request.build_absolute_uri(f"/api/feedback/{row.pk}")
    return Response(FeedbackSchema(row, context={"request": request}).data, status=code, headers=headers)
