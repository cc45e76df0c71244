"""Libraries and categories at the API."""

from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from access import services
from access.api import preconditions
from access.api.base import ApiView
from access.api.inputs import StrictInput, valid
from access.fetch import get_administered, get_visible
from access.models import Library
from sops.api import schemas
from sops.models import Category


class LibraryInput(StrictInput):
    is_open = serializers.BooleanField(help_text="Everyone signed in may read it; else only members.")


class CategorySchema(serializers.ModelSerializer[Category]):
    class Meta:
        model = Category
        fields = ("slug", "name", "description", "kind", "position")


def _libraries(user: Any) -> QuerySet[Library]:
    def may(rows: Any) -> Exists:
        return Exists(rows.filter(pk=OuterRef("pk")))

    published = Count("sops", filter=Q(sops__is_published=True, sops__removed_at=None))
    rows: QuerySet[Library] = Library.objects.visible_to(user)
    return rows.annotate(
        may_edit=may(Library.objects.editable_by(user)),
        may_administer=may(Library.objects.administered_by(user)),
        sop_count=published,
    ).order_by("name")


class LibrariesView(ApiView, generics.ListAPIView[Library]):
    """Libraries that you may read, and what you may do there."""

    serializer_class = schemas.LibrarySchema
    queryset = Library.objects.none()
    ordering = ("name", "pk")

    def get_queryset(self) -> QuerySet[Library]:
        return _libraries(self.request.user)

    @extend_schema(operation_id="libraries_list", summary="Libraries that you may read", tags=["libraries"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """By name."""
        return super().get(request, *args, **kwargs)


class LibraryView(ApiView):
    @extend_schema(
        operation_id="libraries_get",
        summary="One library",
        tags=["libraries"],
        responses={200: schemas.LibrarySchema},
    )
    def get(self, request: Request, slug: str) -> Response:
        """404 where you may not see it."""
        return _shown(get_visible(_libraries(request.user), request.user, slug=slug))

    @extend_schema(
        operation_id="libraries_change",
        summary="Open a library to everyone, or close it",
        tags=["libraries"],
        request=LibraryInput,
        responses={200: schemas.LibrarySchema},
    )
    def patch(self, request: Request, slug: str) -> Response:
        """For its admins. In the audit log."""
        with transaction.atomic():
            library = get_administered(Library, request.user, slug=slug)
            preconditions.check(request, _tag(library))
            data = valid(LibraryInput(data=request.data))
            services.set_open(library=library, is_open=data["is_open"], by=request.user)
        return _shown(_libraries(request.user).get(pk=library.pk))


class CategoriesView(ApiView, generics.ListAPIView[Category]):
    serializer_class = CategorySchema
    queryset = Category.objects.all()
    ordering = ("kind", "position", "pk")

    @extend_schema(operation_id="categories_list", summary="Pipeline stages and hand-offs", tags=["libraries"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The same ones in every library."""
        return super().get(request, *args, **kwargs)


def _shown(library: Library) -> Response:
    return Response(schemas.LibrarySchema(library).data, headers={"ETag": _tag(library)})


def _tag(library: Library) -> str:
    return preconditions.tag("library", library.pk, library.name, library.description, library.is_open)
