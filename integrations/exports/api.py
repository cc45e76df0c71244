"""Exports at the API: asked for, watched, downloaded."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import FileResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from access import audit
from access.api.base import ApiView
from access.api.inputs import StrictInput, valid
from access.fetch import get_visible
from access.models import Library
from integrations.exports import downloads, services
from integrations.models import Export
from sops.models import Category, Sop


class NotToBeHad(APIException):
    """Not ready, expired, or holding what the person may not read today."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "conflict"


class ExportSchema(serializers.ModelSerializer[Export]):
    sop = serializers.CharField(source="sop.key", default=None, allow_null=True)
    library = serializers.CharField(source="library.slug", default=None, allow_null=True)
    category = serializers.CharField(source="category.slug", default=None, allow_null=True)
    download = serializers.SerializerMethodField(help_text="Null until it is ready.")

    class Meta:
        model = Export
        fields = (
            "id",
            "format",
            "title",
            "sop",
            "library",
            "category",
            "state",
            "done",
            "total",
            "error",
            "file_name",
            "size",
            "created_at",
            "finished_at",
            "expires_at",
            "download",
        )

    def get_download(self, row: Export) -> str | None:
        if row.state != Export.State.DONE:
            return None
        return str(self.context["request"].build_absolute_uri(f"/api/exports/{row.pk}/file"))


class ExportInput(StrictInput):
    format = serializers.ChoiceField(choices=list(services.KINDS))
    sop = serializers.CharField(required=False, max_length=40, help_text="Key of an SOP.")
    library = serializers.SlugField(required=False, max_length=60, help_text="Slug of a library.")
    category = serializers.SlugField(required=False, max_length=60, help_text="Slug of a stage or hand-off.")


class ExportsView(ApiView, generics.ListAPIView[Export]):
    serializer_class = ExportSchema
    queryset = Export.objects.none()
    filter_backends = ()
    ordering = ("-created_at", "-pk")

    def get_queryset(self) -> QuerySet[Export]:
        return _mine(self.request.user)

    @extend_schema(operation_id="exports_list", summary="Your exports", tags=["exports"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The newest first."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="exports_start",
        summary="Start an export",
        tags=["exports"],
        request=ExportInput,
        responses={201: ExportSchema},
    )
    def post(self, request: Request) -> Response:
        """Of an SOP, a library or a category: what is published and you may read. Look at it again until `done`."""
        data = valid(ExportInput(data=request.data))
        export = services.start_export(
            by=request.user,
            format=data["format"],
            sop=get_visible(Sop, request.user, key=data["sop"]) if "sop" in data else None,
            library=get_visible(Library, request.user, slug=data["library"]) if "library" in data else None,
            category=_category(data["category"]) if "category" in data else None,
            base_url=request.build_absolute_uri("/"),
        )
        return _shown(request, export, status.HTTP_201_CREATED)


class ExportView(ApiView):
    @extend_schema(operation_id="exports_get", summary="One export", tags=["exports"], responses={200: ExportSchema})
    def get(self, request: Request, pk: int) -> Response:
        """How far it is, and where its file is."""
        return _shown(request, get_visible(Export, request.user, pk=pk))

    @extend_schema(operation_id="exports_delete", summary="Delete an export", tags=["exports"], responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """With its file."""
        with transaction.atomic():
            services.delete_export(export=get_visible(Export, request.user, pk=pk), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ExportFileView(ApiView):
    @extend_schema(
        operation_id="exports_file",
        summary="The file of an export",
        tags=["exports"],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """409 where it is not ready, has expired, or holds what you may not read today."""
        export = get_visible(Export, request.user, pk=pk)
        reason = downloads.refusal(export, request.user)
        if reason:
            raise NotToBeHad(reason)
        audit.record(
            by=request.user, verb="downloaded export", subject=str(export), library=export.library, export=export.pk
        )
        return FileResponse(export.file.open("rb"), as_attachment=True, filename=export.file_name)


def _mine(user: Any) -> QuerySet[Export]:
    rows: QuerySet[Export] = Export.objects.visible_to(user)
    return rows.select_related("sop", "library", "category")


def _category(slug: str) -> Category:
    category = Category.objects.filter(slug=slug).first()
    if category is None:
        raise serializers.ValidationError({"category": ["There is no such stage or hand-off."]})
    return category


def _shown(request: Request, export: Export, code: int = status.HTTP_200_OK) -> Response:
    data = ExportSchema(_mine(request.user).get(pk=export.pk), context={"request": request}).data
    headers = {"Location": request.build_absolute_uri(f"/api/exports/{export.pk}")} if code == 201 else None
    return Response(data, status=code, headers=headers)
