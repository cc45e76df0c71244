"""What the picture tools ask of the server: regions burned out, a part cut out. Marks are saved with the step."""

import json

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from access.fetch import get_editable
from sops.document import Highlight
from sops.models import Step
from sops.services import cropping, redacting
from sops.validators import valid_highlight
from sops.views.steps import answer_cards, not_done


@login_required
@require_POST
def redact(request: HttpRequest, key: str, step_key: str) -> HttpResponse:
    """`boxes`: JSON, a list of {x, y, width, height} in fractions; `blur` for a mosaic. The original is destroyed."""
    step = _step(request, key, step_key)
    try:
        if step.screenshot is None:
            raise ValidationError("This step has no picture.")
        old = step.screenshot.sha256
        boxes = _boxes(request.POST.get("boxes", ""))
        redacting.redact(shot=step.screenshot, boxes=boxes, by=request.user, is_blur="blur" in request.POST)
        message = "The marked regions are destroyed: in the picture, its words and every version."
        if redacting.is_kept_elsewhere(old):
            message += " SOPs that you can't change show the same picture. Ask an administrator to redact it there."
    except ValidationError as problem:
        return not_done(request, step, problem)
    step.refresh_from_db()
    return answer_cards(request, [step], is_open=True, message=message)


@login_required
@require_POST
def crop(request: HttpRequest, key: str, step_key: str) -> HttpResponse:
    """`boxes`: JSON with one box, the part to keep."""
    step = _step(request, key, step_key)
    try:
        boxes = _boxes(request.POST.get("boxes", ""))
        if len(boxes) != 1:
            raise ValidationError("Draw the part to keep first.")
        step = cropping.crop(step=step, part=boxes[0], by=request.user)
    except ValidationError as problem:
        return not_done(request, step, problem)
    return answer_cards(request, [step], is_open=True)


def _step(request: HttpRequest, key: str, step_key: str) -> Step:
    return get_editable(Step.objects.select_related("screenshot", "sop"), request.user, key=step_key, sop__key=key)


def _boxes(text: str) -> list[Highlight]:
    try:
        given = json.loads(text or "[]")
    except ValueError as problem:
        raise ValidationError("The regions could not be read.") from problem
    if not isinstance(given, list):
        raise ValidationError("The regions could not be read.")
    for box in given:
        valid_highlight(box)
        if not box or box["width"] <= 0 or box["height"] <= 0:
            raise ValidationError("A region has a width and a height.")
    return [Highlight(**box) for box in given]
