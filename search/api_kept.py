"""Recent and saved searches at the API: one's own, nobody else's."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from access.api.base import ApiView
from access.api.inputs import StrictInput, valid
from access.api.preconditions import check, tag
from access.fetch import get_editable, get_visible
from search.api_inputs import FilterFields
from search.filters import Filters
from search.kept import recent, saved
from search.kept.models import LONGEST, RecentSearch, SavedSearch
from search.kept.showing import url_of
from sops.api import problems


class RecentSearchSchema(serializers.ModelSerializer[RecentSearch]):
    query = serializers.CharField(source="text")

    class Meta:
        model = RecentSearch
        fields = ("id", "query", "searched_at")


class SavedSearchSchema(serializers.ModelSerializer[SavedSearch]):
    query = serializers.CharField(source="text")
    filters = serializers.DictField(help_text="As in the address of the search page.")
    url = serializers.SerializerMethodField()

    class Meta:
        model = SavedSearch
        fields = ("id", "query", "filters", "has_alerts", "created_at", "url")

    def get_url(self, row: SavedSearch) -> str:
        return str(self.context["request"].build_absolute_uri(url_of(row)))


class FiltersInput(StrictInput, FilterFields):
    """As in the address of the search page."""


class NewSavedInput(StrictInput):
    query = serializers.CharField(max_length=LONGEST)
    filters = FiltersInput(required=False)
    has_alerts = serializers.BooleanField(default=True)


class AlertsInput(StrictInput):
    has_alerts = serializers.BooleanField()


class RecentSearchesView(ApiView, generics.ListAPIView[RecentSearch]):
    serializer_class = RecentSearchSchema
    queryset = RecentSearch.objects.none()
    filter_backends = ()
    ordering = ("-searched_at", "-pk")

    def get_queryset(self) -> QuerySet[RecentSearch]:
        return RecentSearch.objects.visible_to(self.request.user)

    @extend_schema(operation_id="recent_searches", summary="What you searched for lately", tags=["search"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Noted by the search page; searches through the API are not."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="recent_searches_forget",
        summary="Forget your recent searches",
        tags=["search"],
        responses={204: None},
    )
    def delete(self, request: Request) -> Response:
        """All of them. `If-Match: *` is enough."""
        rows = RecentSearch.objects.visible_to(request.user)
        check(request, tag("recent", *rows.values_list("pk", "searched_at")))
        recent.forget(rows=rows, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class SavedSearchesView(ApiView, generics.ListAPIView[SavedSearch]):
    serializer_class = SavedSearchSchema
    queryset = SavedSearch.objects.none()
    filter_backends = ()
    ordering = ("pk",)

    def get_queryset(self) -> QuerySet[SavedSearch]:
        return SavedSearch.objects.visible_to(self.request.user)

    @extend_schema(operation_id="saved_searches", summary="Your saved searches", tags=["search"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """With `has_alerts` you are told when a published step that answers is new or changed."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="saved_searches_add",
        summary="Save a search",
        tags=["search"],
        request=NewSavedInput,
        responses={201: SavedSearchSchema},
    )
    def post(self, request: Request) -> Response:
        """The one that is there, where you keep the same already."""
        data = valid(NewSavedInput(data=request.data))
        filters = Filters.of(data.get("filters", {})).as_query()
        with problems.as_field_errors():
            row = saved.save(text=data["query"], filters=filters, by=request.user, has_alerts=data["has_alerts"])
        return _shown(request, row, status.HTTP_201_CREATED)


class SavedSearchView(ApiView):
    @extend_schema(
        operation_id="saved_search", summary="A saved search", tags=["search"], responses={200: SavedSearchSchema}
    )
    def get(self, request: Request, pk: int) -> Response:
        """One of your own."""
        return _shown(request, get_visible(SavedSearch, request.user, pk=pk))

    @extend_schema(
        operation_id="saved_search_alerts",
        summary="Switch news of a saved search on or off",
        tags=["search"],
        request=AlertsInput,
        responses={200: SavedSearchSchema},
    )
    def patch(self, request: Request, pk: int) -> Response:
        """What came while it was off is no news later."""
        row = get_editable(SavedSearch.objects.select_related("user"), request.user, pk=pk)
        check(request, _tag(row))
        data = valid(AlertsInput(data=request.data))
        return _shown(request, saved.set_alerts(saved=row, has_alerts=data["has_alerts"]))

    @extend_schema(
        operation_id="saved_search_remove", summary="Remove a saved search", tags=["search"], responses={204: None}
    )
    def delete(self, request: Request, pk: int) -> Response:
        """It is gone, and so is its news."""
        row = get_editable(SavedSearch, request.user, pk=pk)
        check(request, _tag(row))
        saved.remove(saved=row)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _tag(row: SavedSearch) -> str:
    return tag("saved search", row.pk, row.has_alerts)


def _shown(request: Request, row: SavedSearch, code: int = status.HTTP_200_OK) -> Response:
    headers = {"ETag": _tag(row)}
    if code == status.HTTP_201_CREATED:
        headers["Location"] = request.build_absolute_uri(f"/api/searches/saved/{row.pk}")
    return Response(SavedSearchSchema(row, context={"request": request}).data, status=code, headers=headers)
