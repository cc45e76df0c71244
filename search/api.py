"""`GET /api/search`: what the page shows, as JSON."""

from dataclasses import fields, is_dataclass
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from access.api.base import ApiView
from search import service
from search.api_inputs import FilterFields
from search.api_schemas import SearchSchema
from search.filters import MADE, UPDATED, Filters
from search.results import Results

NARROWING = ("category", "owner", "made", "updated", "sort")


class SearchRequest(FilterFields):
    q = serializers.CharField(allow_blank=True, default="", trim_whitespace=False)
    limit = serializers.IntegerField(default=10, min_value=1, max_value=service.MOST_RESULTS)

    def validate_q(self, value: str) -> str:
        if len(value) > service.LONGEST_TYPED:
            raise serializers.ValidationError(f"At most {service.LONGEST_TYPED:,} characters, please.", code="too_long")
        return value


class SearchView(ApiView):
    @extend_schema(
        operation_id="search",
        tags=["search"],
        summary="Search",
        description="Published SOPs that answer `q`, best first, each with the steps that do; only what you may see. "
        "Quotes ask for a phrase to the letter. The first 500 characters are read. "
        "`mode` is “words” while the part that understands meaning is not ready; `notice` says so. "
        "Errors: 400 for a query of more than 10,000 characters or a bad `limit`, 401 without session or token.",
        parameters=[
            OpenApiParameter("q", str, description="what to look for"),
            OpenApiParameter("library", str, many=True, description="slugs of libraries; none: all you may see"),
            OpenApiParameter("category", str, description="slug of a pipeline stage or hand-off"),
            OpenApiParameter("owner", str, description="number of a person, from `owners`"),
            OpenApiParameter("made", str, enum=list(MADE), description="how the SOP came about"),
            OpenApiParameter("updated", str, enum=list(UPDATED), description="published in so many days"),
            OpenApiParameter(
                "sort", str, enum=["fresh"], description="the best answers, newest first; none: best first"
            ),
            OpenApiParameter("limit", int, description="1 to 50 SOPs, 10 by default"),
        ],
        responses={200: SearchSchema},
    )
    def get(self, request: Request) -> Response:
        """`{query, did_you_mean, mode, notice, total, took_ms, answer, sops}`, and facets: what each choice gives."""
        sent = request.query_params
        given: dict[str, Any] = {name: sent[name] for name in ("q", *NARROWING, "limit") if name in sent}
        if "library" in sent:
            given["library"] = sent.getlist("library")
        asked = SearchRequest(data=given)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        results = service.find_steps(
            user=request.user, query=values["q"], filters=Filters.of(values), limit=values["limit"]
        )
        return Response(as_json(results))


def as_json(results: Results) -> dict[str, Any]:
    """The results as objects and lists; `steps`, for measures, is left out."""
    return {part.name: _plain(getattr(results, part.name)) for part in fields(results) if part.name != "steps"}


def _plain(value: Any) -> Any:
    """Runs and boxes are tuples here and objects there, so that a client need not know their order."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return value._asdict()
    return [_plain(item) for item in value] if isinstance(value, tuple) else value
