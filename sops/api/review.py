"""Review at the API: where a draft stands, sent to review, approved, sent back, taken back."""

from typing import Any

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from access.api.base import ApiView
from access.api.inputs import StrictInput, valid
from access.api.preconditions import tag
from access.fetch import get_editable
from sops.api import fetching
from sops.models import Sop
from sops.services import reviewing
from sops.services.approvals import Standing

Data = serializers.Serializer[Any]


class ApprovalSchema(Data):
    by = serializers.CharField()
    at = serializers.DateTimeField()


class ReviewSchema(Data):
    """Where the draft stands as it is now."""

    state = serializers.ChoiceField(choices=["draft", "in_review", "approved"])
    content_hash = serializers.CharField(help_text="Of the draft: what an approval is for.")
    needed = serializers.IntegerField(help_text="Approvals that the library asks for.")
    missing = serializers.IntegerField()
    is_changed = serializers.BooleanField(help_text="Somebody changed it after it was sent to review.")
    may_be_published = serializers.BooleanField()
    sentence = serializers.CharField(help_text="What has to happen before it can be published; empty: nothing.")
    approvals = ApprovalSchema(many=True)
    waiting_for = serializers.ListField(child=serializers.CharField(), help_text="Who may still approve it.")


class SendInput(StrictInput):
    note = serializers.CharField(required=False, allow_blank=True, max_length=500)


class ApproveInput(StrictInput):
    content_hash = serializers.CharField(max_length=64, help_text="Of what you read: only exactly that is approved.")


class SendBackInput(StrictInput):
    reason = serializers.CharField(max_length=2000)


class ReviewView(ApiView):
    @extend_schema(
        operation_id="review_get", summary="Where a draft stands", tags=["review"], responses={200: ReviewSchema}
    )
    def get(self, request: Request, key: str) -> Response:
        """For editors."""
        return _shown(reviewing.standing_of(get_editable(fetching.sops(), request.user, key=key)))


class _Act(ApiView):
    """One act of a review; the answer says where the draft stands then."""

    def act(self, sop: Sop, request: Request) -> None:
        raise NotImplementedError

    def _answer(self, request: Request, key: str) -> Response:
        get_editable(Sop, request.user, key=key)
        with transaction.atomic():
            sop = fetching.sop_to_change(request, key)
            try:
                self.act(sop, request)
            except reviewing.ChangedMeanwhile as problem:
                return Response({"code": "conflict", "detail": str(problem)}, status=409)
        return _shown(reviewing.standing_of(fetching.sops().get(pk=sop.pk)))


class SendView(_Act):
    @extend_schema(
        operation_id="review_send",
        summary="Send to review",
        tags=["review"],
        request=SendInput,
        responses={200: ReviewSchema},
    )
    def post(self, request: Request, key: str) -> Response:
        """The approvers are told. 400 where nothing changed, or something stands in the way of publishing."""
        return self._answer(request, key)

    def act(self, sop: Sop, request: Request) -> None:
        reviewing.send(sop=sop, by=request.user, note=valid(SendInput(data=request.data)).get("note", ""))


class ApproveView(_Act):
    @extend_schema(
        operation_id="review_approve",
        summary="Approve",
        tags=["review"],
        request=ApproveInput,
        responses={200: ReviewSchema},
    )
    def post(self, request: Request, key: str) -> Response:
        """Exactly the content with that hash: 409 where it was changed, 400 for one's own text, 403 without a right."""
        return self._answer(request, key)

    def act(self, sop: Sop, request: Request) -> None:
        content_hash = valid(ApproveInput(data=request.data))["content_hash"]
        reviewing.approve(sop=sop, by=request.user, content_hash=content_hash)


class SendBackView(_Act):
    @extend_schema(
        operation_id="review_send_back",
        summary="Send back",
        tags=["review"],
        request=SendBackInput,
        responses={200: ReviewSchema},
    )
    def post(self, request: Request, key: str) -> Response:
        """Not like this: with a reason. For those who may approve it."""
        return self._answer(request, key)

    def act(self, sop: Sop, request: Request) -> None:
        reviewing.send_back(sop=sop, by=request.user, reason=valid(SendBackInput(data=request.data))["reason"])


class TakeBackView(_Act):
    @extend_schema(
        operation_id="review_take_back",
        summary="Take back from review",
        tags=["review"],
        request=None,
        responses={200: ReviewSchema},
    )
    def post(self, request: Request, key: str) -> Response:
        """Nobody has to approve it now. 400 where it is not in review."""
        return self._answer(request, key)

    def act(self, sop: Sop, request: Request) -> None:
        reviewing.take_back(sop=sop, by=request.user)


def _shown(now: Standing) -> Response:
    state = "approved" if now.is_approved else "in_review" if now.is_in_review else "draft"
    data = {
        "state": state,
        "content_hash": now.content_hash,
        "needed": now.needed,
        "missing": now.missing,
        "is_changed": now.is_changed,
        "may_be_published": now.is_met,
        "sentence": now.sentence,
        "approvals": [{"by": str(approval.by or ""), "at": approval.at} for approval in now.approvals],
        "waiting_for": [str(person) for person in now.waiting_for],
    }
    return Response(data, headers={"ETag": tag("review", now.content_hash, state, now.missing)})
