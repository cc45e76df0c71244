"""What is searched for in a library, and requests for SOPs, at the API."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from access.api.base import ApiView
from access.api.inputs import StrictInput, valid
from access.api.preconditions import tag
from access.fetch import get_editable, get_visible
from access.models import Library
from search.kept.models import LONGEST
from search.requests import services
from search.requests.models import LONGEST_TEXT, SopRequest
from search.usage import reading
from sops.api import problems
from sops.models import Sop

Data = serializers.Serializer[Any]


class AskedSchema(Data):
    query = serializers.CharField()
    searches = serializers.IntegerField()
    opened = serializers.IntegerField(help_text="Searches after which an answer was opened.")
    last_at = serializers.DateTimeField()


class OpenedSchema(Data):
    sop = serializers.CharField(source="sop.key")
    title = serializers.CharField(source="sop.listed_title")
    clicks = serializers.IntegerField()
    rank = serializers.FloatField(help_text="Its mean place among the answers.")


class UsageSchema(Data):
    searches = serializers.IntegerField()
    opened = serializers.IntegerField()
    found_nothing = serializers.IntegerField()
    top = AskedSchema(many=True)
    nothing = AskedSchema(many=True, help_text="Found nothing anywhere.")
    unopened = AskedSchema(many=True, help_text="Found something; nothing was opened.")
    sops = OpenedSchema(many=True)


class SopRequestSchema(serializers.ModelSerializer[SopRequest]):
    library: Any = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    requested_by = serializers.SerializerMethodField()
    sop = serializers.SerializerMethodField(help_text="Key of the SOP that answers it, where you may see it.")

    class Meta:
        model = SopRequest
        fields = (
            "id",
            "library",
            "query",
            "text",
            "status",
            "answer",
            "sop",
            "requested_by",
            "requested_at",
            "answered_at",
        )

    def get_requested_by(self, row: SopRequest) -> str:
        return str(row.requested_by or "")

    def get_sop(self, row: Any) -> str | None:
        return row.sop.key if row.sop_is_seen else None


class NewRequestInput(StrictInput):
    library = serializers.SlugField(max_length=60)
    query = serializers.CharField(max_length=LONGEST)
    text = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_TEXT)


class RequestAnswerInput(StrictInput):
    status = serializers.ChoiceField(choices=SopRequest.Status.choices)
    text = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_TEXT)
    sop = serializers.CharField(required=False, max_length=40, help_text="Key of the SOP that answers it.")


class RequestFilter(django_filters.FilterSet):
    library = django_filters.CharFilter("library__slug", label="Slug of a library.", max_length=60)
    status = django_filters.ChoiceFilter(choices=SopRequest.Status.choices, label="Open, planned, done or declined.")

    class Meta:
        model = SopRequest
        fields: list[str] = []


class UsageView(ApiView):
    @extend_schema(
        operation_id="library_searches",
        summary="What is searched for in a library",
        tags=["search"],
        parameters=[OpenApiParameter("days", int, description="7, 30, 90 or 365; 30 by default")],
        responses={200: UsageSchema},
    )
    def get(self, request: Request, slug: str) -> Response:
        """For editors. A search that also found something in a library that you don't read is left out."""
        library = get_editable(Library, request.user, slug=slug)
        days = reading.days_of(request.query_params.get("days", ""))
        return Response(UsageSchema(reading.of_library(library, request.user, days)).data)


class SopRequestsView(ApiView, generics.ListAPIView[SopRequest]):
    serializer_class = SopRequestSchema
    filterset_class = RequestFilter
    queryset = SopRequest.objects.none()
    ordering = ("-requested_at", "-pk")

    def get_queryset(self) -> QuerySet[SopRequest]:
        rows: QuerySet[SopRequest] = SopRequest.objects.visible_to(self.request.user)
        return rows.for_pages(self.request.user)  # type: ignore[attr-defined,no-any-return]

    @extend_schema(operation_id="sop_requests", summary="Requested SOPs that you may see", tags=["search"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Your own, and those of libraries that you edit; the newest first."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="sop_requests_ask",
        summary="Request an SOP",
        tags=["search"],
        request=NewRequestInput,
        responses={201: SopRequestSchema},
    )
    def post(self, request: Request) -> Response:
        """Reaches the library's editors; you are told what comes of it."""
        data = valid(NewRequestInput(data=request.data))
        library = get_visible(Library, request.user, slug=data["library"])
        with problems.as_field_errors():
            row = services.ask(library=library, query=data["query"], text=data.get("text", ""), by=request.user)
        return _shown(request, row, status.HTTP_201_CREATED)


class SopRequestView(ApiView):
    @extend_schema(
        operation_id="sop_request", summary="A requested SOP", tags=["search"], responses={200: SopRequestSchema}
    )
    def get(self, request: Request, pk: int) -> Response:
        """With what was answered."""
        return _shown(request, get_visible(SopRequest, request.user, pk=pk))


class SopRequestAnswerView(ApiView):
    @extend_schema(
        operation_id="sop_request_answer",
        summary="Answer a requested SOP",
        tags=["search"],
        request=RequestAnswerInput,
        responses={200: SopRequestSchema},
    )
    def post(self, request: Request, pk: int) -> Response:
        """For editors. 400 for a state that can't follow the present one, and for a “no” without a reason."""
        data = valid(RequestAnswerInput(data=request.data))
        row = get_editable(SopRequest, request.user, pk=pk)
        sop = get_visible(Sop, request.user, key=data["sop"]) if data.get("sop") else None
        with problems.as_field_errors():
            services.answer(asked=row, status=data["status"], text=data.get("text", ""), sop=sop, by=request.user)
        return _shown(request, row)


def _shown(request: Request, row: SopRequest, code: int = status.HTTP_200_OK) -> Response:
    row = SopRequest.objects.for_pages(request.user).get(pk=row.pk)
    headers = {"ETag": tag("sop request", row.pk, row.status, row.answered_at)}
    if code == status.HTTP_201_CREATED:
        headers["Location"] = request.build_absolute_uri(f"/api/sop-requests/{row.pk}")
    return Response(SopRequestSchema(row, context={"request": request}).data, status=code, headers=headers)
