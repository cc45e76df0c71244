"""Libraries and SOPs at the API. Readers get the published document; editors also the draft."""

from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import generics, status
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from access.fetch import get_editable, get_visible
from access.models import Library
from sops.api import problems, schemas
from sops.api.showing import sop_data, step_data
from sops.models import Screenshot, Sop
from sops.services import editing, publishing
from sops.services.merging import EditConflict
from sops.views import pictures

DRAFT = OpenApiParameter("draft", bool, description="The live rows instead of the published document; for editors.")


@extend_schema(summary="Libraries that you may read", tags=["SOPs"])
class LibrariesView(generics.ListAPIView[Library]):
    """Libraries that you may read, and whether you may edit there."""

    serializer_class = schemas.LibrarySchema
    queryset = Library.objects.none()

    def get_queryset(self) -> QuerySet[Library]:
        editable = Library.objects.editable_by(self.request.user).filter(pk=OuterRef("pk"))
        published = Count("sops", filter=Q(sops__is_published=True, sops__removed_at=None))
        rows: QuerySet[Library] = Library.objects.visible_to(self.request.user)
        return rows.annotate(may_edit=Exists(editable), sop_count=published).order_by("name")


class SopFilter(django_filters.FilterSet):
    library = django_filters.CharFilter("library__slug", label="Slug of the library.")
    category = django_filters.CharFilter("category__slug", label="Slug of the stage or hand-off.")
    published = django_filters.BooleanFilter("is_published", label="Published ones, or drafts only.")

    class Meta:
        model = Sop
        fields: list[str] = []


class SopsView(generics.ListAPIView[Sop]):
    serializer_class = schemas.SopSummarySchema
    filterset_class = SopFilter
    queryset = Sop.objects.none()

    def get_queryset(self) -> QuerySet[Sop]:
        rows: QuerySet[Sop] = Sop.objects.visible_to(self.request.user)
        return rows.select_related("library", "category", "owner", "current_version").defer("current_version__data")

    @extend_schema(summary="SOPs that you may see", tags=["SOPs"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """SOPs that you may see, by title: published ones, and drafts of libraries that you may edit."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        summary="Start a new SOP", tags=["SOPs"], request=schemas.NewSopInput, responses={201: schemas.SopSchema}
    )
    def post(self, request: Request) -> Response:
        """A draft in a library that you may edit. 404 for a library that you don't see, 403 where you only read."""
        data = _valid(schemas.NewSopInput(data=request.data))
        library = get_editable(Library, request.user, slug=data.pop("library"))
        with problems.as_field_errors():
            sop = editing.create_sop(library=library, by=request.user, **data)
        return Response(_draft(request, sop), status=status.HTTP_201_CREATED)


@extend_schema_view(
    get=extend_schema(
        summary="One SOP with its steps",
        tags=["SOPs"],
        parameters=[DRAFT],
        responses={200: schemas.SopSchema, 404: schemas.ErrorSchema},
    ),
    patch=extend_schema(
        summary="Change what is said about an SOP",
        tags=["SOPs"],
        request=schemas.SopInput,
        responses={200: schemas.SopSchema, 409: schemas.ConflictSchema},
    ),
)
class SopView(APIView):
    def get(self, request: Request, key: str) -> Response:
        """The published document. 404 `not_published` where there is only a draft; editors read it with `?draft=1`."""
        if request.query_params.get("draft") in ("1", "true"):
            return Response(_draft(request, get_editable(_sops(), request.user, key=key)))
        sop = get_visible(_sops(), request.user, key=key)
        version = sop.current_version if sop.is_published else None
        if version is None:
            raise NotFound("This SOP is not published. Editors read the draft with ?draft=1.", "not_published")
        return Response(sop_data(request, sop, version.document, version))

    def patch(self, request: Request, key: str) -> Response:
        """Only what you send. With `revision`, 409 `conflict` where somebody else changed the same fields since."""
        sop = get_editable(_sops(), request.user, key=key)
        data = _valid(schemas.SopInput(data=request.data, partial=True, sop=sop))
        try:
            with problems.as_field_errors():
                stored = editing.update_sop(sop=sop, by=request.user, revision=data.pop("revision", None), **data)
        except EditConflict as conflict:
            return problems.conflict(conflict)
        return Response(_draft(request, stored))


class SopStepsView(APIView):
    @extend_schema(
        summary="Add a step", tags=["SOPs"], request=schemas.NewStepInput, responses={201: schemas.StepSchema}
    )
    def post(self, request: Request, key: str) -> Response:
        """A new step of the draft, behind `after` or at the end. 400 where `after` is no step of this SOP."""
        sop = get_editable(_sops(), request.user, key=key)
        data = _valid(schemas.NewStepInput(data=request.data))
        after = None
        if "after" in data:
            after = sop.steps.present().filter(key=data.pop("after")).first()
            if after is None:
                raise schemas.serializers.ValidationError({"after": ["There is no such step in this SOP."]})
        with problems.as_field_errors():
            step = editing.add_step(sop=sop, by=request.user, after=after, **data)
        document_step = publishing.document_step(step)
        shown = step_data(request, sop, document_step, step.position, None, {step.key: step.revision})
        return Response(shown, status=status.HTTP_201_CREATED)


class SopPictureView(APIView):
    @extend_schema(
        summary="The picture of a step",
        tags=["SOPs"],
        parameters=[OpenApiParameter("w", int, description="320, 640 or 1280: a smaller copy of that width.")],
        responses={(200, "image/*"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, key: str, sha256: str) -> FileResponse:
        """Its content never changes. Pictures of published versions for readers, those of drafts for editors."""
        shot = get_visible(Screenshot, request.user, sop__key=key, sha256=sha256)
        return pictures.answer(shot, request.query_params.get("w", ""))


class SopPublishView(APIView):
    @extend_schema(
        summary="Publish the draft",
        tags=["SOPs"],
        request=schemas.PublishInput,
        responses={200: schemas.VersionSchema, 400: OpenApiResponse(schemas.NotPublishableSchema)},
    )
    def post(self, request: Request, key: str) -> Response:
        """Readers see the draft from now on. 400 `not_publishable` with every problem as a sentence."""
        sop = get_editable(_sops(), request.user, key=key)
        note = _valid(schemas.PublishInput(data=request.data)).get("note", "")
        before = sop.current_version_id
        try:
            version = publishing.publish(sop=sop, by=request.user, note=note)
        except ValidationError as problem:
            return problems.not_publishable(problem)
        return Response(
            {
                "number": version.number,
                "is_new": version.pk != before,
                "content_hash": version.content_hash,
                "note": version.note,
                "published_at": version.published_at,
                "url": request.build_absolute_uri(sop.get_absolute_url()),
            }
        )


def _sops() -> QuerySet[Sop]:
    return Sop.objects.select_related("library", "category", "owner", "current_version")


def _draft(request: Request, sop: Sop) -> dict[str, Any]:
    return sop_data(request, sop, publishing.document_of(sop), None)


def _valid(serializer: Any) -> dict[str, Any]:
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)
