"""From the draft to readers and back, at the API."""

from django.core.exceptions import ValidationError
from django.db import transaction
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from access.api.base import ApiView
from access.api.inputs import StrictInput, valid
from access.fetch import get_editable, get_visible
from sops.api import fetching, problems, schemas
from sops.models import Sop
from sops.services import archiving, publishing, versions
from sops.services.approvals import NotApproved


class PublishView(ApiView):
    @extend_schema(
        operation_id="sops_publish",
        summary="Publish the draft",
        tags=["sops"],
        request=schemas.PublishInput,
        responses={
            200: schemas.VersionSchema,
            400: OpenApiResponse(schemas.NotPublishableSchema),
            409: schemas.ErrorSchema,
        },
    )
    def post(self, request: Request, key: str) -> Response:
        """Readers see the draft from now on. 400 `not_publishable` with every problem as a sentence; 409 `not_approved`
        where the library asks for approval and this very text doesn't have it.

        With `If-Match` (the `ETag` of the draft) you publish exactly what you read, or nothing: 412.
        """
        note = valid(schemas.PublishInput(data=request.data)).get("note", "")
        try:
            with transaction.atomic():
                sop = fetching.sop_to_change(request, key)
                version = publishing.publish(sop=sop, by=request.user, note=note)
        except NotApproved as problem:
            return problems.not_approved(problem)
        except ValidationError as problem:
            return problems.not_publishable(problem)
        return Response(
            {
                "number": version.number,
                "is_new": version.pk != sop.current_version_id,
                "content_hash": version.content_hash,
                "note": version.note,
                "published_at": version.published_at,
                "url": request.build_absolute_uri(sop.get_absolute_url()),
            }
        )


class WithdrawView(ApiView):
    @extend_schema(
        operation_id="sops_withdraw",
        summary="Withdraw from readers",
        tags=["sops"],
        request=None,
        responses={200: schemas.SopSchema},
    )
    def post(self, request: Request, key: str) -> Response:
        """Readers see it no more. Every version is kept; publishing again brings it back."""
        with transaction.atomic():
            sop = publishing.withdraw(sop=fetching.sop_to_change(request, key), by=request.user)
        return fetching.draft(request, sop)


class DiscardView(ApiView):
    @extend_schema(
        operation_id="sops_discard",
        summary="Discard the draft's changes",
        tags=["sops"],
        request=None,
        responses={200: schemas.SopSchema},
    )
    def post(self, request: Request, key: str) -> Response:
        """The draft says again what readers see. 404 `not_published` where nothing was ever published."""
        with transaction.atomic():
            sop = fetching.sop_to_change(request, key)
            if sop.current_version is None:
                raise NotFound("Nothing was published yet, so there is nothing to go back to.", "not_published")
            sop = versions.restore(sop=sop, version=sop.current_version, by=request.user)
        return fetching.draft(request, sop)


class ArchiveInput(StrictInput):
    reason = serializers.CharField(max_length=300, help_text="A sentence: why it goes out of use.")
    replaced_by = serializers.CharField(required=False, max_length=40, help_text="Key of the SOP that replaces it.")


class ArchiveView(ApiView):
    @extend_schema(
        operation_id="sops_archive",
        summary="Archive",
        tags=["sops"],
        request=ArchiveInput,
        responses={200: schemas.SopSchema},
    )
    def post(self, request: Request, key: str) -> Response:
        """Out of use, with a reason. Its links explain, and lead to what replaces it."""
        get_editable(Sop, request.user, key=key)
        data = valid(ArchiveInput(data=request.data))
        with transaction.atomic(), problems.as_field_errors():
            sop = fetching.sop_to_change(request, key)
            other = get_visible(Sop, request.user, key=data["replaced_by"]) if "replaced_by" in data else None
            sop = archiving.archive(sop=sop, by=request.user, reason=data["reason"], replaced_by=other)
        return fetching.draft(request, sop)
