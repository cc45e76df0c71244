"""What services refuse, as the API's answers: `code` and `detail`, and what helps to mend it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from rest_framework import serializers, status
from rest_framework.response import Response

from sops.services.merging import EditConflict


@contextmanager
def as_field_errors() -> Iterator[None]:
    """A ValidationError of a model becomes a 400 with the fields."""
    try:
        yield
    except ValidationError as problem:
        if hasattr(problem, "error_dict"):
            raise serializers.ValidationError(problem.message_dict) from problem
        raise serializers.ValidationError({"detail": problem.messages}) from problem


def conflict(problem: EditConflict) -> Response:
    """409 with the fields as they are stored now; send the new `revision` to overwrite them."""
    stored = {name: _plain(getattr(problem.row, name)) for name in problem.fields}
    return Response(
        {
            "code": "conflict",
            "detail": f"{problem} Fields: {', '.join(problem.fields)}.",
            "fields_in_conflict": problem.fields,
            "stored": stored | {"revision": problem.row.revision},
        },
        status=status.HTTP_409_CONFLICT,
    )


def not_publishable(problem: ValidationError) -> Response:
    return Response(
        {"code": "not_publishable", "detail": " ".join(problem.messages), "problems": problem.messages},
        status=status.HTTP_400_BAD_REQUEST,
    )


def not_approved(problem: ValidationError) -> Response:
    """409: nothing is wrong with the draft; its library asks for an approval first."""
    return Response({"code": "not_approved", "detail": " ".join(problem.messages)}, status=status.HTTP_409_CONFLICT)


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Model) else value
