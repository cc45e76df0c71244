"""Versions at the API: the list, one, two compared, back to one."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from access.api.base import ApiView
from access.fetch import get_editable, get_visible
from sops import diffs
from sops.api import fetching, schemas, tags
from sops.api.showing import sop_data
from sops.models import Sop, Version
from sops.services import publishing, versions

DRAFT = "draft"
Data = serializers.Serializer[Any]


class VersionRowSchema(serializers.ModelSerializer[Version]):
    published_by = serializers.SerializerMethodField()
    is_current = serializers.SerializerMethodField(help_text="Readers see this one.")

    class Meta:
        model = Version
        fields = ("number", "content_hash", "note", "published_at", "published_by", "is_current")

    def get_published_by(self, version: Version) -> str:
        return str(version.published_by or "")

    def get_is_current(self, version: Version) -> bool:
        sop = self.context["sop"]
        return bool(sop.is_published and sop.current_version_id == version.pk)


class PieceSchema(Data):
    kind = serializers.ChoiceField(choices=["same", "added", "removed"])
    text = serializers.CharField()


class FieldChangeSchema(schemas.ChangeSchema):
    pieces = PieceSchema(many=True)


class StepChangeSchema(Data):
    key = serializers.CharField()
    status = serializers.ChoiceField(choices=["same", "changed", "moved", "added", "removed"])
    is_moved = serializers.BooleanField()
    old_number = serializers.IntegerField(allow_null=True)
    new_number = serializers.IntegerField(allow_null=True)
    title = serializers.CharField()
    changes = FieldChangeSchema(many=True)


class ComparisonSchema(Data):
    """What is different. Steps that are the same are left out."""

    old = serializers.CharField(help_text="Number of a version.")
    new = serializers.CharField(help_text="Number of a version, or “draft”.")
    is_same = serializers.BooleanField()
    changes = FieldChangeSchema(many=True)
    steps = StepChangeSchema(many=True)


class VersionsView(ApiView, generics.ListAPIView[Version]):
    serializer_class = VersionRowSchema
    queryset = Version.objects.none()
    ordering = ("-number",)
    filter_backends = ()

    def get_queryset(self) -> QuerySet[Version]:
        self.sop = get_visible(Sop, self.request.user, key=self.kwargs["key"])
        return self.sop.versions.select_related("published_by").defer("data")

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "sop": getattr(self, "sop", None)}

    @extend_schema(operation_id="versions_list", summary="Versions of an SOP", tags=["versions"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The latest first."""
        return super().get(request, *args, **kwargs)


class VersionView(ApiView):
    @extend_schema(
        operation_id="versions_get",
        summary="An SOP as it was in a version",
        tags=["versions"],
        responses={200: schemas.SopSchema},
    )
    def get(self, request: Request, key: str, number: int) -> Response:
        """It never changes, but for what was redacted since."""
        sop = get_visible(fetching.sops(), request.user, key=key)
        version = _version(sop, str(number))
        data = sop_data(request, sop, version.document, version)
        return Response(data, headers={"ETag": tags.of_version(sop, version)})


class RestoreView(ApiView):
    @extend_schema(
        operation_id="versions_restore",
        summary="Back to a version",
        tags=["versions"],
        request=None,
        responses={200: schemas.SopSchema},
    )
    def post(self, request: Request, key: str, number: int) -> Response:
        """The draft says what the version said; publishing it makes a new version. Nothing is lost."""
        with transaction.atomic():
            sop = fetching.sop_to_change(request, key)
            sop = versions.restore(sop=sop, version=_version(sop, str(number)), by=request.user)
        return fetching.draft(request, sop)


class CompareView(ApiView):
    @extend_schema(
        operation_id="versions_compare",
        summary="Compare two versions",
        tags=["versions"],
        parameters=[
            OpenApiParameter("from", str, description="Number of the older version; the one before `to` by default."),
            OpenApiParameter("to", str, description="Number of the newer version, or “draft” for editors."),
        ],
        responses={200: ComparisonSchema},
    )
    def get(self, request: Request, key: str) -> Response:
        """By the keys of the steps: words changed, added, removed, moved. 404 for a version that is not there."""
        sop = get_visible(fetching.sops(), request.user, key=key)
        numbers = list(sop.versions.values_list("number", flat=True)[:2])
        new = request.query_params.get("to") or str(numbers[0] if numbers else "")
        old = request.query_params.get("from") or _before(sop, new)
        if new == DRAFT:
            document = publishing.document_of(get_editable(fetching.sops(), request.user, key=key))
        else:
            document = _version(sop, new).document
        compared = diffs.compare(_version(sop, old).document, document)
        return Response(_shown(old, new, compared))


def _shown(old: str, new: str, compared: diffs.Comparison) -> dict[str, Any]:
    pairs = [pair for pair in compared.pairs if pair.status != "same" or pair.is_moved]
    return {
        "old": old,
        "new": new,
        "is_same": not compared.changes and not pairs,
        "changes": [_change(change) for change in compared.changes],
        "steps": [_pair(pair) for pair in pairs],
    }


def _pair(pair: diffs.StepPair) -> dict[str, Any]:
    step = pair.new or pair.old
    assert step is not None
    return {
        "key": step.key,
        "status": pair.status,
        "is_moved": pair.is_moved,
        "old_number": pair.old_number,
        "new_number": pair.new_number,
        "title": step.title or step.body[:80],
        "changes": [_change(change) for change in pair.changes],
    }


def _change(change: diffs.Change) -> dict[str, Any]:
    pieces = [{"kind": piece.kind, "text": piece.text} for piece in change.pieces]
    return {"field": change.field, "label": change.label, "sentence": change.sentence, "pieces": pieces}


def _version(sop: Sop, number: str) -> Version:
    version = sop.versions.filter(number=int(number)).first() if number.isdecimal() and len(number) < 10 else None
    if version is None:
        raise Http404
    return version


def _before(sop: Sop, new: str) -> str:
    numbers = sop.versions.order_by("-number").values_list("number", flat=True)
    if new.isdecimal() and len(new) < 10:
        numbers = numbers.filter(number__lt=int(new))
    return str(numbers.first() or new)
