"""How the editor answers: a piece of the page to scripts, a way back to the page to a plain form."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import formats, timezone

from sops.models import Step
from sops.views.names import FIELD_NAMES


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def is_script(request: HttpRequest) -> bool:
    """Asked for by htmx or by the editor's own script: a piece is enough."""
    return bool(getattr(request, "htmx", False)) or wants_json(request)


def saved(revision: int, *, merged: bool = False, **more: Any) -> JsonResponse:
    """What a form that saves itself is told. `merged`: it holds changes of somebody else too, so fetch it anew."""
    return JsonResponse({"revision": revision, "saved_at": clock(timezone.now()), "merged": merged, **more})


def refused(sentences: list[str]) -> JsonResponse:
    return JsonResponse({"detail": " ".join(sentences)}, status=422)


def clock(moment: datetime) -> str:
    return formats.time_format(timezone.localtime(moment), "H:i")


def sentences_of(problem: ValidationError | Form) -> list[str]:
    """Why something was refused, for people. Fields are named by their labels."""
    if isinstance(problem, ValidationError):
        if not hasattr(problem, "error_dict"):
            return list(problem.messages)
        return [f"{_label(name)}: {text}" for name, texts in problem.message_dict.items() for text in texts]
    return [f"{_label(name)}: {text}" for name, texts in problem.errors.items() for text in texts]


def back(request: HttpRequest, step: Step, message: str = "", *, is_open: bool = True) -> HttpResponse:
    """To the editor, at this step."""
    if message:
        messages.info(request, message)
    address = reverse("sops:edit", args=[step.sop.key])
    return redirect(f"{address}?open={step.key}#e-{step.key}" if is_open else f"{address}#e-{step.key}")


def _label(name: str) -> str:
    return FIELD_NAMES.get(name, name.replace("_", " ").capitalize()) if name != "__all__" else "This can't be saved"
