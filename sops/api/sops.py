"""SOPs at the API. Readers get the published document; editors also the draft."""

from typing import Any

import django_filters
from django.db import transaction
from django.db.models import QuerySet
from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, status
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from access.api.base import ApiView
from access.api.inputs import valid
from access.fetch import get_editable, get_visible
from access.models import Library
from sops.api import fetching, problems, schemas, tags
from sops.api.showing import sop_data
from sops.models import Screenshot, Sop
from sops.services import editing
from sops.services.merging import EditConflict
from sops.views import pictures

DRAFT = OpenApiParameter("draft", bool, description="The live rows instead of the published document; for editors.")
YES = ("1", "true")


class SopFilter(django_filters.FilterSet):
    library = django_filters.CharFilter("library__slug", label="Slug of the library.", max_length=60)
    category = django_filters.CharFilter("listed_category__slug", label="Slug of the stage or hand-off.", max_length=60)
    published = django_filters.BooleanFilter("is_published", label="Published ones, or drafts only.")
    owner = django_filters.CharFilter("owner__email", "iexact", label="E-mail address of the owner.", max_length=254)
    updated_after = django_filters.IsoDateTimeFilter("updated_at", "gt", label="Worked on since then.")

    class Meta:
        model = Sop
        fields: list[str] = []


class SopsView(ApiView, generics.ListAPIView[Sop]):
    serializer_class = schemas.SopSummarySchema
    filterset_class = SopFilter
    queryset = Sop.objects.none()
    ordering = ("listed_title", "pk")

    def get_queryset(self) -> QuerySet[Sop]:
        rows: QuerySet[Sop] = Sop.objects.visible_to(self.request.user)
        return rows.select_related("library", "listed_category", "owner", "current_version").defer(
            "current_version__data"
        )

    @extend_schema(operation_id="sops_list", summary="SOPs that you may see", tags=["sops"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """SOPs that you may see, by title: published ones, and drafts of libraries that you may edit."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="sops_create",
        summary="Start a new SOP",
        tags=["sops"],
        request=schemas.NewSopInput,
        responses={201: schemas.SopSchema},
    )
    def post(self, request: Request) -> Response:
        """A draft in a library that you may edit. 404 for a library that you don't see, 403 where you only read."""
        data = valid(schemas.NewSopInput(data=request.data))
        library = get_editable(Library, request.user, slug=data.pop("library"))
        with problems.as_field_errors():
            sop = editing.create_sop(library=library, by=request.user, **data)
        return fetching.draft(request, sop, status.HTTP_201_CREATED)


class SopView(ApiView):
    @extend_schema(
        operation_id="sops_get",
        summary="One SOP with its steps",
        tags=["sops"],
        parameters=[DRAFT],
        responses={200: schemas.SopSchema},
    )
    def get(self, request: Request, key: str) -> Response:
        """The published document. 404 `not_published` where there is only a draft; editors read it with `?draft=1`."""
        if request.query_params.get("draft") in YES:
            return fetching.draft(request, get_editable(fetching.sops(), request.user, key=key))
        sop = get_visible(fetching.sops(), request.user, key=key)
        version = sop.current_version if sop.is_published else None
        if version is None:
            raise NotFound("This SOP is not published. Editors read the draft with ?draft=1.", "not_published")
        data = sop_data(request, sop, version.document, version)
        return Response(data, headers={"ETag": tags.of_version(sop, version)})

    @extend_schema(
        operation_id="sops_change",
        summary="Change what is said about an SOP",
        tags=["sops"],
        request=schemas.SopInput,
        responses={200: schemas.SopSchema, 409: schemas.ConflictSchema},
    )
    def patch(self, request: Request, key: str) -> Response:
        """Only what you send. With `If-Match`, 412 where anything changed since you read the draft.

        With `revision` in the body instead, changes of others are joined; 409 `conflict` where they changed the same
        fields.
        """
        sop = get_editable(fetching.sops(), request.user, key=key)
        data = valid(schemas.SopInput(data=request.data, partial=True, sop=sop))
        revision = data.pop("revision", None)
        try:
            with transaction.atomic(), problems.as_field_errors():
                sop = fetching.sop_to_change(request, key, has_revision=revision is not None)
                editing.update_sop(sop=sop, by=request.user, revision=revision, **data)
        except EditConflict as conflict:
            return problems.conflict(conflict)
        return fetching.draft(request, sop)

    @extend_schema(
        operation_id="sops_remove", summary="Remove an SOP", tags=["sops"], request=None, responses={204: None}
    )
    def delete(self, request: Request, key: str) -> Response:
        """Out of every list and every search. Links to it answer that it is gone; its versions are kept."""
        with transaction.atomic():
            editing.remove_sop(sop=fetching.sop_to_change(request, key), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class SopPictureView(ApiView):
    @extend_schema(
        operation_id="sops_picture",
        summary="The picture of a step",
        tags=["sops"],
        parameters=[OpenApiParameter("w", int, description="320, 640 or 1280: a smaller copy of that width.")],
        responses={(200, "image/*"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, key: str, sha256: str) -> FileResponse:
        """Its content never changes. Pictures of published versions for readers, those of drafts for editors."""
        shot = get_visible(Screenshot, request.user, sop__key=key, sha256=sha256)
        return pictures.answer(shot, request.query_params.get("w", ""))
