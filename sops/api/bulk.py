"""Many SOPs at once: all of them, or none."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from access.api.base import ApiView
from access.api.inputs import StrictInput, valid
from access.fetch import get_editable
from sops.api import fetching, schemas
from sops.models import Sop
from sops.services import editing, publishing

MOST = 100
ACTIONS = ("publish", "withdraw", "remove", "change")


@extend_schema_field(schemas.SopInput)
class ChangesField(serializers.DictField):
    """Checked for each SOP, as an owner has to be of its library."""


class BulkInput(StrictInput):
    action = serializers.ChoiceField(choices=ACTIONS)
    keys = serializers.ListField(
        child=serializers.CharField(max_length=40), min_length=1, max_length=MOST, help_text=f"At most {MOST} SOPs."
    )
    note = serializers.CharField(required=False, allow_blank=True, max_length=300, help_text="With “publish”.")
    changes = ChangesField(required=False, help_text="With “change”: the fields to set.")


class BulkSchema(serializers.Serializer[Any]):
    action = serializers.CharField()
    count = serializers.IntegerField()
    keys = serializers.ListField(child=serializers.CharField())


class BulkView(ApiView):
    @extend_schema(
        operation_id="sops_bulk",
        summary="Do one thing to many SOPs",
        tags=["sops"],
        request=BulkInput,
        responses={200: BulkSchema},
    )
    def post(self, request: Request) -> Response:
        """All or nothing: where one of them is not yours to change, or can't be published, none is touched."""
        data = valid(BulkInput(data=request.data))
        keys = list(dict.fromkeys(data["keys"]))
        with transaction.atomic():
            for key in keys:
                sop = get_editable(fetching.sops(), request.user, key=key)
                try:
                    _do(data, sop, request.user)
                except ValidationError as problem:
                    raise serializers.ValidationError({key: problem.messages}) from problem
        return Response({"action": data["action"], "count": len(keys), "keys": keys})


def _do(data: dict[str, Any], sop: Sop, by: Any) -> None:
    match data["action"]:
        case "publish":
            publishing.publish(sop=sop, by=by, note=data.get("note", ""))
        case "withdraw":
            publishing.withdraw(sop=sop, by=by)
        case "remove":
            editing.remove_sop(sop=sop, by=by)
        case "change":
            changes = valid(schemas.SopInput(data=data.get("changes", {}), partial=True, sop=sop))
            editing.update_sop(sop=sop, by=by, **changes)
