"""Feedback, scheduled reviews, owners."""

from typing import Any

from sops.services import feedback
from tests.support.make import picture_bytes
from tests.urls.rows import ADMIN, CHANGE, EDIT, PAGE, Row

GIVEN = {"kind": "unclear", "text": "Which button?"}
ROWS = [
    Row("sops:feedback-give", "GET", "/sops/{sop}/feedback?step={step}", PAGE),
    Row("sops:feedback-give", "POST", "/sops/{sop}/feedback", (302, 302, 302, 302, 302), GIVEN),
    Row("sops:feedback", "GET", "/feedback", PAGE),
    # Rosa gave it: she sees it, and does not decide on it. Other readers don't know of it.
    Row("sops:feedback-one", "GET", "/feedback/{feedback}", (302, 404, 200, 200, 200)),
    Row("sops:feedback-picture", "GET", "/feedback/{feedback}/picture", (302, 404, 200, 200, 200)),
    Row("sops:feedback-answer", "POST", "/feedback/{feedback}/answer", (302, 404, 403, 302, 302), {"status": "done"}),
    Row("sops:reviews", "GET", "/reviews", PAGE),
    Row("sops:reviewed", "POST", "/sops/{sop}/reviewed", CHANGE),
    Row("sops:review-cycle", "GET", "/sops/{sop}/review-cycle", EDIT),
    Row("sops:review-cycle", "POST", "/sops/{sop}/review-cycle", CHANGE, {"cycle": "12"}),
    Row("sops:hand-over", "GET", "/people/hand-over", ADMIN),
    Row("sops:hand-over", "POST", "/people/hand-over", (302, 403, 403, 403, 422)),
]


def add(names: dict[str, Any], cast: Any, sop: Any, by: Any) -> None:
    """Feedback with a picture: in the open library from its viewer, in the closed one from its admin."""
    giver = cast.rosa if sop.library == cast.sales else cast.adam
    given = feedback.give(
        sop=sop, version=sop.current_version, kind="wrong", text="It moved.", by=giver, picture=picture_bytes()
    )
    names["feedback"] = given.pk
